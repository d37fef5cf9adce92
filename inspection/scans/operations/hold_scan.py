"""A case, an order or a filing needs a scan beyond its time; afterwards the hold is lifted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from inspection.scans.events import ScanHeld, ScanHoldLifted
from inspection.scans.models import Scan, ScanHold
from inspection.scans.queries.scope import may_see
from inspection.scans.states import ScanState


@transaction.atomic
def hold_scan(
    *, scan_no: str, needed_for: str, reason: str, by: User | None, now: datetime
) -> None:
    """Held twice for the same need is held once. ``by`` None: the house itself."""
    scan = _scan(scan_no, by, now)
    needed_for, reason = needed_for.strip(), reason.strip()
    if not needed_for or len(needed_for) > 40 or "\0" in needed_for:
        raise Fault(
            _("Say what needs the scan: a case, an order, a filing."),
            field="needed_for",
            rule="scan.needed_for",
            remedy=_("Give its number, at most 40 characters."),
        )
    if not reason or "\0" in reason:
        raise Fault(
            _("Say why the scan is kept longer."),
            field="reason",
            rule="reason.required",
            remedy=_("Whoever reads the list later wants to know."),
        )
    if scan.state != ScanState.KEPT:
        raise Fault(
            _("The files of this scan are gone."),
            field="scan_no",
            rule="scan.purged",
            remedy=_("A hold helps only while there is something to hold."),
        )
    _hold, made = ScanHold.objects.get_or_create(
        scan=scan,
        needed_for=needed_for,
        lifted_at=None,
        defaults={"reason": reason[:300], "held_by": by, "held_at": now},
    )
    if made:
        announce(
            ScanHeld(scan_no=scan_no, needed_for=needed_for, reason=reason[:300], held_at=now),
            actor=by,
        )


@transaction.atomic
def lift_hold(*, scan_no: str, needed_for: str, by: User | None, now: datetime) -> None:
    """Raises ``NotFound`` when nothing is held for that."""
    scan = _scan(scan_no, by, now)
    hold = ScanHold.objects.filter(scan=scan, needed_for=needed_for.strip(), lifted_at=None).first()
    if hold is None:
        raise NotFound(field="needed_for")
    hold.lifted_at, hold.lifted_by = now, by
    hold.save(update_fields=["lifted_at", "lifted_by"])
    announce(ScanHoldLifted(scan_no=scan_no, needed_for=hold.needed_for, lifted_at=now), actor=by)


def _scan(scan_no: str, by: User | None, now: datetime) -> Scan:
    if by is not None and not by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    scan = Scan.objects.locked(scan_no=scan_no)
    if by is not None and not may_see(scan_no=scan_no, place_code=scan.place_code, by=by, at=now):
        raise NotFound(field="scan_no", scan_no=scan_no)  # as where there is none
    return scan
