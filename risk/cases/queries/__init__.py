"""Questions about judged cases, answered from narrow columns."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from risk.cases.queries.days import CHANCE, MONTH, TALLY, counted, tally_by

Rows = list[tuple[Any, ...]]
CONTROLLED = ("SCAN", "OPEN")


@dataclass(frozen=True, kw_only=True)
class Period:
    """From ``since`` up to, not with, ``until``."""

    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What became of the judgements of one group.

    ``stopped`` were controlled; ``looked`` have an outcome and ``found`` a fault. ``idle`` were
    stopped and looked into for nothing.
    """

    key: str
    judged: int
    stopped: int
    looked: int
    found: int
    idle: int
    stopped_and_looked: int


_KEYS = {  # what cases may be grouped by in one way of looking; nothing else reaches a statement
    "all": "''",
    "channel": "channel",
    "model": "model",
    "grade": "grade",
    "origin": "origin",
    "departure": "departure",
    "looked": "looked",
    "month": MONTH,
    "chance": CHANCE,
    "rule": "spoke",
}


def tallies(*, by: str, period: Period, looked: str = "", sizes: Iterable[int] = ()) -> list[Tally]:
    """Judgements of the period that still stand or were looked into, grouped; the largest first.

    ``by`` is one of the columns above, "size" (with the lower ``sizes``) or "rule": then every
    case in which it spoke, with or without others. ``looked`` narrows outcomes to one way of
    looking.
    """
    if looked or by == "looked":
        return _looked(by, period, looked)
    time = {"since": period.since, "until": period.until}
    if by == "size":
        lower = list(sizes)
        counts = tally_by("size", lambda before: str(bisect_right(lower, int(before))), **time)
    else:
        counts = counted(by, **time)
    found = [_tally((key, *figures)) for key, figures in counts.items()]
    return sorted(found, key=lambda one: (-one.judged, one.key))


def _looked(by: str, period: Period, looked: str) -> list[Tally]:
    where = "assessed_at >= %s AND assessed_at < %s AND (NOT superseded OR found IS NOT NULL)"
    values: list[Any] = [period.since, period.until]
    if looked:
        where += " AND (found IS NULL OR looked = %s)"
        values.append(looked)
    source = "cases_judgedsubject" + (", unnest(rules) AS spoke" if by == "rule" else "")
    rows = ask(
        f"SELECT {_KEYS[by]} AS key, {TALLY} FROM {source}"  # noqa: S608
        f" WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1",
        values,
    )
    return [_tally(row) for row in rows]


def _tally(row: tuple[Any, ...]) -> Tally:
    key, judged, stopped, looked, found, idle, stopped_and_looked = row
    return Tally(
        key=key,
        judged=judged,
        stopped=stopped,
        looked=looked,
        found=found,
        idle=idle,
        stopped_and_looked=stopped_and_looked,
    )


def ask(statement: str, values: Iterable[Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        found: Rows = cursor.fetchall()
    return found


@dataclass(frozen=True, kw_only=True)
class Draw:
    """Cases of one grade that stood in the draw, and those the lot fell on."""

    grade: str
    judged: int
    drawn: int


def draws(*, period: Period) -> list[Draw]:
    found = counted("draw", since=period.since, until=period.until)
    named = {grade or "UNKNOWN": figures for grade, figures in found.items()}
    return [
        Draw(grade=grade, judged=judged, drawn=drawn)
        for grade, (judged, drawn) in sorted(named.items())
    ]
