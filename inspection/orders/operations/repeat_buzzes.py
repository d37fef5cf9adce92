"""Nobody answered the wrist: send it again, and after a few times show the dispatcher."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from customs_portal.journal.announce import announce
from customs_portal.registry.law import ask, whole_number
from inspection.orders.events import WristOrderUnanswered
from inspection.orders.models import CrewMember, InspectionOrder
from inspection.orders.operations.draw_crew import buzz_officer
from inspection.orders.states import OrderState


def unanswered_orders(*, now: datetime) -> list[str]:
    """Orders whose drawn crew has been silent for longer than the limit."""
    return list(
        InspectionOrder.objects.filter(
            state=OrderState.OPENING,
            draws__members__accepted_at=None,
            draws__members__buzzed_at__lte=now - _patience(now),
        )
        .distinct()
        .order_by("order_no")
        .values_list("order_no", flat=True)
    )


@transaction.atomic
def repeat_buzzes(*, order_no: str, now: datetime) -> int:
    """Buzz the silent members of the standing crew once more; how many were buzzed."""
    order = InspectionOrder.objects.locked(order_no=order_no)
    draw = order.current_draw
    if order.state != OrderState.OPENING or draw is None:
        return 0
    silent = draw.members.select_related("officer").filter(
        accepted_at=None, buzzed_at__lte=now - _patience(now)
    )
    limit = whole_number("inspection.buzzes_before_alarm", at=now)
    repeated = 0
    for member in silent:
        _buzz_again(order, member, limit=limit, now=now)
        repeated += 1
    return repeated


def _buzz_again(order: InspectionOrder, member: CrewMember, *, limit: int, now: datetime) -> None:
    buzz_officer(order, officer=member.officer.username, now=now)
    member.buzzes += 1
    member.buzzed_at = now
    member.save(update_fields=["buzzes", "buzzed_at"])
    if member.buzzes == limit:
        announce(
            WristOrderUnanswered(
                order_no=order.order_no,
                container_no=order.container_no,
                place_code=order.place_code,
                officer=member.officer.username,
                buzzes=member.buzzes,
                noticed_at=now,
            )
        )


def _patience(now: datetime) -> timedelta:
    seconds = ask("inspection.acknowledge_seconds", on=timezone.localdate(now)).value
    return timedelta(seconds=int(seconds))
