"""Background doors of inspection orders."""

from celery import shared_task
from django.utils import timezone

from customs_portal.kit import clock
from inspection.orders.operations.draw_crew import draw_crew, orders_without_crew
from inspection.orders.operations.keep_draw_secret import commit_draw_secret, reveal_draw_secrets
from inspection.orders.operations.repeat_buzzes import repeat_buzzes, unanswered_orders


@shared_task
def mind_crews(**_: object) -> None:
    """Boxes without a crew are drawn for again; silent wrists are buzzed again."""
    now = clock.now()
    for order_no in orders_without_crew():
        draw_crew(order_no=order_no, now=now)
    for order_no in unanswered_orders(now=now):
        repeat_buzzes(order_no=order_no, now=now)


@shared_task
def keep_draw_secrets(**_: object) -> None:
    """Publish today's commitment early, reveal what is over."""
    now = clock.now()
    commit_draw_secret(day=timezone.localdate(now), now=now)
    reveal_draw_secrets(now=now)
