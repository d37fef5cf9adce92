"""Questions anyone may ask of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import QuerySet

from customs_portal.journal.models import FeedHead, JournalEntry, SealedBatch
from customs_portal.journal.sealing import as_exported
from customs_portal.kit.statements import Question


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One fact. ``seq`` counts within ``feed``; ``position`` over the whole journal."""

    feed: str
    seq: int
    position: int
    name: str
    payload: dict[str, Any]
    subjects: tuple[str, ...]
    actor: str
    recorded_at: datetime
    request_id: str


def head_of(*, feed: str) -> int:
    """The last sequence number of the feed, 0 when nothing was said yet."""
    return FeedHead.objects.filter(feed=feed).values_list("last", flat=True).first() or 0


def since(*, feed: str, seq: int, limit: int = 1_000) -> list[Entry]:
    """What the feed said after ``seq``, oldest first."""
    return [_told(row) for row in _since(limit).rows(feed=feed, seq=seq)]


@cache
def _since(limit: int) -> Question:
    def ask(feed: str, seq: int) -> "QuerySet[JournalEntry, Any]":
        rows = JournalEntry.objects.filter(feed=feed, seq__gt=seq).order_by("seq")
        return rows.values_list(*_TOLD)[:limit]

    return Question(ask, feed=str, seq=int)


@cache
def _latest(names: tuple[str, ...], limit: int) -> Question:
    def ask(feed: str) -> "QuerySet[JournalEntry, Any]":
        rows = JournalEntry.objects.filter(feed=feed, name__in=names, seq__isnull=False)
        return rows.order_by("-seq").values_list(*_TOLD)[:limit]

    return Question(ask, feed=str)


_TOLD = (
    *("feed", "seq", "position", "name", "payload", "subjects", "actor__username"),
    *("recorded_at", "request_id"),
)


def _told(row: Sequence[Any]) -> Entry:
    feed, seq, position, name, payload, subjects, actor, recorded_at, request_id = row
    return Entry(
        feed=feed,
        seq=seq or 0,
        position=position or 0,
        name=name,
        payload=payload,
        subjects=tuple(subjects),
        actor=actor or "",
        recorded_at=recorded_at,
        request_id=request_id,
    )


def latest_of(*, feed: str, names: tuple[str, ...], limit: int) -> list[Entry]:
    """The newest facts of these kinds, newest first."""
    return [_told(row) for row in _latest(names, limit).rows(feed=feed)]


def trail_of(*, number: str, limit: int = 500) -> list[Entry]:
    """Everything said about one number (declaration, container, plate ...), oldest first."""
    rows = JournalEntry.objects.filter(subjects__contains=[number], seq__isnull=False)
    return [_entry(row) for row in rows.order_by("position").select_related("actor")[:limit]]


def was_told(*, name: str, **facts: Any) -> bool:
    """Whether this kind of news was told with these values already."""
    return JournalEntry.objects.filter(name=name, payload__contains=facts).exists()


def _entry(row: JournalEntry) -> Entry:
    return Entry(
        feed=row.feed,
        seq=row.seq or 0,
        position=row.position or 0,
        name=row.name,
        payload=row.payload,
        subjects=tuple(row.subjects),
        actor=row.actor.get_username() if row.actor else "",
        recorded_at=row.recorded_at,
        request_id=row.request_id,
    )


def sealed_up_to() -> int:
    """The last position that stands under a signed head, 0 when nothing is sealed yet."""
    last = SealedBatch.objects.order_by("-batch_no").values_list("last_position", flat=True)
    return last.first() or 0


@dataclass(frozen=True, kw_only=True)
class Head:
    """A signed head of the journal."""

    batch_no: int
    head: str


def head_over(*, name: str, number: str) -> Head | None:
    """The first signed head that covers this news of that number; None while it is not sealed."""
    rows = JournalEntry.objects.filter(name=name, subjects__contains=[number])
    position = rows.order_by("position").values_list("position", flat=True).first()
    if position is None:
        return None
    batch = SealedBatch.objects.filter(last_position__gte=position).order_by("batch_no").first()
    return None if batch is None else Head(batch_no=batch.batch_no, head=batch.head)


def exported(*, names: Sequence[str], numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Every row of these kinds about one of these numbers, by position, as it is sealed."""
    rows = JournalEntry.objects.filter(
        name__in=names, subjects__overlap=list(numbers), position__isnull=False
    )
    return [as_exported(row) for row in rows.order_by("position")]
