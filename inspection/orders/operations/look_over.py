"""A supervisor looks over what a crew concluded: lets it stand, or returns it (退回)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound, NotPermitted
from customs_portal.registry.law import whole_number
from inspection.orders.events import ConclusionPassed, ConclusionReturned
from inspection.orders.models import (
    BoxMove,
    InspectionOrder,
    InspectionRecord,
    ReturnedConclusion,
)
from inspection.orders.operations.call_box import call_again
from inspection.orders.operations.conclude_inspection import end_with
from inspection.orders.operations.look_again import version_of
from inspection.orders.ports import TakingBack, take_back
from inspection.orders.queries.records import may_see_place
from inspection.orders.states import SAID_STATES, MoveState, OrderState, RecordPart

RETURN_LAW = "inspection.return_hours"
LONGEST_REASON = 500


class NothingToReturn(DomainError):
    """Only a conclusion can be returned."""

    code = "nothing_to_return"
    sentence = gettext_noop("No conclusion of this order stands that could be returned.")
    remedy_sentence = gettext_noop("Load the page again; the crew may be at work already.")


class ConcludedByImage(DomainError):
    """A clear scan was concluded without a crew."""

    code = "concluded_by_image"
    sentence = gettext_noop("This order was concluded by its scan: it has no crew.")
    remedy_sentence = gettext_noop("Order another inspection, by people.")


class OwnConclusion(DomainError):
    """Nobody looks over what he stood for himself."""

    code = "own_conclusion"
    http_status = 403
    sentence = gettext_noop("You were of this crew yourself.")
    remedy_sentence = gettext_noop("Another supervisor looks over this record.")


class ReturnTooLate(DomainError):
    """The law pack's time for a return is over."""

    code = "return_too_late"
    sentence = gettext_noop("The time in which this record could be returned is over.")
    remedy_sentence = gettext_noop("Order another inspection of the goods.")


class SecondLookBegun(DomainError):
    """Others look at the same goods already."""

    code = "second_look_begun"
    sentence = gettext_noop("A second look at these goods has begun.")
    remedy_sentence = gettext_noop("Wait for its result; it decides for both.")


class BoxIsAway(DomainError):
    """The crew would stand before an empty place."""

    code = "box_is_away"
    sentence = gettext_noop("The terminal has taken the box away.")
    remedy_sentence = gettext_noop("Order another inspection: the terminal brings the box again.")


class BoxInOtherHands(DomainError):
    """One box has one open order."""

    code = "box_in_other_hands"
    sentence = gettext_noop("Another inspection of this container is open.")
    remedy_sentence = gettext_noop("Wait until that inspection has ended.")


class NotPresented(DomainError):
    """Only what waits for the look can be let stand."""

    code = "not_presented"
    sentence = gettext_noop("This conclusion does not wait for a supervisor's look.")
    remedy_sentence = gettext_noop("Load the page again to see the current state.")


@transaction.atomic
def return_conclusion(
    *, order_no: str, parts: tuple[str, ...], reason: str, by: User, now: datetime
) -> int:
    """The version that was returned. The order opens again for the same crew.

    Whatever the line did on the conclusion is taken back with it, or the line refuses. Raises
    the refusals above, ``Faults`` and ``NotFound``.
    """
    reason = _checked(parts=parts, reason=reason, by=by)
    seen = InspectionOrder.objects.filter(order_no=order_no).first()
    record = _standing(seen, by=by, now=now)
    was_told = record.order.state == OrderState.CONCLUDED
    if was_told:
        _refuse_what_cannot_come_back(record, now=now)
        take_back(_taking_back(record, reason=reason, by=by, now=now))  # the line's rows first
    order = InspectionOrder.objects.locked(order_no=order_no)
    record = _standing(order, by=by, now=now)
    if was_told:
        _refuse_what_cannot_come_back(record, now=now)
    version = version_of(order)
    ReturnedConclusion.objects.create(
        order=order,
        version=version,
        outcome=record.outcome,
        said={
            "seal_before": record.seal_before,
            "seal_after": record.seal_after,
            "findings": record.findings,
            "note": record.note,
            "picture_keys": record.picture_keys,
        },
        concluded_by=record.concluded_by,
        concluded_at=record.concluded_at,
        parts=list(dict.fromkeys(parts)),
        reason=reason,
        was_told=was_told,
        returned_by=by,
        returned_at=now,
    )
    record.delete()
    order.give_back(at=now, by=by, reason=reason)
    call_again(order, by=by, now=now)
    announce(
        ConclusionReturned(
            order_no=order_no,
            subject_kind=order.subject_kind,
            subject_reference=order.subject_reference,
            container_no=order.container_no,
            place_code=order.place_code,
            version=version,
            parts=tuple(dict.fromkeys(parts)),
            reason=reason,
            was_told=was_told,
            returned_at=now,
        ),
        actor=by,
    )
    return version


@transaction.atomic
def pass_conclusion(*, order_no: str, by: User, now: datetime) -> None:
    """A presented conclusion stands and is told, as if nobody had looked."""
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    order = InspectionOrder.objects.locked(order_no=order_no)
    if not may_see_place(place_code=order.place_code, by=by, at=now):
        raise NotFound(field="order_no", order_no=order_no)
    if order.state != OrderState.PRESENTED:
        raise NotPresented(field="state", order_no=order_no)
    record = _standing(order, by=by, now=now)
    version = version_of(order)
    end_with(order, record=record, by=by, now=now)
    announce(ConclusionPassed(order_no=order_no, version=version, passed_at=now), actor=by)


def _checked(*, parts: tuple[str, ...], reason: str, by: User) -> str:
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    faults, reason = [], reason.strip()
    if not parts or any(one not in RecordPart.values for one in parts):
        faults.append(
            Fault(
                _("Choose what the crew is to look at again."),
                field="parts",
                rule="return.parts",
                remedy=_("Mark at least one part of the record."),
            )
        )
    if not reason or len(reason) > LONGEST_REASON:
        faults.append(
            Fault(
                _("Say in words why the record goes back, in at most %(n)s characters.")
                % {"n": LONGEST_REASON},
                field="reason",
                rule="return.reason",
                remedy=_("The crew reads these words on its devices."),
            )
        )
    if faults:
        raise Faults(faults)
    return reason


def _standing(order: InspectionOrder | None, /, *, by: User, now: datetime) -> InspectionRecord:
    """The conclusion that this officer may look over."""
    if order is None or not may_see_place(place_code=order.place_code, by=by, at=now):
        raise NotFound(field="order_no")
    rows = InspectionRecord.objects.select_related("order", "concluded_by")
    record = rows.filter(order=order).first()
    if record is None or order.state not in SAID_STATES:
        raise NothingToReturn(field="state", order_no=order.order_no)
    if record.by_image:
        raise ConcludedByImage(field="order_no", order_no=order.order_no)
    draw = order.current_draw
    if by == record.concluded_by or (draw is not None and by.username in draw.crew):
        raise OwnConclusion(field="by", order_no=order.order_no)
    return record


def _refuse_what_cannot_come_back(record: InspectionRecord, /, *, now: datetime) -> None:
    order = record.order
    if now > (order.ended_at or now) + timedelta(hours=whole_number(RETURN_LAW, at=now)):
        raise ReturnTooLate(field="order_no", law=RETURN_LAW)
    if InspectionOrder.objects.filter(recheck_of=order.order_no).exists():
        raise SecondLookBegun(field="order_no")
    if BoxMove.objects.filter(order=order, state=MoveState.AWAY).exists():
        raise BoxIsAway(field="container_no")
    others = InspectionOrder.objects.open().filter(container_no=order.container_no)
    if not order.container_no:
        others = InspectionOrder.objects.open().filter(
            subject_kind=order.subject_kind,
            subject_reference=order.subject_reference,
            container_no="",
        )
    if others.exclude(pk=order.pk).exists():
        raise BoxInOtherHands(field="container_no")


def _taking_back(
    record: InspectionRecord, /, *, reason: str, by: User, now: datetime
) -> TakingBack:
    order = record.order
    return TakingBack(
        order_no=order.recheck_of or order.order_no,
        subject_kind=order.subject_kind,
        subject_reference=order.subject_reference,
        container_no=order.container_no,
        outcome=record.outcome,
        reason=reason,
        by=by,
        at=now,
    )
