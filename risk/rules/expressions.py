"""A rule as data: what may be asked of the facts, and what is wrong with a rule as written.

A condition is a tree of plain values that JSON carries::

    {"op": "and", "of": [
        {"op": "eq", "left": {"fact": "departure_country"}, "right": {"value": "MM"}},
        {"op": "any", "of": {"op": "prefix", "left": {"item": "hs6"}, "right": {"value": ["71"]}}},
        {"op": "lt", "left": {"op": "div", "left": {"fact": "value_cny"},
                              "right": {"fact": "gross_weight_kg"}},
                     "right": {"parameter": "floor"}}]}

What is not known makes a comparison neither true nor false; a rule speaks only when its whole
condition is true. Numbers are 64-bit floats; the result of each arithmetic step is rounded to
six decimals below a thousand million, so that both readers of a rule (``closures``, ``vectors``)
agree to the last bit.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from risk.facts import ItemFacts, ShipmentFacts

Tree = Mapping[str, Any]

JOINING = ("and", "or")
COMPARING = ("eq", "ne", "lt", "le", "gt", "ge")
ARITHMETIC = ("add", "sub", "mul", "div")
PER_ITEM = ("any", "all")
CHANNELS = ("", "DOCUMENTS", "SCAN", "OPEN")
DEEPEST = 12
MOST_NODES = 300
MOST_VALUES = 5_000
MOST_POINTS = 1_000
LONGEST_SENTENCE = 300
CODE = re.compile(r"D-\d{3,6}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
BLANK = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that the desk may know. ``kind``: number, text, flag, day, or texts (several)."""

    name: str
    kind: str
    of_item: bool


@dataclass(frozen=True, kw_only=True)
class RuleFault:
    """One thing wrong with a rule: where, which of the house's demands, and what was found."""

    field: str
    rule: str
    found: str = ""


class BadRule(ValueError):
    """The rule cannot be taken as it is written; ``faults`` names everything at once."""

    def __init__(self, code: str, faults: tuple[RuleFault, ...]) -> None:
        self.code, self.faults = code, faults
        super().__init__(f"{code}: " + "; ".join(f"{one.field} {one.rule}" for one in faults))


@cache
def shipment_facts() -> dict[str, Fact]:
    """Facts of a shipment by name, as its dataclass declares them."""
    return _facts_of(ShipmentFacts, of_item=False)


@cache
def item_facts() -> dict[str, Fact]:
    """Facts of one line of goods by name."""
    return _facts_of(ItemFacts, of_item=True)


def _facts_of(model: type, *, of_item: bool) -> dict[str, Fact]:
    hints = get_type_hints(model)
    kinds = {one.name: _kind(hints[one.name]) for one in fields(model)}
    return {
        name: Fact(name=name, kind=kind, of_item=of_item) for name, kind in kinds.items() if kind
    }


def _kind(hint: Any) -> str:
    """How a rule may use a field of that type; "" for what no rule can ask of."""
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) in (tuple, frozenset):
        return "texts" if get_args(hint)[0] is str else ""
    kinds = {bool: "flag", int: "number", float: "number", Decimal: "number"}
    return kinds.get(hint) or {str: "text", date: "day"}.get(hint, "")


def nodes(tree: Any) -> Iterator[Tree]:
    """Every node of a condition or term, itself first."""
    if isinstance(tree, Mapping):
        yield tree
        for name in ("of", "left", "right", "low", "high", "where"):
            inner = tree.get(name)
            for one in inner if isinstance(inner, list) else (inner,):
                yield from nodes(one)


def facts_used(tree: Any) -> frozenset[str]:
    """Names of the facts of the shipment that the tree asks for."""
    found = {str(one[key]) for one in nodes(tree) for key in ("fact", "count") if key in one}
    return frozenset(found - {"items"})


def items_used(tree: Any) -> frozenset[str]:
    return frozenset(str(one["item"]) for one in nodes(tree) if "item" in one)


def parameters_used(tree: Any) -> frozenset[str]:
    return frozenset(str(one["parameter"]) for one in nodes(tree) if "parameter" in one)


def blanks_of(sentence: str) -> tuple[str, ...]:
    return tuple(BLANK.findall(sentence))


def day_number(text: str) -> float:
    return float(date.fromisoformat(text).toordinal())


@dataclass(frozen=True, kw_only=True)
class Period:
    """A parameter's value from a day (inclusive) to a day (exclusive), whose it is and why."""

    valid_from: date
    valid_to: date | None
    value: Any
    owner: str
    source: str


def periods_of(rows: list[Mapping[str, Any]]) -> tuple[Period, ...]:
    """The dated values of one parameter, in the order of time."""
    found = (
        Period(
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row.get("valid_to") else None,
            value=row["value"],
            owner=row["owner"],
            source=row["source"],
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: one.valid_from))


def literal(value: Any, kind: str) -> Any:
    """A constant as the facts of that kind are read: numbers as floats, days as their number."""
    if isinstance(value, list | tuple):
        return [literal(one, kind) for one in value]
    if kind in ("number", "flag"):
        return float(value)
    return day_number(value) if kind == "day" else value


def kind_of(term: Tree) -> str:
    """The kind of a sound term: what its facts are, number for anything reckoned."""
    if "fact" in term:
        return shipment_facts()[term["fact"]].kind
    if "item" in term:
        return item_facts()[term["item"]].kind
    return "" if "value" in term or "parameter" in term else "number"


def kind_of_pair(*terms: Tree) -> str:
    """The kind in which several terms are compared: that of the one that has a kind."""
    return next((kind for one in terms if (kind := kind_of(one))), "number")


def tidy(value: float) -> float:
    """The result of a step of arithmetic, without the dust of binary fractions."""
    return round(value * 1e6) / 1e6 if abs(value) < 1e9 else value
