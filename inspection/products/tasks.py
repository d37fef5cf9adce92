"""Background doors of product filing."""

from celery import shared_task

from customs_portal.kit import clock
from inspection.products.operations.review_filing import expire_due


@shared_task
def expire_filings(**_: object) -> None:
    expire_due(now=clock.now())
