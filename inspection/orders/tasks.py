"""Background doors of inspection orders."""

from celery import shared_task

from customs_portal.kit import clock
from inspection.orders.operations.draw_crew import draw_crew, orders_without_crew
from inspection.orders.operations.repeat_buzzes import repeat_buzzes, unanswered_orders


@shared_task
def mind_crews(**_: object) -> None:
    """Boxes without a crew are drawn for again; silent wrists are buzzed again."""
    now = clock.now()
    for order_no in orders_without_crew():
        draw_crew(order_no=order_no, now=now)
    for order_no in unanswered_orders(now=now):
        repeat_buzzes(order_no=order_no, now=now)
