"""Background doors of the duties wing."""

from celery import shared_task

from clearance.duties.operations.order_payment import send_outstanding
from customs_portal.kit import clock


@shared_task
def retry_payment_orders(**_: object) -> None:
    """Orders that the bank has not taken yet, when their next try is due."""
    send_outstanding(now=clock.now())
