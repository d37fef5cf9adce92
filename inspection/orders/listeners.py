"""What the orders wing does when it hears news from the wrists.

Each answer is heard at once and checked again in the background; both are safe to repeat.
"""

from customs_portal.kit import clock
from hardware_adapters.events import FindingTakenOnWrist, OrderAcknowledgedOnWrist
from inspection.draws.events import PoolDrawn
from inspection.orders.operations.order_drawn import order_drawn
from inspection.orders.operations.take_wrist_finding import take_wrist_answer, take_wrist_finding


def accept_on_wrist(event: OrderAcknowledgedOnWrist) -> None:
    take_wrist_answer(order_no=event.order_no, officer=event.officer, at=event.acknowledged_at)


def check_acceptance(event: OrderAcknowledgedOnWrist) -> None:
    accept_on_wrist(event)


def conclude_on_wrist(event: FindingTakenOnWrist) -> None:
    take_wrist_finding(
        order_no=event.order_no,
        officer=event.officer,
        outcome=event.finding,
        note=event.note,
        picture_keys=event.picture_keys,
        seal_before=event.seal_before,
        seal_after=event.seal_after,
        at=event.taken_at,
    )


def check_conclusion(event: FindingTakenOnWrist) -> None:
    conclude_on_wrist(event)


def order_drawn_subjects(event: PoolDrawn) -> None:
    order_drawn(draw_no=event.draw_no, now=clock.now())
