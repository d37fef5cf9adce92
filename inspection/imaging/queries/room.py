"""The room as it stands: who waits, how long, who works, what is mixed in."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Q

from customs_portal.registry.law import whole_number
from inspection.imaging.models import ImageReview, PlantedScan, Reading, WorkSpell
from inspection.imaging.states import ReviewState
from risk.cases.queries import Period
from risk.statistics import Share

P95 = 95


@dataclass(frozen=True, kw_only=True)
class ScannerLine:
    """One scanner: what waits now, and the waits of what was first taken up in the period."""

    device_code: str
    waiting: int
    oldest_queued_at: datetime | None
    taken: int
    p50_wait_s: int | None
    p95_wait_s: int | None


@dataclass(frozen=True, kw_only=True)
class AnalystLine:
    """An analyst at work: minutes, so that somebody sees when a pause is due. No ranking."""

    analyst: str
    minutes_in_row: int
    minutes_on_shift: int
    scans: int
    pause: str  # "", OFFERED or DUE
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class RoomView:
    at: datetime
    waiting: int
    in_review: int
    judged: int
    oldest_queued_at: datetime | None
    p95_wait_s: int | None
    goal_s: int
    scanners: tuple[ScannerLine, ...]
    analysts: tuple[AnalystLine, ...]
    planted: Share
    planted_permille: int
    read_twice: Share


@dataclass(frozen=True, kw_only=True)
class PlantedView:
    planted_no: str
    title: str
    things: int
    shown: int
    last_shown_at: datetime | None
    added_by: str
    added_at: datetime
    retired_at: datetime | None


def room_now(*, period: Period, now: datetime) -> RoomView:
    """Everything but agreement, which ``queries.measures`` answers."""
    came = ImageReview.objects.filter(queued_at__gte=period.since, queued_at__lt=period.until)
    counts = ImageReview.objects.aggregate(
        waiting=Count("pk", filter=Q(state=ReviewState.QUEUED)),
        in_review=Count("pk", filter=Q(state=ReviewState.CLAIMED)),
        judged=Count("pk", filter=Q(state=ReviewState.JUDGED)),
    )
    waits = _waits(period)
    everything = sorted(wait for found in waits.values() for wait in found)
    queued = ImageReview.objects.filter(state=ReviewState.QUEUED)
    final = came.filter(state=ReviewState.CONCLUDED, planted=None)
    twice = (
        final.annotate(read=Count("readings", filter=~Q(readings__verdict="")))
        .filter(read__gte=2)
        .count()
    )
    return RoomView(
        at=now,
        **counts,
        oldest_queued_at=queued.order_by("queued_at").values_list("queued_at", flat=True).first(),
        p95_wait_s=_percentile(everything, P95),
        goal_s=60 * whole_number("imaging.queue_goal_minutes", at=now),
        scanners=tuple(_scanners(waits)),
        analysts=tuple(_analysts(now)),
        planted=Share(part=came.filter(planted__isnull=False).count(), of=came.count()),
        planted_permille=whole_number("imaging.planted_permille", at=now),
        read_twice=Share(part=twice, of=final.count()),
    )


def library_of_planted() -> list[PlantedView]:
    """Test images, those in use first, newest first."""
    found = PlantedScan.objects.select_related("added_by").annotate(
        shown=Count("reviews"), last=Max("reviews__queued_at")
    )
    return [
        PlantedView(
            planted_no=one.planted_no,
            title=one.title,
            things=len(one.truth),
            shown=one.shown,  # type: ignore[attr-defined]
            last_shown_at=one.last,  # type: ignore[attr-defined]
            added_by=one.added_by.username,
            added_at=one.added_at,
            retired_at=one.retired_at,
        )
        for one in found.order_by("-retired_at", "-added_at")
    ]


def _waits(period: Period) -> dict[str, list[int]]:
    """Seconds from the queue to the first analyst's hands, by scanner."""
    first: dict[int, tuple[str, int]] = {}
    rows = (
        Reading.objects.filter(began_at__gte=period.since, began_at__lt=period.until)
        .order_by("began_at")
        .values_list("review_id", "review__device_code", "began_at", "review__queued_at")
    )
    for review, device, began_at, queued_at in rows:
        first.setdefault(review, (device, max(0, int((began_at - queued_at).total_seconds()))))
    found: dict[str, list[int]] = defaultdict(list)
    for device, seconds in first.values():
        found[device].append(seconds)
    return {device: sorted(seconds) for device, seconds in found.items()}


def _scanners(waits: dict[str, list[int]]) -> list[ScannerLine]:
    waiting: dict[str, list[datetime]] = defaultdict(list)
    rows = ImageReview.objects.filter(state=ReviewState.QUEUED)
    for device, queued_at in rows.values_list("device_code", "queued_at"):
        waiting[device].append(queued_at)
    return [
        ScannerLine(
            device_code=device,
            waiting=len(waiting[device]),
            oldest_queued_at=min(waiting[device], default=None),
            taken=len(waits.get(device, [])),
            p50_wait_s=_percentile(waits.get(device, []), 50),
            p95_wait_s=_percentile(waits.get(device, []), P95),
        )
        for device in sorted({*waits, *waiting})
    ]


def _analysts(now: datetime) -> list[AnalystLine]:
    since = now - timedelta(minutes=whole_number("imaging.second_reader_minutes", at=now))
    offered = whole_number("imaging.pause_offered_minutes", at=now)
    due = whole_number("imaging.pause_due_minutes", at=now)
    latest: dict[int, WorkSpell] = {}
    spells = WorkSpell.objects.filter(last_at__gte=since, last_at__lte=now)
    for spell in spells.select_related("analyst").order_by("began_at"):
        latest[spell.analyst_id] = spell
    scans = dict(
        Reading.objects.given()
        .filter(analyst__in=latest, given_at__gte=now - timedelta(hours=12))
        .values_list("analyst")
        .annotate(n=Count("pk"))
    )
    lines = []
    for spell in latest.values():
        in_row = int((spell.last_at - spell.began_at).total_seconds() // 60)
        lines.append(
            AnalystLine(
                analyst=spell.analyst.username,
                minutes_in_row=in_row,
                minutes_on_shift=int((now - spell.shift_began_at).total_seconds() // 60),
                scans=scans.get(spell.analyst_id, 0),
                pause="DUE" if in_row >= due else "OFFERED" if in_row >= offered else "",
                last_at=spell.last_at,
            )
        )
    return sorted(lines, key=lambda one: one.analyst)


def _percentile(ordered: list[int], percent: int) -> int | None:
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
