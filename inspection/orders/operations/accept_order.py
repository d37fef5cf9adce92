"""The drawn officer is on the way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from hardware_adapters.controls import wearables
from inspection.orders.events import InspectionAccepted
from inspection.orders.models import CrewMember, InspectionOrder
from inspection.orders.states import CREW_STATES, OrderState


class NotInCrew(DomainError):
    """Only whom chance named may inspect this box."""

    code = "not_in_crew"
    http_status = 403
    sentence = gettext_noop("You were not drawn for this box.")
    remedy_sentence = gettext_noop("Only the drawn crew may accept and conclude this order.")


@transaction.atomic
def accept_order(*, order_no: str, officer: str, at: datetime) -> None:
    """Note that ``officer`` (user name) is coming; safe to repeat, harmless after the end."""
    order = InspectionOrder.objects.locked(order_no=order_no)
    member = member_of(order, officer=officer)
    if member.accepted_at is not None or order.state not in CREW_STATES:
        return
    member.accepted_at = at
    member.save(update_fields=["accepted_at"])
    if order.state == OrderState.OPENING:
        order.accept(at=at, by=member.officer)
    wearables.settle(order_no=order_no, answered_by=officer, now=at)
    announce(
        InspectionAccepted(
            order_no=order_no, container_no=order.container_no, officer=officer, accepted_at=at
        ),
        actor=member.officer,
    )


def member_of(order: InspectionOrder, /, *, officer: str) -> CrewMember:
    """The officer's place in the crew that stands. Raises ``NotInCrew``."""
    draw = order.current_draw
    member = (
        draw.members.select_related("officer").filter(officer__username=officer).first()
        if draw is not None
        else None
    )
    if member is None:
        raise NotInCrew(order_no=order.order_no, officer=officer)
    return member
