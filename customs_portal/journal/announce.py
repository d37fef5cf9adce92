"""Announcing what has happened.

Three lanes. ``now`` listeners run in this process right after commit and must be quick
(wearables, the next automatic step). ``soon`` listeners run in Celery, are retried until they
succeed, and must be safe to repeat; one that stands in the *now* lane too is only owed when it
failed there, or when the process died before it ran. ``tail`` listeners are not told at all:
they read the feed.
"""

import logging
import threading
from typing import Any

import structlog
from django.db import transaction

from customs_portal.journal import subscriptions, tasks
from customs_portal.journal.events import Event
from customs_portal.journal.models import Delivery, JournalEntry
from customs_portal.kit import clock, live

log = logging.getLogger(__name__)
_threads = threading.local()


class AnnouncedOutsideTransaction(RuntimeError):
    """A kept event must commit together with the change it reports."""


def announce(event: Event, *, actor: Any = None) -> None:
    """Write ``event`` into the journal with the caller's transaction; tell listeners after it.

    ``actor`` is the person who acted, or None for the house itself.
    Raises ``AnnouncedOutsideTransaction`` for a kept event outside ``atomic``.
    """
    if not event.keep:
        _tell_now(event)
        return
    if not transaction.get_connection().in_atomic_block:
        raise AnnouncedOutsideTransaction(event.name)
    entry = JournalEntry.objects.create(
        feed=event.feed,
        name=event.name,
        payload=event.payload(),
        subjects=event.subjects(),
        actor=actor,
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
        recorded_at=clock.now(),
    )
    owed = Delivery.objects.bulk_create(
        Delivery(entry=entry, listener=subscriptions.name_of(listener))
        for listener in subscriptions.soon[type(event)]
    )
    _mark_paid()
    transaction.on_commit(lambda: _after_commit(event, owed))


def _after_commit(event: Event, owed: list[Delivery]) -> None:
    done = _tell_now(event)
    live.hint(f"feed.{event.feed}")
    for delivery in owed:
        if delivery.listener in done:
            _paid().append(delivery.pk)
        else:
            _hand_to_worker(delivery)


def _paid() -> list[int]:
    """Deliveries whose act was done at once in this thread, not marked yet."""
    if not hasattr(_threads, "paid"):
        _threads.paid = []
    paid: list[int] = _threads.paid
    return paid


def _mark_paid() -> None:
    """Within the next announcement's transaction: a commit of its own would cost more than
    the act. A mark that is lost only makes the sweep repeat what is safe to repeat."""
    paid = _paid()
    if paid:
        Delivery.objects.filter(pk__in=paid).update(delivered_at=clock.now())
        paid.clear()


def _hand_to_worker(delivery: Delivery) -> None:
    """The row is the debt; a broker that is away only delays it until the next sweep."""
    try:
        tasks.deliver.apply_async(kwargs={"delivery_id": delivery.pk}, retry=False)
    except Exception:  # the broker's own error types differ by transport
        log.warning("delivery %s waits for the sweep", delivery.pk, exc_info=True)


def _tell_now(event: Event) -> set[str]:
    """Run the now-listeners; the names of those that did not fail."""
    done = set()
    for listener in subscriptions.now[type(event)]:
        try:
            listener(event)
        except Exception:
            log.exception("now-listener failed: %s", subscriptions.name_of(listener))
        else:
            done.add(subscriptions.name_of(listener))
    return done
