"""The rules of the book and rules as data, written a second time for ``recheck_scores.py``.

Python and its library alone. What a rule asks comes as JSON: facts as they were stored, and the
values of the law as they were asked.
"""

import math
import operator
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

AMOUNTS = ("value_cny", "gross_weight_kg", "manifest_weight_kg", "quantity", "tax_cny")
NUMBERS = (*AMOUNTS, "manifest_pieces", "declared_pieces", "lot", "declarations_last_90_days",
           "faults_last_365_days")  # fmt: skip
COSTLY = {"71", "85", "90", "91", "97"}
RECKON = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv}


def number(value: Any) -> Any:
    return None if value is None else Decimal(str(value))


def too_heavy(f: Any, law: Any) -> Any:
    gross, manifest = number(f["gross_weight_kg"]), number(f["manifest_weight_kg"])
    if gross is None or not manifest:
        return False
    off = int(abs(gross - manifest) * 1000 / manifest)
    return off > int(law["risk.weight_tolerance_permille"])


def too_cheap(f: Any, law: Any) -> Any:
    gross = number(f["gross_weight_kg"])
    if not gross or not f["items"]:
        return False
    dearest = max(f["items"], key=lambda one: number(one["value_cny"]))
    floor = law["risk.value_per_kg_floor_cny"].get(dearest["hs6"][:2])
    per_kg = number(f["value_cny"]) / gross
    return floor is not None and not per_kg >= Decimal(floor)


def too_dear(f: Any, law: Any) -> Any:
    gross = number(f["gross_weight_kg"])
    if not gross or {code[:2] for code in codes(f)} & COSTLY:
        return False
    ceiling = Decimal(law["risk.value_per_kg_ceiling_cny"])
    return not number(f["value_cny"]) / gross <= ceiling


def miscounted(f: Any, law: Any) -> Any:
    declared, manifest = f["declared_pieces"], f["manifest_pieces"]
    return declared is not None and manifest is not None and declared != manifest


def drawn(f: Any, law: Any) -> Any:
    if f["lot"] is None:
        return False
    return f["lot"] < law["risk.random_permille_by_grade"][f["grade"] or "UNKNOWN"]


def codes(f: Any) -> Any:
    return {one["hs6"] for one in f["items"]}


WRITTEN: Any = [  # the rules of the book: number, points, question
    ("S-101", 60, lambda f, law: f["grade"] in ("DISHONEST", "SERIOUSLY_DISHONEST")),
    ("S-102", 15, lambda f, law: not f["grade"]),
    ("S-103", -20, lambda f, law: f["grade"] in ("ADVANCED", "CERTIFIED")),
    ("S-104", 5, lambda f, law: f["declarations_last_90_days"] == 0),
    ("S-105", 35, lambda f, law: f["faults_last_365_days"] != 0),
    ("S-201", 50, too_heavy),
    ("S-202", 30, miscounted),
    ("S-203", 40, too_cheap),
    ("S-204", 25, too_dear),
    ("S-205", 30, lambda f, law: any(code.startswith(tuple(law["risk.sensitive_hs_prefixes"]))
                                     for code in codes(f))),
    ("S-206", 50, lambda f, law: any(one["needs_licence"] for one in f["items"])
                                 and not f["involves_licence"]),
    ("S-207", 40, lambda f, law: any(one["needs_inspection"] for one in f["items"])
                                 and not f["involves_inspection"]),
    ("S-208", 10, lambda f, law: f["departure_country"]
                                 and {one["origin"] for one in f["items"]}
                                 - {f["departure_country"]}),
    ("S-209", 10, lambda f, law: f["known_hs6"] and codes(f) - set(f["known_hs6"])),
    ("S-900", 100, drawn),
]  # fmt: skip


def written_rules(f: Any, law: Any) -> Any:
    """(number, points, channel at least) of each that applies; what cannot be asked is X-901."""
    for code, points, applies in WRITTEN:
        try:
            if applies(f, law):
                yield code, points, ""
        except (ArithmeticError, LookupError, TypeError, ValueError):
            yield "X-901", 0, "DOCUMENTS"


class DataRule:
    """A rule as data: a tree of comparisons; what is not known is neither true nor false."""

    def __init__(self, definition: Any) -> None:
        self.code, self.points = definition["code"], definition["points"]
        self.at_least = definition.get("at_least", "")
        self.tree, self.parameters = definition["when"], definition.get("parameters", {})

    def applies(self, facts: Any) -> Any:
        """Raises for a fact that is no number, and for a parameter without a value that day."""
        for one in (facts, *facts["items"]):
            for name in NUMBERS:
                if not math.isfinite(float(one.get(name) or 0)):
                    raise ValueError(name)
        given = {name: one["value"] for name, periods in self.parameters.items() for one in periods
                 if one["valid_from"] <= facts["on"] < (one.get("valid_to") or "9999")}  # fmt: skip
        if given.keys() != self.parameters.keys():
            raise LookupError(self.code)
        return self.holds(self.tree, facts, {}, given) is True

    def holds(self, tree: Any, row: Any, item: Any, given: Any) -> Any:
        op = tree["op"]
        if op in ("and", "or"):
            found = [self.holds(one, row, item, given) for one in tree["of"]]
            return decided(found, stops_at=op == "or")
        if op == "not":
            inner = self.holds(tree["of"], row, item, given)
            return None if inner is None else not inner
        if op in ("any", "all"):
            if not row["items"]:
                return False if op == "any" else None
            found = [self.holds(tree["of"], row, one, given) for one in row["items"]]
            return decided(found, stops_at=op == "any")
        left = self.term(tree["left"], row, item, given)
        if op == "known":
            return left is not None
        if op == "between":
            low, high = (self.term(tree[side], row, item, given) for side in ("low", "high"))
            if None in (left, low, high):
                return None
            return like(left, low) <= left <= like(left, high)
        right = self.term(tree["right"], row, item, given)
        if left is None or right is None:
            return None
        if op == "prefix":
            return left.startswith(tuple(right))
        if op == "in":
            return left in [like(left, one) for one in right]
        if isinstance(left, list):  # a fact that holds several texts
            return any(one in right for one in left)
        left, right = like(right, left), like(left, right)
        return getattr(operator, op)(left, right)

    def term(self, tree: Any, row: Any, item: Any, given: Any) -> Any:
        for kind, source in (("fact", row), ("item", item)):
            if kind in tree:
                return fact(tree[kind], source[tree[kind]])
        if "parameter" in tree:
            value = given[tree["parameter"]]
            return value if isinstance(value, str | list) else float(value)
        if "value" in tree:
            value = tree["value"]
            return value if isinstance(value, str | list) else float(value)
        if "count" in tree:
            return float(len(row[tree["count"]]))
        if tree["op"] == "sum":
            where = tree.get("where")
            some = [one for one in row["items"]
                    if not where or self.holds(where, row, one, given) is True]  # fmt: skip
            values = [self.term(tree["of"], row, one, given) for one in some]
            return None if None in values else tidy(reduce(operator.add, values, 0.0))
        left, right = (self.term(tree[side], row, item, given) for side in ("left", "right"))
        if left is None or right is None or (tree["op"] == "div" and right == 0):
            return None
        return tidy(RECKON[tree["op"]](left, right))


def decided(found: Any, *, stops_at: Any) -> Any:
    if stops_at in found:
        return stops_at
    return None if None in found else not stops_at


def fact(name: Any, value: Any) -> Any:
    if value is None or isinstance(value, list):
        return value
    if name == "on":
        return float(date.fromisoformat(value).toordinal())
    if name in AMOUNTS or isinstance(value, bool | int | float):
        return float(value)
    return value


def like(left: Any, value: Any) -> Any:
    """A constant as the other side is read."""
    if isinstance(left, float) and isinstance(value, str):
        return float(date.fromisoformat(value).toordinal()) if "-" in value[1:] else float(value)
    return float(value) if isinstance(left, float) and isinstance(value, int) else value


def tidy(value: Any) -> Any:
    if not math.isfinite(value):
        return None
    return round(value * 1e6) / 1e6 if abs(value) < 1e9 else value


def data_rules(book: Any, facts: Any) -> Any:
    """As ``written_rules``, for the rules of a book of data rules."""
    for rule in book:
        try:
            if rule.applies(facts):
                yield rule.code, rule.points, rule.at_least
        except (ArithmeticError, LookupError, TypeError, ValueError):
            yield "X-901", 0, "DOCUMENTS"
