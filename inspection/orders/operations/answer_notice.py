"""The firm answers the notice of an inspection: somebody comes, or another time is asked for."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.registry.law import whole_number
from inspection.orders.events import FirmAnswered, OtherTimeDecided
from inspection.orders.models import FirmNotice
from inspection.orders.states import NoticeState

FIRM = Duty.FILE_DECLARATION
LATEST_LAW = "inspection.other_time_hours"


class InspectionOver(DomainError):
    """There is nothing left to come to."""

    code = "inspection_over"
    sentence = gettext_noop("This inspection is over.")
    remedy_sentence = gettext_noop("Read what became of the declaration on its page.")


class RepresentativeMissing(DomainError):
    """Somebody with a name comes, not the firm."""

    code = "representative_missing"
    http_status = 422
    sentence = gettext_noop("Name the person who comes.")
    remedy_sentence = gettext_noop("Write the name of your representative, and a telephone.")


class OtherTimeUnfit(DomainError):
    """The wished time has passed, or is later than goods may wait."""

    code = "other_time_unfit"
    http_status = 422
    sentence = gettext_noop("The inspection cannot be at this time.")
    remedy_sentence = gettext_noop("Choose a time to come, within the hours that the law allows.")


class OtherTimeNeedsReason(DomainError):
    """An officer decides by it."""

    code = "other_time_needs_reason"
    http_status = 422
    sentence = gettext_noop("Say why another time is needed.")
    remedy_sentence = gettext_noop("One sentence is enough.")


class NoOtherTimeAsked(DomainError):
    """The firm asks for no other time, or no longer."""

    code = "no_other_time_asked"
    sentence = gettext_noop("The firm asks for no other time.")
    remedy_sentence = gettext_noop("Reload the page to see what it has answered.")


@transaction.atomic
def confirm_attendance(
    *, order_no: str, representative: str, by: User, now: datetime, telephone: str = ""
) -> None:
    """``representative`` comes; a time that was agreed stays agreed. Safe to repeat."""
    notice = _own(order_no=order_no, by=by)
    name = representative.strip()[:80]
    if not name:
        raise RepresentativeMissing(field="representative")
    changes = {"representative": name, "telephone": telephone.strip()[:30]}
    if notice.state == NoticeState.CONFIRMED:
        for field, value in changes.items():
            setattr(notice, field, value)
        notice.save(update_fields=list(changes))
        return
    notice.go(NoticeState.CONFIRMED, why=told(at=now, by=by), **changes)
    _tell(notice, now=now, by=by)


@transaction.atomic
def ask_other_time(
    *, order_no: str, wanted_at: datetime, reason: str, by: User, now: datetime
) -> None:
    """An officer decides; until then the inspection is as it was told."""
    notice = _own(order_no=order_no, by=by)
    if not reason.strip():
        raise OtherTimeNeedsReason(field="reason")
    latest = notice.told_at + timedelta(hours=whole_number(LATEST_LAW, at=now))
    if not now < wanted_at <= latest:
        raise OtherTimeUnfit(field="wanted_at", law=LATEST_LAW, latest=latest.isoformat())
    if notice.state == NoticeState.ASKED and notice.wanted_at == wanted_at:
        return
    why = told(at=now, by=by, reason=reason.strip()[:300], law=LATEST_LAW)
    changes = {"wanted_at": wanted_at, "wanted_because": reason.strip()[:300], "decision": ""}
    if notice.state == NoticeState.ASKED:
        for field, value in changes.items():
            setattr(notice, field, value)
        notice.save(update_fields=list(changes))
    else:
        notice.go(NoticeState.ASKED, why=why, appointment_at=None, **changes)
    _tell(notice, now=now, by=by)


@transaction.atomic
def decide_other_time(
    *, order_no: str, agrees: bool, by: User, now: datetime, reason: str = ""
) -> None:
    """A dispatcher agrees, or says why not."""
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    notice = _held(order_no=order_no)
    if notice.state != NoticeState.ASKED:
        raise NoOtherTimeAsked(order_no=order_no)
    if not agrees and not reason.strip():
        raise OtherTimeNeedsReason(field="reason")
    said = reason.strip()[:300]
    target = NoticeState.AGREED if agrees else NoticeState.DECLINED
    appointment_at = notice.wanted_at if agrees else None
    notice.go(
        target, why=told(at=now, by=by, reason=said), appointment_at=appointment_at, decision=said
    )
    announce(
        OtherTimeDecided(
            order_no=order_no, agreed=agrees, appointment_at=appointment_at, decided_at=now
        ),
        actor=by,
    )


def _tell(notice: FirmNotice, *, now: datetime, by: User) -> None:
    announce(
        FirmAnswered(
            order_no=notice.order.order_no,
            answer=notice.state,
            wanted_at=notice.wanted_at if notice.state == NoticeState.ASKED else None,
            answered_at=now,
        ),
        actor=by,
    )


def _own(*, order_no: str, by: User) -> FirmNotice:
    """Of the reader's own firm. Raises ``NotFound``, also for another's."""
    if not by.holds(FIRM) or by.enterprise_id is None:
        raise NotPermitted(duty=FIRM)
    notice = _held(order_no=order_no)
    if notice.enterprise_id != by.enterprise_id:
        raise NotFound(field="order_no", order_no=order_no)
    if not notice.order.is_open:
        raise InspectionOver(order_no=order_no)
    return notice


def _held(*, order_no: str) -> FirmNotice:
    rows = FirmNotice.objects.select_for_update(of=("self",)).select_related("order")
    notice = rows.filter(order__order_no=order_no).first()
    if notice is None:
        raise NotFound(field="order_no", order_no=order_no)
    return notice
