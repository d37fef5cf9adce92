"""Hearing the journal: the wall follows the feed behind the last entry it heard.

Whoever makes news does nothing for the wall; the process that shows it reads the feed's tail in
batches, as soon as it is hinted at, and a beat every few seconds does so while nobody watches.
The place in the feed moves in the same transaction as the facts, so nothing is heard twice or
missed, whoever is killed when. Rebuilding is the same from the first entry on, after forgetting
every fact.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from customs_portal.journal import queries as journal
from customs_portal.journal import subscriptions
from customs_portal.journal.events import Event
from customs_portal.kit.statements import Question, columns, read, renew
from dashboards.wall.models import (
    DeclarationProgress,
    DeviceState,
    Hearing,
    Tally,
    VesselCall,
    WaitingTask,
)
from dashboards.wall.operations.keep_facts import facts_together
from dashboards.wall.operations.settle_board import settle_board

log = logging.getLogger(__name__)

FEED = "port"
CHUNK = 500
PROJECTIONS = "dashboards.wall.projections."
ALL_LISTENERS = "dashboards.wall."


def hear_news(*, chunks: int = 20) -> int:
    """Hear what came since the last time; returns the number of entries.

    When another process is hearing at this moment it is left to it, and 0 is returned.
    """
    heard = 0
    for _ in range(chunks):
        step = _hear_chunk(listeners=ALL_LISTENERS)
        heard += step
        if step < CHUNK:
            break
    return heard


def rebuild_wall(*, now: datetime) -> int:
    """Forget every fact and hear the whole journal; alarms are records and stay."""
    with transaction.atomic():
        hearing = _locked_hearing()
        for facts in (Tally, DeclarationProgress, WaitingTask, DeviceState, VesselCall):
            facts.objects.all().delete()  # type: ignore[attr-defined]
        hearing.heard = 0
        hearing.save(update_fields=["heard"])
    heard = 0
    while step := _hear_chunk(listeners=PROJECTIONS):
        heard += step
    settle_board(now=now)
    return heard


@transaction.atomic
def _hear_chunk(*, listeners: str) -> int:
    row = _PLACE.row(feed=FEED)
    if row is None:  # somebody else is hearing, or nobody ever did
        Hearing.objects.get_or_create(feed=FEED)
        row = _PLACE.row(feed=FEED)
    if row is None:
        return 0
    hearing: Hearing = read(Hearing, row)
    entries = journal.since(feed=FEED, seq=hearing.heard, limit=CHUNK)
    if not entries:
        return 0
    told = [
        (entry, event_type, wanted)
        for entry in entries
        if (event_type := subscriptions.events_by_name.get(entry.name)) is not None
        and (
            wanted := [
                listener
                for listener in subscriptions.tail[event_type]
                if subscriptions.name_of(listener).startswith(listeners)
            ]
        )
    ]
    try:
        with transaction.atomic(), facts_together():
            for entry, event_type, wanted in told:
                event = event_type.from_payload(entry.payload)
                for listener in wanted:
                    listener(event)
    except Exception:
        log.exception("a chunk of the journal is heard again, entry by entry")
        for entry, event_type, wanted in told:
            _hear_apart(entry, event_type, wanted)
    hearing.heard = entries[-1].seq
    renew(hearing, ("heard",))
    return len(entries)


def _place(feed: str) -> "QuerySet[Hearing, Any]":
    rows = Hearing.objects.select_for_update(skip_locked=True).filter(feed=feed)
    return rows.values_list(*columns(Hearing))


_PLACE = Question(_place, feed=str)


def _hear_apart(
    entry: journal.Entry, event_type: type[Event], listeners: list[subscriptions.Listener]
) -> None:
    """Each listener for itself, so that one that fails takes nothing with it."""
    for listener in listeners:
        try:
            with transaction.atomic():
                listener(event_type.from_payload(entry.payload))
        except Exception:
            log.exception("entry %s of the journal could not be heard", entry.seq)


def _locked_hearing() -> Hearing:
    Hearing.objects.get_or_create(feed=FEED)
    return Hearing.objects.select_for_update().get(feed=FEED)
