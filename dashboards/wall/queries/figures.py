"""The figures of the wall, each by a formula that stands on the wall beside it.

A figure over nothing is ``None``, which the wall shows as "no data" and never as zero.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Aggregate, Count, FloatField, Q, QuerySet
from django.db.models.functions import TruncHour

from customs_portal.registry import law
from dashboards.wall.models import Tally, WaitingTask

PORT_TIME = ZoneInfo("Asia/Shanghai")
HOURS = 24
DAY = timedelta(hours=HOURS)
Json = dict[str, Any]


class Median(Aggregate):
    """The middle value; PostgreSQL's ``percentile_cont(0.5)``."""

    function = "PERCENTILE_CONT"
    name = "median"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def figure_cells(*, now: datetime) -> dict[str, Json]:
    """Every KPI tile and the chart, as they stand at ``now``."""
    return {
        "kpi.clearance": _clearance(now),
        "kpi.throughput": _throughput(now),
        "kpi.release": _release(now),
        "kpi.hits": _hits(now),
        "kpi.gate": _gate(now),
        "kpi.overdue": _overdue(now),
        "chart": _chart(now),
    }


def _clearance(now: datetime) -> Json:
    """Median hours from accepted to released, of what was released in the last 24 hours."""
    hours = _median_tile(Tally.Kind.RELEASED, unit=3_600, digits=4, now=now)
    target = float(_target("wall.target.clearance_hours", now))
    return hours | {"target": target, "breached": _above(hours["value"], target)}


def _gate(now: datetime) -> Json:
    """Median seconds from the plate read to the answer at the lane."""
    seconds = _median_tile(Tally.Kind.PASSAGE, unit=1_000, digits=2, now=now)
    target = float(_target("wall.target.gate_seconds", now))
    return seconds | {"target": target, "breached": _above(seconds["value"], target)}


def _release(now: datetime) -> Json:
    """Declarations decided without inspection, per hundred decided."""
    rate = _rate_tile(Tally.Kind.DECIDED, now=now)
    target = float(_target("wall.target.release_permille", now)) / 10
    breached = rate["value"] is not None and rate["value"] < target
    return rate | {"target": target, "breached": breached}


def _hits(now: datetime) -> Json:
    """Inspections that found a fault, per hundred concluded."""
    return _rate_tile(Tally.Kind.CONCLUDED, now=now) | {"target": None, "breached": False}


def _throughput(now: datetime) -> Json:
    """Containers seen at ship side since midnight, against the same hours of yesterday."""
    landed = Tally.objects.filter(kind=Tally.Kind.LANDED)
    midnight = _midnight(now)
    today = landed.filter(at__gte=midnight, at__lte=now).count()
    before = landed.filter(at__gte=midnight - DAY, at__lte=now - DAY).count()
    ever = today or before or landed.filter(at__lte=now).exists()
    hourly = _hourly(landed, now, Count("pk"))
    return {
        "value": today if ever else None,
        "n": today,
        "previous": before if before else None,
        "series": [hourly.get(hour, 0) for hour in _last_hours(now)] if ever else [],
        "target": None,
        "breached": False,
    }


def _overdue(now: datetime) -> Json:
    """Tasks past their limit at this moment, and at every full hour before."""
    marks = [now - timedelta(hours=back) for back in range(HOURS, 0, -1)] + [now]
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [*(mark for mark in marks for _ in "12"), marks[0]])
        total, waiting, *series = cursor.fetchone()
    ever = total or WaitingTask.objects.exists()
    target = float(_target("wall.target.overdue_tasks", now))
    value = series[-1] if ever else None
    return {
        "value": value,
        "n": waiting,
        "previous": series[0] if ever else None,
        "series": series[1:] if ever else [],
        "target": target,
        "breached": _above(value, target),
    }


_WAITING = (
    "SELECT count(*), count(*) FILTER (WHERE done_at IS NULL)"  # noqa: S608
    + ", count(*) FILTER (WHERE due_at <= %s AND (done_at IS NULL OR done_at > %s))" * (HOURS + 1)
    + f" FROM {WaitingTask._meta.db_table}"
    " WHERE due_at IS NOT NULL AND (done_at IS NULL OR done_at > %s)"
    " AND kind IN ('REVIEW', 'INSPECTION', 'READING')"  # a box's own clocks would count it twice
)


def _chart(now: datetime) -> Json:
    """Per hour of today: declared, discharged, out of the gate."""
    midnight = _midnight(now)
    local = now.astimezone(PORT_TIME)
    hours = [midnight + timedelta(hours=hour) for hour in range(local.hour + 1)]
    series = {}
    for name, kind in (
        ("declared", Tally.Kind.ACCEPTED),
        ("landed", Tally.Kind.LANDED),
        ("left", Tally.Kind.LEFT),
    ):
        rows = Tally.objects.filter(kind=kind, at__gte=midnight, at__lte=now)
        hourly = _hourly(rows, now, Count("pk"))
        series[name] = [hourly.get(hour, 0) for hour in hours]
    return {"hour": local.hour, "series": series}


def _median_tile(kind: Tally.Kind, *, unit: int, digits: int, now: datetime) -> Json:
    rows = Tally.objects.filter(kind=kind, measure__isnull=False)
    middle = Median("measure")

    def in_units(measure: float | None) -> float | None:
        return None if measure is None else round(measure / unit, digits)

    return _tile(rows, now, middle, in_units)


def _rate_tile(kind: Tally.Kind, *, now: datetime) -> Json:
    rows = Tally.objects.filter(kind=kind, hit__isnull=False)
    rate = Count("pk", filter=Q(hit=True)) * 100.0 / Count("pk")

    def rounded(percent: float | None) -> float | None:
        return None if percent is None else round(percent, 1)

    tile = _tile(rows, now, rate, rounded)
    yes = rows.filter(at__gt=now - DAY, at__lte=now, hit=True).count()
    return tile | {"yes": yes}


def _tile(
    rows: QuerySet[Tally],
    now: datetime,
    measure: Any,
    shown: Callable[[float | None], float | None],
) -> Json:
    """Value of the last 24 hours, of the 24 before, and hour by hour."""
    within = rows.filter(at__gt=now - DAY, at__lte=now)
    before = rows.filter(at__gt=now - 2 * DAY, at__lte=now - DAY)
    count = within.count()
    hourly = _hourly(rows, now, measure)
    return {
        "value": shown(within.aggregate(value=measure)["value"]) if count else None,
        "n": count,
        "previous": shown(before.aggregate(value=measure)["value"]) if before.exists() else None,
        "series": [shown(hourly.get(hour)) for hour in _last_hours(now)] if count else [],
    }


def _hourly(rows: QuerySet[Tally], now: datetime, measure: Any) -> dict[datetime, Any]:
    first = _last_hours(now)[0]
    grouped = (
        rows.filter(at__gte=first, at__lte=now)
        .annotate(hour=TruncHour("at", tzinfo=PORT_TIME))
        .values("hour")
        .annotate(value=measure)
        .values_list("hour", "value")
    )
    return dict(grouped)


def _last_hours(now: datetime) -> list[datetime]:
    this_hour = now.astimezone(PORT_TIME).replace(minute=0, second=0, microsecond=0)
    return [this_hour - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]


def _midnight(now: datetime) -> datetime:
    return now.astimezone(PORT_TIME).replace(hour=0, minute=0, second=0, microsecond=0)


def _target(key: str, now: datetime) -> Any:
    return law.ask(key, on=now.astimezone(PORT_TIME).date()).value


def _above(value: float | None, limit: float) -> bool:
    return value is not None and value > limit
