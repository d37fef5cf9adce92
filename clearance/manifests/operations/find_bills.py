"""Finding bills to act on, locked for the act, and the reasons officers must give."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.models import Manifest, ManifestLine
from clearance.manifests.states import BillState, Fate
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound, NotPermitted
from customs_portal.registry.models import Enterprise

SHORTEST_REASON = 10
LONGEST_REASON = 400
MOST_AT_ONCE = 500

DESK = (Duty.WORK_MANIFEST, Duty.REVIEW_DECLARATION, Duty.JUDGE_RISK)  # who works on bills


class BillAlreadyReleased(DomainError):
    """Released goods are no longer the manifest's to change."""

    code = "bill_already_released"
    sentence = gettext_noop("This bill is released; what it says can no longer be changed.")
    remedy_sentence = gettext_noop("Amend the declaration instead, or ask the document office.")


class BillRefused(DomainError):
    """A refused bill is over."""

    code = "bill_refused"
    sentence = gettext_noop("This bill was refused by an officer.")
    remedy_sentence = gettext_noop("Lodge the goods again under a manifest that is right.")


class BillIsLocked(DomainError):
    """What an officer has locked stays as it is."""

    code = "bill_is_locked"
    sentence = gettext_noop("An officer has locked this bill.")
    remedy_sentence = gettext_noop("Ask the customs office why; it can be changed once unlocked.")


def require_officer(by: User) -> None:
    """Manifest officers look after bills; document and risk officers may."""
    if not any(by.holds(duty) for duty in DESK):
        raise NotPermitted


def require_reason(reason: str) -> str:
    """The trimmed reason. Raises a ``Fault`` when it says nothing."""
    said = reason.strip()[:LONGEST_REASON]
    if len(said) < SHORTEST_REASON:
        raise Fault(
            _("Give a reason of at least ten characters."),
            field="reason",
            rule="reason.short",
            remedy=_("Say what was found and where it is written."),
        )
    return said


def bills_to_decide(*, transport_documents: Sequence[str]) -> list[ManifestLine]:
    """Standing bills in the order of their keys, locked; every unknown number is named."""
    wanted = list(dict.fromkeys(transport_documents))
    if not wanted or len(wanted) > MOST_AT_ONCE:
        raise Fault(
            _("Choose one bill or more, at most %(most)s.") % {"most": MOST_AT_ONCE},
            field="transport_documents",
            rule="selection.size",
            remedy=_("Tick the bills in the list."),
        )
    lines = list(
        ManifestLine.objects.select_for_update(of=("self",))
        .select_related("manifest")
        .filter(transport_document__in=wanted, fate=Fate.STANDS)
        .order_by("pk")
    )
    found = {line.transport_document for line in lines}
    faults = [
        Fault(
            _("There is no bill %(number)s.") % {"number": number},
            field="transport_documents",
            rule="bill.unknown",
            remedy=_("Load the list again: the bill was split, merged or moved."),
        )
        for number in wanted
        if number not in found
    ]
    if faults:
        raise Faults(faults)
    return lines


def own_manifest(*, manifest_no: str, by: User, reports: bool = False) -> Manifest:
    """The carrier's manifest, locked; with ``reports`` a terminal operator finds it too."""
    if not by.holds(Duty.FILE_MANIFEST) or by.enterprise is None:
        raise NotPermitted
    rows = Manifest.objects.select_for_update().filter(manifest_no=manifest_no)
    if not (reports and by.enterprise.kind == Enterprise.Kind.TERMINAL):
        rows = rows.filter(carrier=by.enterprise)
    manifest = rows.first()
    if manifest is None:
        raise NotFound(field="manifest_no")
    return manifest


def own_bill(*, manifest: Manifest, transport_document: str) -> ManifestLine:
    """A standing bill of that manifest, locked. Raises ``NotFound``."""
    line = (
        ManifestLine.objects.select_for_update(of=("self",))
        .filter(manifest=manifest, transport_document=transport_document, fate=Fate.STANDS)
        .first()
    )
    if line is None:
        raise NotFound(field="transport_document")
    line.manifest = manifest
    return line


def require_changeable(line: ManifestLine) -> None:
    """Raises ``BillAlreadyReleased``, ``BillRefused`` or ``BillIsLocked``."""
    if (
        line.state == BillState.RELEASED
        or line.containers.filter(released_at__isnull=False).exists()
    ):
        raise BillAlreadyReleased(field="transport_document")
    if line.state == BillState.REFUSED:
        raise BillRefused(field="transport_document")
    if line.locks.filter(lifted_at=None).exists():
        raise BillIsLocked(field="transport_document")
