"""Counts of cases by day: what is over and was counted is read, the rest is counted now.

A day is counted once it is over, and a month once all its days are. Whoever adds a case to it, or
writes on one, strikes its counts out in the same transaction; until they are counted again the day
is asked of the cases themselves. So the answer is that of this moment, whatever was counted and
whenever.
"""

import json
from collections.abc import Callable, Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

Counts = dict[str, list[int]]
Range = tuple[datetime, datetime]
ONE_DAY = timedelta(days=1)

TALLY = (
    "count(*), count(*) FILTER (WHERE controlled), count(*) FILTER (WHERE found IS NOT NULL),"
    " count(*) FILTER (WHERE found), count(*) FILTER (WHERE controlled AND found IS FALSE),"
    " count(*) FILTER (WHERE controlled AND found IS NOT NULL)"
)
THING = (
    "count(*), count(*) FILTER (WHERE controlled), count(*) FILTER (WHERE found),"
    " coalesce(sum(value_cny), 0)::bigint"
)
CHANCE = "CASE WHEN chance_alone THEN 'CHANCE' WHEN controlled THEN 'CHOSEN' ELSE 'PASSED' END"
MONTH = "to_char(assessed_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')"
MONDAY = "(date_trunc('week', assessed_at, 'Asia/Shanghai') AT TIME ZONE 'Asia/Shanghai')::date"
_STANDING, _TOLD = "NOT superseded", "(NOT superseded OR found IS NOT NULL)"
_CASES = "cases_judgedsubject"

# Where numbers are cut: twenty steps a power of ten, as preferred numbers are; scores by fives.
_STEPS = (1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5, 2.8, 3.2, 3.6, 4.0, 4.5, 5.0, 5.6, 6.3,
          7.1, 8.0, 9.0)  # fmt: skip
GRID = [float(f"{step}e{power}") for power in range(-3, 11) for step in _STEPS]
SCORES = [float(one) for one in range(-100, 501, 5)]
NUMBERS: dict[str, tuple[str, list[float]]] = {
    "value": ("value_cny::float8", GRID),
    "weight": ("weight_kg::float8", GRID),
    "value_per_kg": ("(value_cny / NULLIF(weight_kg, 0))::float8", GRID),
    "declared_before": ("declared_before::float8", GRID),
    "score": ("score::float8", SCORES),
}
WORDS = {
    "grade": "grade",
    "origin": "origin",
    "departure": "departure",
    "chapter": "left(hs6, 2)",
    "mode": "mode",
    "direction": "direction",
}


def _plain(key: str, figures: str, where: str, source: str = _CASES) -> str:
    return (
        f"SELECT {key} AS key, {figures} FROM {source}"  # noqa: S608
        f" WHERE {where} AND {{when}} GROUP BY 1"
    )


WHAT = {  # what is counted of a day → the statement that counts it, with room for the time
    "all": _plain("''", TALLY, _TOLD),
    "channel": _plain("channel", TALLY, _TOLD),
    "model": _plain("model", TALLY, _TOLD),
    "grade": _plain("grade", TALLY, _TOLD),
    "origin": _plain("origin", TALLY, _TOLD),
    "departure": _plain("departure", TALLY, _TOLD),
    "month": _plain(MONTH, TALLY, _TOLD),
    "chance": _plain(CHANCE, TALLY, _TOLD),
    "size": _plain("declared_before::text", TALLY, _TOLD),
    "rule": _plain("spoke", TALLY, _TOLD, f"{_CASES}, unnest(rules) AS spoke"),
    "draw": _plain("grade", "count(*), count(*) FILTER (WHERE by_chance)", _STANDING),
    "reading": _plain(
        "model || '|' || least(probability_ppm / 100000, 9)",
        "count(*), count(*) FILTER (WHERE found IS NOT NULL),"
        " coalesce(sum(probability_ppm) FILTER (WHERE found IS NOT NULL), 0)::bigint,"
        " count(*) FILTER (WHERE found)",
        "probability_ppm IS NOT NULL",
    ),
    "week origin": _plain(f"origin || '|' || {MONDAY}", THING, _STANDING),
    "week departure": _plain(f"departure || '|' || {MONDAY}", THING, _STANDING),
}
SPREAD = "spread"
KINDS = (*WHAT, SPREAD)
OF_MONTH = "/m"  # a month whose days are all counted is kept as one, under its first day


def counted(what: str, *, since: datetime, until: datetime) -> Counts:
    """The sums of that time, by key: whole months, other whole days, and what is left."""
    first, last = _whole_days(since, until)
    months = {
        day: counts
        for day, counts in _kept(f"{what}{OF_MONTH}", first, last).items()
        if next_month(day) <= last
    }
    inside = {day for one in months for day in days_of_month(one)}
    days = {
        day: counts for day, counts in _kept(what, first, last).items() if day not in inside
    } if len(inside) < (last - first).days else {}  # fmt: skip
    total: Counts = {}
    for counts in (*months.values(), *days.values()):
        add(total, read(counts) if isinstance(counts, str) else counts)
    rest = _rest(inside | days.keys(), since, until, first, last)
    if rest:
        add(total, counted_now(what, rest))
    return total


def _kept(what: str, first: date, last: date) -> dict[date, Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, counts FROM cases_daycount WHERE what = %s AND day >= %s AND day < %s",
            [what, first, last],
        )
        return dict(cursor.fetchall())


def next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def days_of_month(first: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((next_month(first) - first).days)]


def read(text: str) -> Counts:
    return dict(json.loads(text))


def add(total: Counts, counts: Counts) -> None:
    for key, figures in counts.items():
        sums = total.get(key)
        if sums is None:
            total[key] = list(figures)
        else:
            for at, one in enumerate(figures):
                sums[at] += one


def counted_now(what: str, ranges: list[Range]) -> Counts:
    """Asked of the cases themselves: one statement, however many times there are."""
    when = " OR ".join(["assessed_at >= %s AND assessed_at < %s"] * len(ranges))
    times = [one for both in ranges for one in both]
    with connection.cursor() as cursor:
        if what == SPREAD:
            return _spread(cursor, f"({when})", times)
        cursor.execute(WHAT[what].format(when=f"({when})"), times)
        return {key: list(figures) for key, *figures in cursor.fetchall()}


def _spread(cursor: Any, when: str, times: list[datetime]) -> Counts:
    """How often each step of each number and each word occurs, in one look."""
    columns = [f"width_bucket({sql}, %s::float8[])::text AS {name}_"
               for name, (sql, _grid) in NUMBERS.items()]  # fmt: skip
    columns += [f"{sql} AS {name}_" for name, sql in WORDS.items()]
    names = [f"{name}_" for name in (*NUMBERS, *WORDS)]
    cursor.execute(
        f"SELECT {', '.join(names)}, grouping({', '.join(names)}), count(*) FROM"  # noqa: S608
        f" (SELECT {', '.join(columns)} FROM {_CASES} WHERE {_STANDING} AND {when}) AS facts"
        f" GROUP BY GROUPING SETS ({', '.join(f'({name})' for name in names)})",
        [*(grid for _sql, grid in NUMBERS.values()), *times],
    )
    width = len(names)
    counts: Counts = {}
    for row in cursor.fetchall():
        at = next(at for at in range(width) if not row[width] >> (width - 1 - at) & 1)
        if row[at] is not None:
            counts[f"{names[at][:-1]}|{row[at]}"] = [row[width + 1]]
    return counts


def _whole_days(since: datetime, until: datetime) -> tuple[date, date]:
    """The days that lie wholly within: from the first up to, not with, the last."""
    first = timezone.localdate(since)
    if midnight(first) < since:
        first += ONE_DAY
    return first, max(first, timezone.localdate(until))


def _rest(
    stored: Collection[date], since: datetime, until: datetime, first: date, last: date
) -> list[Range]:
    """The times that no stored day covers, neighbouring ones together."""
    ranges: list[Range] = []
    at, day = since, first
    while day < last:
        if day in stored:
            if at < midnight(day):
                ranges.append((at, midnight(day)))
            at = midnight(day + ONE_DAY)
        day += ONE_DAY
    if at < until:
        ranges.append((at, until))
    return ranges


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def tally_by(what: str, name: Callable[[str], str], *, since: datetime, until: datetime) -> Counts:
    """The sums with keys under other names; what gets the same name is one."""
    total: Counts = {}
    for key, figures in counted(what, since=since, until=until).items():
        add(total, {name(key): figures})
    return total
