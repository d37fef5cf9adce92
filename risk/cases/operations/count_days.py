"""Counting the cases of days that are over, and striking out what no longer holds."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from risk.cases.models import DayCount
from risk.cases.queries.days import (
    KINDS,
    OF_MONTH,
    ONE_DAY,
    Counts,
    add,
    counted_now,
    days_of_month,
    midnight,
)

AT_ONCE = 10  # days that one beat counts
_LOCK = 7_340_022
_UNCOUNTED = """
SELECT days.at::date FROM generate_series(
    (SELECT min(assessed_at) FROM cases_judgedsubject) AT TIME ZONE %s, %s::timestamp + '1 day',
    '1 day') AS days(at)
WHERE days.at::date <= %s AND NOT EXISTS (SELECT 1 FROM cases_daycount AS kept
    WHERE kept.what = 'all' AND kept.day = days.at::date)
ORDER BY 1 DESC LIMIT %s
"""


_WHOLE_MONTH = """
SELECT date_trunc('month', day)::date AS month FROM cases_daycount WHERE what = 'all'
GROUP BY 1 HAVING count(*) = extract(day FROM date_trunc('month', min(day)) + '1 month - 1 day')
    AND NOT EXISTS (SELECT 1 FROM cases_daycount AS kept WHERE kept.what = 'all/m'
        AND kept.day = date_trunc('month', min(cases_daycount.day))::date)
ORDER BY 1 DESC LIMIT 1
"""


def count_days(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Count days that are over and not counted, the newest first, or when there is none, put a
    month together; returns how many were counted."""
    yesterday = timezone.localdate(now) - ONE_DAY
    zone = timezone.get_default_timezone_name()
    with connection.cursor() as cursor:
        cursor.execute(_UNCOUNTED, [zone, yesterday, yesterday, limit])
        days = [day for (day,) in cursor.fetchall()]
    for day in days:
        _count(day, now=now)
    return len(days) or _count_a_month(now=now)


@transaction.atomic
def _count(day: date, *, now: datetime) -> None:
    """While somebody writes on a case of that day it stays uncounted: he would strike it out."""
    if not _alone_with([day]):
        return
    when = [(midnight(day), midnight(day + ONE_DAY))]
    rows = [
        DayCount(day=day, what=what, counts=counted_now(what, when), counted_at=now)
        for what in KINDS
    ]
    DayCount.objects.filter(day=day).delete()
    DayCount.objects.bulk_create(rows)


@transaction.atomic
def _count_a_month(*, now: datetime) -> int:
    """The newest month whose days are all counted and which is not kept as one; 1, or 0."""
    with connection.cursor() as cursor:
        cursor.execute(_WHOLE_MONTH)
        found = cursor.fetchone()
    if found is None:
        return 0
    days = days_of_month(found[0])
    if not _alone_with(days):
        return 0
    rows = []
    for what in KINDS:
        kept = DayCount.objects.filter(what=what, day__in=days).values_list("counts", flat=True)
        if len(kept) < len(days):
            return 0  # somebody has just struck one out
        total: Counts = {}
        for counts in kept:
            add(total, counts)
        rows.append(DayCount(day=days[0], what=f"{what}{OF_MONTH}", counts=total, counted_at=now))
    DayCount.objects.bulk_create(rows, ignore_conflicts=True)
    return 1


def _alone_with(days: Iterable[date]) -> bool:
    """Whether nobody is writing on a case of these days, nor can until the transaction ends.

    It never waits: who writes must not stand in a ring with who counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(pg_try_advisory_xact_lock(%s, day)) FROM unnest(%s::int[]) AS day",
            [_LOCK, [day.toordinal() for day in days]],
        )
        return bool(cursor.fetchone()[0])


def strike_out(moments: Iterable[datetime]) -> None:
    """What was counted of the days of these moments holds no longer. Within a transaction.

    Such a day is left uncounted until that transaction has ended.
    """
    days = sorted({timezone.localdate(moment) for moment in moments})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock_shared(%s, day)"
            " FROM (SELECT day FROM unnest(%s::int[]) AS day ORDER BY 1) AS days",
            [_LOCK, [day.toordinal() for day in days]],
        )
        cursor.execute(
            "DELETE FROM cases_daycount WHERE day = ANY(%s) OR day = ANY(%s) AND what LIKE %s",
            [days, [day.replace(day=1) for day in days], f"%{OF_MONTH}"],
        )
