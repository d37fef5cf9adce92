"""A rule as data, read for one shipment: a tree becomes a Python closure."""

import math
import operator
from bisect import bisect_right
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from risk.facts import ShipmentFacts
from risk.rules.expressions import (
    Period,
    Tree,
    item_facts,
    kind_of_pair,
    literal,
    shipment_facts,
    tidy,
)

Row = Mapping[str, Any]
Term = Callable[[Row, Row, Row], Any]  # the shipment, the line of goods, the parameters of the day
Condition = Callable[[Row, Row, Row], bool | None]

NOBODY: Row = {}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "lt": operator.lt,
    "le": operator.le, "gt": operator.gt, "ge": operator.ge,
}  # fmt: skip
RECKON: dict[str, Callable[[float, float], float]] = {
    "add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv,
}  # fmt: skip


class FactFault(ValueError):
    """A fact that is no number where one is needed: a person must look, no rule may be silent."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"fact {name} is not a number")


class ParameterGap(LookupError):
    """A rule's parameter has no value on the day of the shipment."""

    def __init__(self, code: str, name: str, day: date) -> None:
        self.code, self.name, self.day = code, name, day
        super().__init__(f"{code}: parameter {name} has no value on {day.isoformat()}")


class Timeline:
    """The dated values of one parameter, ready to be asked by the number of a day."""

    def __init__(self, periods: tuple[Period, ...]) -> None:
        self.starts = [float(one.valid_from.toordinal()) for one in periods]
        self.ends = [
            float(one.valid_to.toordinal()) if one.valid_to else math.inf for one in periods
        ]
        self.values = [_constant(one.value) for one in periods]

    def place(self, day: float) -> int | None:
        """Which period holds the day, or None."""
        found = bisect_right(self.starts, day) - 1
        return found if found >= 0 and day < self.ends[found] else None


def _constant(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return value if isinstance(value, str) else float(value)


def read(facts: ShipmentFacts) -> dict[str, Any]:
    """The facts as rules see them. Raises ``FactFault`` for NaN and infinity."""
    row = _row(facts, shipment_facts())
    row["items"] = tuple(_row(item, item_facts()) for item in facts.items)
    return row


def _row(thing: Any, known: Mapping[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, fact in known.items():
        value = getattr(thing, name)
        if value is not None and fact.kind in ("number", "flag"):
            value = float(value)
            if not math.isfinite(value):
                raise FactFault(name)
        elif value is not None and fact.kind == "day":
            value = float(value.toordinal())
        row[name] = value
    return row


def condition(tree: Tree) -> Condition:
    """True, False, or None where something needed is not known."""
    op = tree["op"]
    if op in ("and", "or"):
        return _joined([condition(one) for one in tree["of"]], stops_at=op == "or")
    if op == "not":
        inner = condition(tree["of"])

        def denied(row: Row, item: Row, given: Row) -> bool | None:
            found = inner(row, item, given)
            return None if found is None else not found

        return denied
    if op in ("any", "all"):
        return _of_items(condition(tree["of"]), stops_at=op == "any")
    if op == "known":
        left = term(tree["left"], "")
        return lambda row, item, given: left(row, item, given) is not None
    if op in COMPARE:
        return _compared(tree, op)
    if op == "between":
        kind = kind_of_pair(tree["left"], tree["low"], tree["high"])
        left, low, high = (term(tree[side], kind) for side in ("left", "low", "high"))

        def between(row: Row, item: Row, given: Row) -> bool | None:
            value, least, most = (one(row, item, given) for one in (left, low, high))
            if value is None or least is None or most is None:
                return None
            return bool(least <= value <= most)

        return between
    return _listed(tree, op)


def _joined(parts: list[Condition], *, stops_at: bool) -> Condition:
    def joined(row: Row, item: Row, given: Row) -> bool | None:
        answer: bool | None = not stops_at
        for part in parts:
            found = part(row, item, given)
            if found is stops_at:
                return stops_at
            if found is None:
                answer = None
        return answer

    return joined


def _of_items(inner: Condition, *, stops_at: bool) -> Condition:
    """``any`` of no goods is false; what is true of ``all`` of no goods, nobody knows."""

    def of_items(row: Row, item: Row, given: Row) -> bool | None:
        answer: bool | None = not stops_at
        if not row["items"]:
            return False if stops_at else None
        for one in row["items"]:
            found = inner(row, one, given)
            if found is stops_at:
                return stops_at
            if found is None:
                answer = None
        return answer

    return of_items


def _compared(tree: Tree, op: str) -> Condition:
    kind = kind_of_pair(tree["left"], tree["right"])
    left, right = term(tree["left"], kind), term(tree["right"], kind)
    compare = COMPARE[op]
    if "value" in tree["right"] and ("fact" in tree["left"] or "item" in tree["left"]):
        name = tree["left"].get("fact") or tree["left"]["item"]
        constant = literal(tree["right"]["value"], kind)
        if "fact" in tree["left"]:

            def quick(row: Row, item: Row, given: Row) -> bool | None:
                value = row[name]
                return None if value is None else compare(value, constant)

            return quick

    def compared(row: Row, item: Row, given: Row) -> bool | None:
        one, other = left(row, item, given), right(row, item, given)
        return None if one is None or other is None else compare(one, other)

    return compared


def _listed(tree: Tree, op: str) -> Condition:
    left = term(tree["left"], "text")
    kind = kind_of_pair(tree["left"])
    right = _values(tree["right"], "text" if kind == "texts" else kind)

    def listed(row: Row, item: Row, given: Row) -> bool | None:
        value, values = left(row, item, given), right(row, item, given)
        if value is None or values is None:
            return None
        if op == "prefix":
            return bool(value.startswith(values))
        return value in values if op == "in" else any(one in values for one in value)

    return listed


def _values(tree: Tree, kind: str) -> Term:
    """The right side of a list: a constant, a parameter, or a fact that holds several texts."""
    if "value" in tree:
        constant = tuple(literal(tree["value"], kind))
        return lambda row, item, given: constant
    return term(tree, kind)


def term(tree: Tree, kind: str) -> Term:
    """The value of a term, None where it is not known."""
    if "fact" in tree:
        name = tree["fact"]
        return lambda row, item, given: row[name]
    if "item" in tree:
        name = tree["item"]
        return lambda row, item, given: item[name]
    if "parameter" in tree:
        name = tree["parameter"]
        return lambda row, item, given: given[name]
    if "value" in tree:
        constant = literal(tree["value"], kind)
        return lambda row, item, given: constant
    if "count" in tree:
        name = tree["count"]
        return lambda row, item, given: float(len(row[name]))
    return _sum(tree) if tree["op"] == "sum" else _reckoned(tree)


def _sum(tree: Tree) -> Term:
    of = term(tree["of"], "number")
    where = condition(tree["where"]) if tree.get("where") else None

    def summed(row: Row, item: Row, given: Row) -> float | None:
        total = 0.0
        for one in row["items"]:
            if where is None or where(row, one, given) is True:
                value = of(row, one, given)
                if value is None:
                    return None
                total += value
        return tidy(total) if math.isfinite(total) else None

    return summed


def _reckoned(tree: Tree) -> Term:
    left, right = term(tree["left"], "number"), term(tree["right"], "number")
    reckon, divides = RECKON[tree["op"]], tree["op"] == "div"

    def reckoned(row: Row, item: Row, given: Row) -> float | None:
        one, other = left(row, item, given), right(row, item, given)
        if one is None or other is None or (divides and other == 0):
            return None
        value = reckon(one, other)
        return tidy(value) if math.isfinite(value) else None

    return reckoned
