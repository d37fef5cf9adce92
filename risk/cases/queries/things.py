"""What an analyst may look at: firms, agents, declarants, sellers, addresses, goods, countries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from risk.cases.queries import Period, ask
from risk.cases.queries.days import counted, midnight

COLUMNS = {  # kind of thing → its column; no other text ever reaches a statement
    "firm": "enterprise_key",
    "agent": "agent_key",
    "declarant": "declarant",
    "seller": "seller",
    "address": "address",
    "code": "hs6",
    "origin": "origin",
    "departure": "departure",
}
NEWEST = 500  # cases of one thing that its ties are counted over
OF_MANY = ("origin", "departure")
LETTERS_OF_INDEX = 3  # pg_trgm
PERSONS = ("agent", "declarant", "seller", "address")  # what ties firms to one another
_IN = "assessed_at >= %s AND assessed_at < %s AND NOT superseded"
_FIGURES = (
    "count(*), count(*) FILTER (WHERE controlled), count(*) FILTER (WHERE found IS NOT NULL),"
    " count(*) FILTER (WHERE found)"
)


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing and what became of its cases."""

    kind: str
    key: str
    judged: int
    stopped: int
    looked: int
    found: int
    value_cny: int = 0


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week of a thing, from its Monday on."""

    monday: datetime
    judged: int
    stopped: int
    found: int
    value_cny: int


@dataclass(frozen=True, kw_only=True)
class Tie:
    """Cases in which the same five stood together."""

    firm: str
    agent: str
    declarant: str
    seller: str
    address: str
    judged: int
    stopped: int
    found: int


def things_of(
    *, kinds: Sequence[str], of: str, key: str, period: Period, limit: int = 10
) -> dict[str, list[Thing]]:
    """Things of several kinds in the cases of another, the most frequent of each kind first."""
    columns = [COLUMNS[kind] for kind in kinds]
    rows = ask(
        f"SELECT {', '.join(columns)}, grouping({', '.join(columns)}), {_FIGURES},"  # noqa: S608
        f" sum(value_cny)::bigint FROM cases_judgedsubject WHERE {COLUMNS[of]} = %s AND {_IN}"
        f" GROUP BY GROUPING SETS ({', '.join(f'({column})' for column in columns)})",
        [key, period.since, period.until],
    )
    width = len(columns)
    found: dict[str, list[Thing]] = {kind: [] for kind in kinds}
    for row in rows:
        at = _only_zero(row[width], width)
        if row[at]:
            found[kinds[at]].append(_thing(kinds[at], (row[at], *row[width + 1 :])))
    for things in found.values():
        things.sort(key=lambda one: (-one.judged, one.key))
        del things[limit:]
    return found


def _only_zero(bits: int, width: int) -> int:
    """Which column a row of the grouping sets speaks of: the only one whose bit is nought."""
    return next(at for at in range(width) if not bits >> (width - 1 - at) & 1)


def most_stopped(*, kind: str, period: Period, limit: int = 20) -> list[Thing]:
    """Things of the period with the most faults found, then the most stops."""
    column = COLUMNS[kind]
    rows = ask(
        f"SELECT {column}, {_FIGURES}, sum(value_cny)::bigint FROM cases_judgedsubject"  # noqa: S608
        f" WHERE {_IN} AND controlled AND {column} <> ''"
        " GROUP BY 1 ORDER BY 5 DESC, 3 DESC, 1 LIMIT %s",
        [period.since, period.until, limit],
    )
    return [_thing(kind, row) for row in rows]


def named(*, kind: str, keys: Iterable[str], period: Period) -> list[Thing]:
    """These things with their figures; one without a case in the period is left out."""
    column = COLUMNS[kind]
    rows = ask(
        f"SELECT {column}, {_FIGURES}, sum(value_cny)::bigint FROM cases_judgedsubject"  # noqa: S608
        f" WHERE {column} = ANY(%s) AND {_IN} GROUP BY 1 ORDER BY 2 DESC, 1",
        [list(keys), period.since, period.until],
    )
    return [_thing(kind, row) for row in rows]


def holding(*, kind: str, text: str, limit: int = 10) -> list[str]:
    """Keys of that kind that contain ``text``, whatever the period.

    One or two letters must begin a word: the index is made of three, so that letters within a word
    would be looked for in every case ever kept.
    """
    column = COLUMNS[kind]
    held = _literal(text)
    short = len(text) < LETTERS_OF_INDEX and text.isascii()
    patterns = [f"{held}%", f"% {held}%"] if short else [f"%{held}%"]
    rows = ask(
        f"SELECT DISTINCT {column} FROM (SELECT {column} FROM cases_judgedsubject"  # noqa: S608
        f" WHERE {' OR '.join([f'{column} ILIKE %s'] * len(patterns))} LIMIT 2000) AS held"
        " ORDER BY 1 LIMIT %s",
        [*patterns, limit],
    )
    return [key for (key,) in rows]


def is_known(*, kind: str, key: str) -> bool:
    """Whether any case, at any time, names that thing."""
    column = COLUMNS[kind]
    return bool(
        key and ask(f"SELECT 1 FROM cases_judgedsubject WHERE {column} = %s LIMIT 1", [key])  # noqa: S608
    )


def weeks(*, kind: str, key: str, period: Period) -> list[Week]:
    """Week by week, those without a case left out, the oldest first."""
    if kind in OF_MANY:
        return _weeks_of_many(kind, key, period)
    rows = ask(
        "SELECT date_trunc('week', assessed_at, 'Asia/Shanghai'), count(*),"  # noqa: S608
        " count(*) FILTER (WHERE controlled), count(*) FILTER (WHERE found),"
        " sum(value_cny)::bigint FROM cases_judgedsubject"
        f" WHERE {COLUMNS[kind]} = %s AND {_IN} GROUP BY 1 ORDER BY 1",
        [key, period.since, period.until],
    )
    return [
        Week(monday=monday, judged=judged, stopped=stopped, found=found, value_cny=value)
        for monday, judged, stopped, found, value in rows
    ]


def _weeks_of_many(kind: str, key: str, period: Period) -> list[Week]:
    """A country has a large part of all cases: its days are counted."""
    found = counted(f"week {kind}", since=period.since, until=period.until)
    split = {name.rpartition("|")[2]: one for name, one in found.items()
             if name.rpartition("|")[0] == key}  # fmt: skip
    return [
        Week(monday=midnight(date.fromisoformat(day)), judged=judged, stopped=stopped,
             found=hits, value_cny=value)
        for day, (judged, stopped, hits, value) in sorted(split.items())
    ]  # fmt: skip


def ties(*, kind: str, keys: Iterable[str], period: Period, limit: int) -> list[Tie]:
    """Who stood together in the newest cases of each of these things, the most frequent first.

    Of each key the newest ``NEWEST`` are looked at, so that a large agent costs what a small one
    does.
    """
    column = COLUMNS[kind]
    rows = ask(
        "SELECT enterprise_key, agent_key, declarant, seller, address, count(*),"  # noqa: S608
        " count(*) FILTER (WHERE controlled), count(*) FILTER (WHERE found)"
        " FROM unnest(%s::text[]) AS asked, LATERAL ("
        " SELECT enterprise_key, agent_key, declarant, seller, address, controlled, found"
        f" FROM cases_judgedsubject WHERE {column} = asked AND {column} <> '' AND {_IN}"
        f" ORDER BY assessed_at DESC LIMIT {NEWEST}) AS newest"
        " GROUP BY 1, 2, 3, 4, 5 ORDER BY 8 DESC, 6 DESC, 1 LIMIT %s",
        [sorted(set(keys)), period.since, period.until, limit],
    )
    return [
        Tie(
            firm=firm,
            agent=agent,
            declarant=declarant,
            seller=seller,
            address=address,
            judged=judged,
            stopped=stopped,
            found=found,
        )
        for firm, agent, declarant, seller, address, judged, stopped, found in rows
    ]


def _thing(kind: str, row: tuple[object, ...]) -> Thing:
    key, judged, stopped, looked, found, value = row
    return Thing(
        kind=kind,
        key=str(key),
        judged=int(str(judged)),
        stopped=int(str(stopped)),
        looked=int(str(looked)),
        found=int(str(found)),
        value_cny=int(str(value or 0)),
    )


def _literal(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
