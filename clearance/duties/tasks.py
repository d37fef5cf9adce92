"""Background doors of the duties wing."""

from celery import shared_task

from clearance.duties.operations.confirm_terms import confirm_terms
from clearance.duties.operations.send_payment import ask_outstanding, send_outstanding
from customs_portal.kit import clock


@shared_task
def retry_payment_orders(**_: object) -> None:
    """Orders that the bank has not taken yet, and those it has been silent about."""
    send_outstanding(now=clock.now())
    ask_outstanding(now=clock.now())


@shared_task
def confirm_provisional_terms(**_: object) -> None:
    """Last days to pay that waited for the holidays of their year."""
    confirm_terms(now=clock.now())
