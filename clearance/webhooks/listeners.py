"""What the webhooks wing does when it hears news: it owes it to whom it concerns."""

from clearance.webhooks.operations.queue_news import queue_news
from customs_portal.journal.events import Event
from customs_portal.kit import clock


def owe_news(event: Event) -> None:
    queue_news(event=event, now=clock.now())
