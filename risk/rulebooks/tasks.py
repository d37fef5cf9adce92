"""Background doors of the rule books."""

from celery import shared_task

from customs_portal.kit import clock
from risk.rulebooks.operations.publish_book import start_due_books


@shared_task
def start_books(**_: object) -> None:
    """Books whose hour has come are recorded as in force."""
    start_due_books(now=clock.now())
