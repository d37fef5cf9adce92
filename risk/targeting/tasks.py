"""Background doors of control orders."""

from celery import shared_task

from customs_portal.kit import clock
from risk.targeting.operations.end_order import expire_orders


@shared_task
def end_expired_orders(**_: object) -> None:
    """Orders whose time has run out are marked so; they have hit nothing since."""
    expire_orders(now=clock.now())
