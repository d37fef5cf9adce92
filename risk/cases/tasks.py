"""Background doors of the cases wing."""

from celery import shared_task

from customs_portal.kit import clock
from risk.cases.operations.count_days import count_days
from risk.cases.operations.keep_judged import keep_judged


@shared_task
def keep_new_judgements(**_: object) -> None:
    """What was judged since the last time, a piece at once; some days that are over, counted."""
    keep_judged()
    count_days(now=clock.now())
