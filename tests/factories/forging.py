"""Sixty ways to forge a day of draws. Each is done well: the file is closed again afterwards.

Those that the file alone cannot show (a day made up whole) carry ``outside``: they are found with
the witness's batches or with a firm's receipt.
"""

from collections.abc import Callable
from typing import Any

from inspection.draws.rules import lottery
from tests.factories.drawn_days import DrawnDay, close

FORGERIES: dict[str, tuple[Callable[[DrawnDay], None], bool]] = {}


def forgery(*, outside: bool = False, closes: bool = True) -> Callable[[Any], Any]:
    def keep(change: Callable[[DrawnDay], None]) -> Callable[[DrawnDay], None]:
        def done(day: DrawnDay) -> None:
            change(day)
            if closes:
                close(day)

        FORGERIES[change.__name__.replace("_", " ")] = (done, outside)
        return change

    return keep


def at(day: DrawnDay, name: str, which: int = 0) -> int:
    found = [
        number
        for number, row in enumerate(day.rows)
        if isinstance(row, dict) and row.get("entry", {}).get("name") == f"inspection.{name}"
    ]
    return found[which]


def said(day: DrawnDay, name: str, which: int = 0) -> Any:
    return day.rows[at(day, name, which)]["entry"]["payload"]


def leaf_at(day: DrawnDay, letter: str, which: int = 0) -> int:
    return [
        number
        for number, row in enumerate(day.rows)
        if isinstance(row, str) and row.startswith(f"{letter}|")
    ][which]


def drawn_at(day: DrawnDay, which: int = 0) -> int:
    return [number for number, row in enumerate(day.rows) if isinstance(row, list)][which]


def pick_of(day: DrawnDay, kind: str, which: int = 0) -> Any:
    picks = [row["pick"] for row in day.rows if isinstance(row, dict) and "pick" in row]
    return [one for one in picks if one["kind"] == kind][which]


def rooted_again(day: DrawnDay, which: int = 0) -> None:
    """The forger gives the changed pool its right root and order."""
    start = at(day, "pool-committed", which) + 1
    end = next(n for n in range(start, len(day.rows)) if not isinstance(day.rows[n], str))
    leaves = lottery.in_order(day.rows[start:end])
    day.rows[start:end] = leaves
    told = said(day, "pool-committed", which)
    told["root"], told["leaves"] = lottery.root_of(leaves), len(leaves)


def lots_rooted_again(day: DrawnDay) -> None:
    """The forger gives the changed lots of the day their right root and order."""
    start = at(day, "lots-committed") + 1
    end = next(n for n in range(start, len(day.rows)) if not isinstance(day.rows[n], str))
    leaves = lottery.in_order(day.rows[start:end])
    day.rows[start:end] = leaves
    told = said(day, "lots-committed")
    told["root"], told["leaves"] = lottery.root_of(leaves), len(leaves)


def drawn_again(day: DrawnDay, which: int = 0) -> None:
    """The forger draws the changed pool properly and writes that down."""
    pool, beacon = said(day, "pool-committed", which), said(day, "beacon-fixed", which)["beacon"]
    start = at(day, "pool-committed", which) + 1
    leaves = day.rows[start : start + pool["leaves"]]
    parts = [leaf.split("|") for leaf in leaves]
    officers = [one[1] for one in parts if one[0] == "O"]
    key = lottery.pool_key(secret=day.secret, beacon=beacon)
    told = [
        [
            one[1],
            list(lottery.crew_of(one[1], key=key, root=pool["root"], officers=officers, size=2)),
        ]
        for one in parts
        if one[0] == "S" and lottery.lot_of(key, one[1]) < int(one[4])
    ]
    first = at(day, "pool-drawn", which) + 1
    end = next(n for n in range(first, len(day.rows)) if not isinstance(day.rows[n], list))
    day.rows[first:end] = told
    said(day, "pool-drawn", which)["drawn"] = len(told)
