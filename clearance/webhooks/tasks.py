"""Background doors of the webhooks wing."""

from celery import shared_task

from clearance.webhooks.operations.hear_news import hear_news
from clearance.webhooks.operations.send_delivery import send_delivery, take_due
from customs_portal.kit import clock


@shared_task
def send_due(**_: object) -> None:
    """Hear what is new and hand out what is due; a slow receiver holds up no other."""
    hear_news()
    for delivery_no in take_due(now=clock.now()):
        send_one.delay(delivery_no=delivery_no)


@shared_task(acks_late=True, time_limit=60)
def send_one(*, delivery_no: str, **_: object) -> None:
    send_delivery(delivery_no=delivery_no, now=clock.now())
