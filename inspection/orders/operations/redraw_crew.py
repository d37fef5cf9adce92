"""Another crew: never without a recorded reason and a second person."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotPermitted
from hardware_adapters.controls import wearables
from inspection.orders.events import RedrawAsked
from inspection.orders.models import InspectionOrder, RedrawRequest
from inspection.orders.operations.draw_crew import draw_round
from inspection.orders.operations.exclude_officer import ExclusionNeedsReason, exclude
from inspection.orders.states import CREW_STATES


class NothingToRedraw(DomainError):
    """There is no drawn crew, or nobody asked for another one."""

    code = "nothing_to_redraw"
    sentence = gettext_noop("There is no draw of this order to repeat.")
    remedy_sentence = gettext_noop("Load the page again to see the current state.")


class SecondPersonNeeded(DomainError):
    """Whoever asked for another draw cannot agree to it."""

    code = "second_person_needed"
    http_status = 403
    sentence = gettext_noop("Another officer must agree to this draw.")
    remedy_sentence = gettext_noop("Ask a second dispatcher to confirm it.")


class TooFewOfficers(DomainError):
    """Without a full pool there is no chance, only a choice."""

    code = "too_few_officers"
    sentence = gettext_noop("Too few officers are on duty for another crew.")
    remedy_sentence = gettext_noop("Have more inspectors come on duty, then confirm again.")


@transaction.atomic
def ask_redraw(*, order_no: str, reason: str, by: User, now: datetime) -> None:
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    if not reason.strip():
        raise ExclusionNeedsReason(field="reason")
    order = InspectionOrder.objects.locked(order_no=order_no)
    if order.state not in CREW_STATES or order.current_draw is None:
        raise NothingToRedraw(order_no=order_no)
    RedrawRequest.objects.update_or_create(
        order=order, defaults={"reason": reason.strip(), "asked_by": by, "asked_at": now}
    )
    announce(
        RedrawAsked(order_no=order_no, reason=reason.strip(), asked_by=by.username, asked_at=now),
        actor=by,
    )


@transaction.atomic
def confirm_redraw(*, order_no: str, by: User, now: datetime) -> tuple[str, ...]:
    """The second person agrees: the old crew leaves the pool, chance names a new one."""
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    order = InspectionOrder.objects.locked(order_no=order_no)
    asked = RedrawRequest.objects.select_related("asked_by").filter(order=order).first()
    before = order.current_draw
    if asked is None or before is None or order.state not in CREW_STATES:
        raise NothingToRedraw(order_no=order_no)
    if asked.asked_by == by:
        raise SecondPersonNeeded(order_no=order_no)
    for member in before.members.select_related("officer"):
        exclude(order, officer=member.officer, reason=asked.reason, by=asked.asked_by, now=now)
    wearables.settle(order_no=order_no, now=now)
    drawn = draw_round(
        order,
        round_no=before.round_no + 1,
        now=now,
        reason=asked.reason,
        asked_by=asked.asked_by,
        confirmed_by=by,
    )
    if drawn is None:
        raise TooFewOfficers(order_no=order_no)
    order.take_crew_back(at=now, by=by, reason=asked.reason)
    asked.delete()
    return tuple(drawn.crew)
