"""Background doors of the journal."""

from celery import shared_task

from customs_portal.journal import delivery, sealing
from customs_portal.kit import clock


@shared_task(autoretry_for=(Exception,), retry_backoff=True, max_retries=8, acks_late=True)
def deliver(*, delivery_id: int, **_: object) -> None:
    delivery.deliver(delivery_id=delivery_id)


@shared_task
def sweep_outstanding(**_: object) -> None:
    """Pick up what a crashed worker or an emptied broker left behind."""
    for delivery_id in delivery.outstanding_ids(older_than_seconds=5):
        deliver.delay(delivery_id=delivery_id)


@shared_task
def seal_outstanding(**_: object) -> None:
    sealing.seal_outstanding(now=clock.now())
