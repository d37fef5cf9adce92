"""Background doors of the wall."""

from celery import shared_task

from customs_portal.kit import clock
from dashboards.wall.operations import hear_news, watch_clock


@shared_task
def hear_journal_again(**_: object) -> None:
    hear_news.hear_news()


@shared_task
def watch_the_clock(**_: object) -> None:
    watch_clock.watch_clock(now=clock.now())
