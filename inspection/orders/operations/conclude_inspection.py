"""The inspection is over: what the open box showed, or that the scan was clear."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from hardware_adapters.controls import wearables
from hardware_adapters.operations.store_evidence import store_pictures
from inspection.orders.events import ConclusionPresented, InspectionConcluded
from inspection.orders.models import CrewMember, InspectionOrder, InspectionRecord
from inspection.orders.operations.accept_order import member_of
from inspection.orders.operations.call_box import free_box, note_scanned_box
from inspection.orders.operations.look_again import (
    look_again,
    order_recheck,
    version_of,
    waits_for_look,
)
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.rules.methods import must_be_opened
from inspection.orders.states import CREW_STATES, OrderState, Outcome


class FaultNeedsWords(DomainError):
    """A fault without a description cannot be answered by the owner of the goods."""

    code = "fault_needs_words"
    http_status = 422
    sentence = gettext_noop("Say what fault was found.")
    remedy_sentence = gettext_noop("Write a note or fill in at least one finding.")


class NotOpened(DomainError):
    """Only a box with a crew can be concluded by hand."""

    code = "not_opened"
    sentence = gettext_noop("This order has no crew, so there is nothing to conclude.")
    remedy_sentence = gettext_noop("Wait until the scan is judged and a crew is drawn.")


class AlreadyConcluded(DomainError):
    """A conclusion stands; it is never overwritten."""

    code = "already_concluded"
    sentence = gettext_noop("This inspection has been concluded already.")
    remedy_sentence = gettext_noop("Open the record to read the conclusion.")


class SaidBeforeReturn(DomainError):
    """A finding that was taken before the record was returned does not answer the return."""

    code = "said_before_return"
    sentence = gettext_noop("This was said before the supervisor returned the record.")
    remedy_sentence = gettext_noop("Read why it was returned, look again and conclude anew.")


@dataclass(frozen=True, kw_only=True)
class FoundElement:
    """One element of the declaration compared with the goods (name, quantity, origin ...)."""

    element: str
    declared: str
    found: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    outcome: Outcome
    note: str = ""
    elements: tuple[FoundElement, ...] = field(default=())
    seal_before: str = ""
    seal_after: str = ""
    picture_keys: tuple[str, ...] = ()


@transaction.atomic
def conclude_with_pictures(
    *, order_no: str, finding: Finding, pictures: tuple[bytes, ...], officer: str, now: datetime
) -> None:
    """The same with the pictures themselves, kept only when the finding stands."""
    order, _ = _concluding(order_no=order_no, finding=finding, officer=officer, now=now)
    if order.state in CREW_STATES:
        keys = store_pictures(pictures=pictures, field="pictures")
        finding = replace(finding, picture_keys=keys)
    conclude_inspection(order_no=order_no, finding=finding, officer=officer, now=now)


@transaction.atomic
def conclude_inspection(*, order_no: str, finding: Finding, officer: str, now: datetime) -> None:
    """A member of the drawn crew concludes; the same finding twice changes nothing.

    A share of the conclusions waits for the supervisor's look before anybody is told.
    """
    order, member = _concluding(order_no=order_no, finding=finding, officer=officer, now=now)
    if order.state not in CREW_STATES or _was_returned(order, by=member.officer, now=now):
        return
    record = InspectionRecord.objects.create(
        order=order,
        outcome=finding.outcome,
        concluded_by=member.officer,
        seal_before=finding.seal_before,
        seal_after=finding.seal_after,
        findings=[
            {"element": one.element, "declared": one.declared, "found": one.found}
            for one in finding.elements
        ],
        note=finding.note.strip(),
        picture_keys=list(finding.picture_keys),
        concluded_at=now,
    )
    wearables.settle(order_no=order.order_no, now=now)
    if waits_for_look(order, now=now):
        order.present(at=now, by=member.officer)
        announce(
            ConclusionPresented(
                order_no=order.order_no,
                container_no=order.container_no,
                place_code=order.place_code,
                outcome=finding.outcome,
                version=version_of(order),
                presented_at=now,
            ),
            actor=member.officer,
        )
        return
    end_with(order, record=record, by=member.officer, now=now)


def end_with(
    order: InspectionOrder, /, *, record: InspectionRecord, by: User, now: datetime
) -> None:
    """What a crew concluded is told, unless a lot sends others to look again first."""
    looked_again = look_again(order, outcome=Outcome(record.outcome), now=now)
    _end(
        order,
        outcome=Outcome(record.outcome),
        by_image=False,
        note=record.note,
        by=by,
        now=now,
        tells=not looked_again,
    )
    if looked_again:
        order_recheck(order, by=record.concluded_by, now=now)


@transaction.atomic
def conclude_by_image(
    *, order_no: str, scan_no: str, image_key: str, analyst: User, note: str, now: datetime
) -> None:
    """The scan is clear: the box need not be opened, unless its method asks for both."""
    order = InspectionOrder.objects.locked(order_no=order_no)
    if order.state not in (OrderState.ORDERED, OrderState.IMAGED):
        return
    if order.state == OrderState.ORDERED:
        order.note_scan(scan_no=scan_no, at=now)
        note_scanned_box(order, scan_no=scan_no, at=now)
    if must_be_opened(order.method):
        send_to_opening(
            order_no=order_no,
            reason=note,
            beacon=image_key.partition(".")[0],
            excluded=((analyst, gettext_noop("judged the scan")),),
            by=analyst,
            now=now,
        )
        return
    InspectionRecord.objects.create(
        order=order,
        outcome=Outcome.NO_FAULT,
        by_image=True,
        concluded_by=analyst,
        note=note,
        concluded_at=now,
    )
    _end(order, outcome=Outcome.NO_FAULT, by_image=True, note=note, by=analyst, now=now)


def _concluding(
    *, order_no: str, finding: Finding, officer: str, now: datetime
) -> tuple[InspectionOrder, CrewMember]:
    """The order, held, and who concludes it. Raises why this finding cannot stand."""
    if finding.outcome == Outcome.FAULT and not (finding.note.strip() or finding.elements):
        raise FaultNeedsWords(field="note")
    order = InspectionOrder.objects.locked(order_no=order_no)
    member = member_of(order, officer=officer)
    if not order.is_open or order.state == OrderState.PRESENTED:
        _refuse_unless_repeated(order, finding, member.officer)
    elif order.state not in CREW_STATES:
        raise NotOpened(order_no=order_no)
    elif not _was_returned(order, by=member.officer, now=now):
        _refuse_from_before(order, now=now)
    return order, member


def _end(
    order: InspectionOrder,
    *,
    outcome: Outcome,
    by_image: bool,
    note: str,
    by: User,
    now: datetime,
    tells: bool = True,
) -> None:
    """A report that is looked at again is not told to the line: the second look tells for both."""
    order.conclude(at=now, by=by, reason=note)
    if tells:
        free_box(order, inspected=True, by=by, now=now)
        for order_no, kind in _told_as(order):
            announce(
                InspectionConcluded(
                    order_no=order_no,
                    subject_kind=kind,
                    subject_reference=order.subject_reference,
                    container_no=order.container_no,
                    outcome=outcome,
                    by_image=by_image,
                    note=note,
                    concluded_at=now,
                    version=version_of(order),
                ),
                actor=by,
            )


def _told_as(order: InspectionOrder) -> list[tuple[str, str]]:
    """A second look ends its own order, and the one whose line has been waiting for it."""
    if not order.recheck_of:
        return [(order.order_no, order.subject_kind)]
    return [(order.order_no, "recheck"), (order.recheck_of, order.subject_kind)]


def _refuse_unless_repeated(order: InspectionOrder, finding: Finding, officer: User) -> None:
    record = InspectionRecord.objects.filter(order=order, concluded_by=officer).first()
    if record is None or record.outcome != finding.outcome:
        raise AlreadyConcluded(order_no=order.order_no)


def _was_returned(order: InspectionOrder, /, *, by: User, now: datetime) -> bool:
    """A device may say again what it said before the record was returned."""
    return order.returns.filter(concluded_by=by, concluded_at=now).exists()


def _refuse_from_before(order: InspectionOrder, /, *, now: datetime) -> None:
    if order.returns.filter(returned_at__gt=now).exists():
        raise SaidBeforeReturn(order_no=order.order_no)
