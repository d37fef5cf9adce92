"""The box must be opened: chance names the crew, their wrists are told."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.flow import IllegalMove
from inspection.orders.events import OpeningOrdered
from inspection.orders.models import InspectionOrder
from inspection.orders.operations.call_box import call_box
from inspection.orders.operations.draw_crew import draw_crew
from inspection.orders.operations.exclude_officer import exclude
from inspection.orders.states import CREW_STATES, SAID_STATES, Instruction, OrderState


@transaction.atomic
def send_to_opening(
    *,
    order_no: str,
    reason: str,
    beacon: str,
    now: datetime,
    excluded: tuple[tuple[User, str], ...] = (),
    by: User | None = None,
) -> None:
    """Move the order to opening and draw its crew; safe to repeat.

    ``beacon`` is a value nobody could choose, fixed before the draw (the digest of the scan);
    ``excluded`` names officers who may not be drawn, each with the reason. When too few
    officers are on duty the order waits without a crew and the draw is tried again.
    """
    order = InspectionOrder.objects.locked(order_no=order_no)
    if order.state in CREW_STATES:
        return
    if order.state in SAID_STATES:  # only a supervisor gives it back to its crew
        raise IllegalMove(field="state", source=order.state, target=str(OrderState.OPENING))
    order.open_box(reason=reason, beacon=beacon, at=now, by=by)
    announce(
        OpeningOrdered(
            order_no=order_no,
            container_no=order.container_no,
            reason=reason,
            beacon=beacon,
            ordered_at=now,
        ),
        actor=by,
    )
    call_box(order, instruction=Instruction.BY_PEOPLE, by=by, now=now)
    if order.ordered_by is not None:
        exclude(order, officer=order.ordered_by, reason="ordered this inspection", by=None, now=now)
    for officer, why in excluded:
        exclude(order, officer=officer, reason=why, by=None, now=now)
    draw_crew(order_no=order_no, now=now)
