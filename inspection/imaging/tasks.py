"""Background doors of the review bench."""

from celery import shared_task

from customs_portal.kit import clock
from inspection.imaging.operations.claim_review import release_forgotten_claims


@shared_task
def release_forgotten(**_: object) -> None:
    release_forgotten_claims(now=clock.now())
