#!/usr/bin/env python3
"""Compute every crew draw of a day again from an export of the journal. Standard library only.

    python3 verify_draw.py EXPORT.jsonl DAY [--secret HEX]

DAY is the port's day (2026-11-20). The secret is taken from the export once it is revealed there.
Exit 1 names the first draw that differs. Nothing here is shared with the code that draws.
"""

import argparse
import hashlib
import hmac
import json
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from typing import Any

PORT_TIME = timezone(timedelta(hours=8))
SMALLEST_CREW = 2
# Only a crew can cause these; an order that has one must have a draw.
OF_A_CREW = ("inspection.accepted", "device.officer-buzzed", "device.finding-taken")


class Order:
    """What the export says about one order, while it is read from top to bottom."""

    def __init__(self) -> None:
        self.beacon: str | None = None
        self.excluded: set[str] = set()
        self.late: set[str] = set()
        self.crew: list[str] = []
        self.rounds = 0
        self.redraw_asked = False


def check_draws(
    entries: Iterable[dict[str, Any]], *, day: str, secret: str = ""
) -> tuple[str | None, int]:
    """The first thing that is wrong in words, or None; and how many draws were computed."""
    rows = list(entries)
    if error := _missing_row(rows):
        return error, 0
    told = [row["payload"] for row in rows if row["name"] == "inspection.draw-secret-revealed"]
    secret = secret or next((one["secret"] for one in told if one["day"] == day), "")
    commitment, checked = "", 0
    orders: dict[str, Order] = {}
    for row in rows:
        name, fact = row["name"], row["payload"]
        if name == "inspection.draw-secret-committed" and fact["day"] == day:
            if commitment:
                return f"row {row['position']}: a second secret was committed for {day}", checked
            commitment = fact["commitment"]
        order_no = fact.get("order_no") if isinstance(fact, dict) else None
        if not order_no:
            continue
        order = orders.setdefault(order_no, Order())
        error = None
        if name == "inspection.crew-drawn":
            on_day = datetime.fromisoformat(fact["drawn_at"]).astimezone(PORT_TIME).date()
            if on_day.isoformat() == day:
                error = _wrong_draw(order, fact, commitment, secret)
                checked += 1
            _note_draw(order, fact)
        else:
            error = _note(order, name, fact)
        if error:
            return f"row {row['position']}: order {order_no}: {error}", checked
    late = [f"order {order_no}: {min(one.late)}" for order_no, one in orders.items() if one.late]
    return (f"{late[0]} was excluded after the draw" if late else None), checked


def _missing_row(rows: list[dict[str, Any]]) -> str | None:
    """Positions count the whole journal without a gap: a dropped row leaves one."""
    for number, row in enumerate(rows, start=1):
        if row["position"] != number:
            return f"row {number} is missing or out of place"
    return None


def _note(order: Order, name: str, fact: dict[str, Any]) -> str | None:
    if name == "inspection.opening-ordered":
        order.beacon = fact["beacon"]
    elif name == "inspection.redraw-asked":
        order.redraw_asked = True
    elif name == "inspection.officer-excluded":
        if not order.rounds or order.redraw_asked and fact["officer"] in order.crew:
            order.excluded.add(fact["officer"])
        else:
            return f"{fact['officer']} was excluded after the draw"
        if order.rounds:
            order.late.add(fact["officer"])  # fair only when another draw follows
    elif not order.rounds and (
        name in OF_A_CREW or (name == "inspection.concluded" and not fact["by_image"])
    ):
        return "has a crew, but no draw"
    return None


def _note_draw(order: Order, fact: dict[str, Any]) -> None:
    order.rounds += 1
    order.crew = fact["crew"]
    order.redraw_asked = False
    order.late.clear()


def _wrong_draw(order: Order, fact: dict[str, Any], commitment: str, secret: str) -> str | None:
    claimed, beacon, round_no = fact["draw"].split("/")
    pool, crew = sorted(set(fact["pool"])), fact["crew"]
    digest = hashlib.sha256("\n".join(pool).encode()).hexdigest()

    def lot(officer: str) -> str:
        message = "\n".join((fact["order_no"], beacon, round_no, digest, officer))
        return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()

    faults = (
        (not secret, "the secret of the day is not revealed yet"),
        (not commitment, "drawn before the secret of the day was committed"),
        (claimed != commitment, "drawn under another secret than the committed one"),
        (hashlib.sha256(secret.encode()).hexdigest() != commitment, "the secret is another one"),
        (beacon != order.beacon, "the beacon is not the one told before the draw"),
        (int(round_no) != order.rounds + 1, "a round is missing or was repeated"),
        (order.rounds > 0 and not order.redraw_asked, "drawn again without being asked for"),
        (bool(order.excluded & set(pool)), "an excluded officer is in the pool"),
        (len(crew) < SMALLEST_CREW, "the crew is too small"),
        (sorted(pool, key=lot)[: len(crew)] != crew, "chance names another crew"),
    )
    return next((words for is_wrong, words in faults if is_wrong), None)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("export")
    parser.add_argument("day")
    parser.add_argument("--secret", default="")
    given = parser.parse_args()
    with open(given.export, encoding="utf-8") as lines:
        error, checked = check_draws(map(json.loads, lines), day=given.day, secret=given.secret)
    print(error or f"{given.day}: {checked} draws computed again, all agree")
    return 1 if error else 0


if __name__ == "__main__":
    sys.exit(main())
