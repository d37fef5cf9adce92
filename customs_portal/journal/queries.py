"""Questions anyone may ask of the journal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customs_portal.journal.models import FeedHead, JournalEntry, SealedBatch


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
    rows = JournalEntry.objects.filter(feed=feed, seq__gt=seq).order_by("seq")
    return [_entry(row) for row in rows.select_related("actor")[:limit]]


def latest_of(*, feed: str, names: tuple[str, ...], limit: int) -> list[Entry]:
    """The newest facts of these kinds, newest first."""
    rows = JournalEntry.objects.filter(feed=feed, name__in=names, seq__isnull=False)
    return [_entry(row) for row in rows.order_by("-seq").select_related("actor")[:limit]]


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
