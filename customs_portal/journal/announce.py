"""Announcing what has happened.

Three lanes. ``now`` listeners run in this process right after commit and must be quick
(wearables, the next automatic step). ``soon`` listeners run in Celery, are retried until they
succeed, and must be safe to repeat; one that stands in the *now* lane too is only owed when it
failed there, or when the process died before it ran. ``tail`` listeners are not told at all:
they read the feed.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import transaction

from customs_portal.journal import subscriptions, tasks
from customs_portal.journal.events import Event
from customs_portal.journal.models import Delivery, JournalEntry
from customs_portal.kit import clock, live
from customs_portal.kit.statements import store

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
    said = _Said(event, actor)
    transaction.on_commit(said)
    gathered = _gathered()
    if gathered is None:
        _write([said])
    else:
        gathered.append(said)


@contextmanager
def told_together() -> Iterator[None]:
    """What is announced inside is written in the end, with one statement, in its order.

    For an operation with much to tell: directly inside its transaction, around the whole act.
    What a savepoint took back meanwhile is not told.
    """
    if _gathered() is not None:
        yield
        return
    gathered: list[_Said] = []
    _threads.gathered = gathered
    try:
        yield
    finally:
        _threads.gathered = None
    hooks = {id(hook) for _, hook, _ in transaction.get_connection().run_on_commit}
    _write([said for said in gathered if id(said) in hooks])


class _Said:
    """One announcement from the call until after the commit."""

    def __init__(self, event: Event, actor: Any) -> None:
        self.event = event
        self.entry = JournalEntry(
            feed=event.feed,
            name=event.name,
            payload=event.payload(),
            subjects=event.subjects(),
            actor=actor,
            request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
            recorded_at=clock.now(),
        )
        self.owed: list[Delivery] = []
        self.hints = True

    def __call__(self) -> None:
        done = _tell_now(self.event)
        if self.hints:
            live.hint(f"feed.{self.event.feed}")
        for delivery in self.owed:
            if delivery.listener in done:
                _paid().append(delivery.pk)
            else:
                _hand_to_worker(delivery)


def _write(told: list[_Said]) -> None:
    """Entries, then what is owed on them; one hint a feed is enough, with the last entry."""
    if not told:
        return
    store([said.entry for said in told])
    hinted = set()
    for said in reversed(told):
        said.hints = said.event.feed not in hinted
        hinted.add(said.event.feed)
        said.owed = [
            Delivery(entry=said.entry, listener=subscriptions.name_of(listener))
            for listener in subscriptions.owed_on(said.event)
        ]
    store([delivery for said in told for delivery in said.owed])
    _mark_paid()


def _gathered() -> list[_Said] | None:
    return getattr(_threads, "gathered", None)


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
