"""What is wrong with a rule as written: everything at once, by field and by demand."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from risk.rules.expressions import (
    ARITHMETIC,
    CHANNELS,
    CODE,
    COMPARING,
    DEEPEST,
    JOINING,
    LONGEST_SENTENCE,
    MOST_NODES,
    MOST_POINTS,
    MOST_VALUES,
    NAME,
    PER_ITEM,
    BadRule,
    RuleFault,
    Tree,
    blanks_of,
    item_facts,
    nodes,
    parameters_used,
    periods_of,
    shipment_facts,
)

FIELDS = frozenset(
    {
        "code", "when", "points", "at_least", "sentence_en", "sentence_zh", "quotes", "law",
        "shown_to_enterprise", "owner", "parameters",
    }
)  # fmt: skip
ORDERED = ("number", "day")
LONGEST_TEXT = 200


def sound(definition: Any) -> dict[str, Any]:
    """The definition with every field in its place. Raises ``BadRule`` with every fault."""
    if not isinstance(definition, Mapping):
        raise BadRule("", (RuleFault(field="rule", rule="rule.shape"),))
    if unreadable := _unreadable(definition):
        code = str(definition.get("code", ""))
        named = code if CODE.fullmatch(code) else ""
        raise BadRule(named, (RuleFault(field="rule", rule=unreadable),))
    whole: dict[str, Any] = {
        "at_least": "", "quotes": {}, "shown_to_enterprise": False, "parameters": {},
        **definition,
    }  # fmt: skip
    faults = tuple(_Checker(whole).faults())
    if faults:
        raise BadRule(str(whole.get("code", "")), faults)
    return whole


def _unreadable(definition: Any) -> str:
    """The demand that a stranger's data fails before anything else is asked of it; "" for none."""
    waiting = [(definition, 0)]
    while waiting:
        one, depth = waiting.pop()
        if depth > 4 * DEEPEST:
            return "condition.depth"
        if isinstance(one, str) and ("\0" in one or any("\ud800" <= c <= "\udfff" for c in one)):
            return "text.shape"
        if isinstance(one, Mapping):
            waiting += [(inner, depth + 1) for pair in one.items() for inner in pair]
        elif isinstance(one, list):
            waiting += [(inner, depth + 1) for inner in one]
    return ""


class _Checker:
    """Walks one rule; ``kinds`` holds what each sound parameter is."""

    def __init__(self, rule: dict[str, Any]) -> None:
        self.rule = rule
        self.found: list[RuleFault] = []
        self.kinds: dict[str, str] = {}

    def faults(self) -> list[RuleFault]:
        for name in sorted(set(self.rule) - FIELDS):
            self.fault(str(name)[:40], "field.unknown", name)
        self._heads()
        self._parameters()
        tree = self.rule.get("when")
        if sum(1 for _ in nodes(tree)) > MOST_NODES:
            self.fault("when", "condition.size", MOST_NODES)
        elif self.condition(tree, "when", items=False, depth=0):
            self._everything_is_used()
        self._sentences()
        return self.found

    def fault(self, field: str, rule: str, found: Any = "") -> None:
        self.found.append(RuleFault(field=field, rule=rule, found=str(found)[:120]))

    def _heads(self) -> None:
        rule = self.rule
        if not CODE.fullmatch(str(rule.get("code", ""))):
            self.fault("code", "code.shape", rule.get("code", ""))
        points = rule.get("points")
        if not isinstance(points, int) or isinstance(points, bool) or abs(points) > MOST_POINTS:
            self.fault("points", "points.integer", points)
        if rule["at_least"] not in CHANNELS:
            self.fault("at_least", "channel.unknown", rule["at_least"])
        if not isinstance(rule["shown_to_enterprise"], bool):
            self.fault("shown_to_enterprise", "flag.shape", rule["shown_to_enterprise"])
        for name in ("law", "owner"):
            text = rule.get(name)
            if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_TEXT:
                self.fault(name, f"{name}.needed", text or "")

    def _parameters(self) -> None:
        given = self.rule["parameters"]
        if not isinstance(given, Mapping):
            self.fault("parameters", "rule.shape")
            return
        for name, rows in given.items():
            here = f"parameters.{name}"[:60]
            if not NAME.fullmatch(str(name)) or name in shipment_facts() or name in item_facts():
                self.fault(here, "parameter.name", name)
            elif self._periods(here, rows):
                self.kinds[name] = _kind_of_value(rows[0]["value"])

    def _periods(self, here: str, rows: Any) -> bool:
        before = len(self.found)
        if not isinstance(rows, list) or not rows:
            self.fault(here, "parameter.empty")
            return False
        for index, row in enumerate(rows):
            at = f"{here}[{index}]"
            if not isinstance(row, Mapping):
                self.fault(at, "rule.shape")
                continue
            for name in ("valid_from", "valid_to"):
                if not _is_day(row.get(name), optional=name == "valid_to"):
                    self.fault(f"{at}.{name}", "day.shape", row.get(name))
            for name in ("owner", "source"):
                if not isinstance(row.get(name), str) or not row[name].strip():
                    self.fault(f"{at}.{name}", f"{name}.needed")
            if not _kind_of_value(row.get("value")):
                self.fault(f"{at}.value", "value.type", row.get("value"))
        if len(self.found) > before:
            return False
        if len({_kind_of_value(row["value"]) for row in rows}) > 1:
            self.fault(f"{here}.value", "value.kinds")
        periods = periods_of(rows)
        for one in periods:
            if one.valid_to is not None and one.valid_to <= one.valid_from:
                self.fault(here, "period.order", one.valid_from)
        for one, following in zip(periods, periods[1:], strict=False):
            if one.valid_to is None or one.valid_to > following.valid_from:
                self.fault(here, "period.overlap", following.valid_from)
            elif one.valid_to < following.valid_from:
                self.fault(here, "period.gap", f"{one.valid_to} – {following.valid_from}")
        return len(self.found) == before

    def condition(self, tree: Any, here: str, *, items: bool, depth: int) -> bool:
        """Whether the tree is a condition; faults are noted where they stand."""
        before = len(self.found)
        op = tree.get("op") if isinstance(tree, Mapping) else None
        if not isinstance(tree, Mapping) or not isinstance(op, str):
            self.fault(here, "condition.shape")
        elif depth > DEEPEST:
            self.fault(here, "condition.depth", DEEPEST)
        elif op in JOINING:
            inner = tree.get("of")
            if not isinstance(inner, list) or not inner:
                self.fault(here, "condition.empty", op)
            else:
                for index, one in enumerate(inner):
                    self.condition(one, f"{here}.of[{index}]", items=items, depth=depth + 1)
        elif op == "not":
            self.condition(tree.get("of"), f"{here}.of", items=items, depth=depth + 1)
        elif op in PER_ITEM:
            if items:
                self.fault(here, "items.nested", op)
            self.condition(tree.get("of"), f"{here}.of", items=True, depth=depth + 1)
        elif op in COMPARING:
            self._compared(tree, ("left", "right"), here, items, op in ("eq", "ne"))
        elif op == "between":
            self._compared(tree, ("left", "low", "high"), here, items, False)
        elif op in ("in", "prefix", "overlaps"):
            self._listed(tree, op, here, items)
        elif op == "known":
            kind = self.term(tree.get("left"), f"{here}.left", items)
            if kind is not None and not _varies(tree["left"]):
                self.fault(here, "compare.fact")
        else:
            self.fault(here, "condition.unknown", op)
        return len(self.found) == before

    def _compared(
        self, tree: Tree, sides: tuple[str, ...], here: str, items: bool, equal: bool
    ) -> None:
        kinds = [self.term(tree.get(side), f"{here}.{side}", items) for side in sides]
        if None in kinds:
            return
        of_facts = {
            kind
            for kind, side in zip(kinds, sides, strict=True)
            if kind and "value" not in tree[side]
        }
        if not of_facts or len(of_facts) > 1:
            self.fault(here, "compare.kinds", ", ".join(sorted(map(str, kinds))))
            return
        if not any(_varies(tree[side]) for side in sides):
            self.fault(here, "compare.fact")
            return
        (kind,) = of_facts
        if kind.startswith("texts") or (not equal and kind not in ORDERED):
            self.fault(here, "compare.order", kind)
        for side in sides:
            if "value" in tree[side] and not _fits(tree[side]["value"], kind):
                self.fault(f"{here}.{side}", "value.type", f"{tree[side]['value']} ({kind})")

    def _listed(self, tree: Tree, op: str, here: str, items: bool) -> None:
        left = self.term(tree.get("left"), f"{here}.left", items)
        right = self.term(tree.get("right"), f"{here}.right", items)
        if left is None or right is None:
            return
        several = "texts" if op == "overlaps" else "text"
        kinds = {several} if op != "in" else {"text", "number", "day"}
        if "value" in tree["left"] or "parameter" in tree["left"] or left not in kinds:
            self.fault(f"{here}.left", "compare.kinds", left)
        elif "value" in tree["right"]:
            values = tree["right"]["value"]
            one = "text" if left == "texts" else left
            if not isinstance(values, list) or not all(_fits(value, one) for value in values):
                self.fault(f"{here}.right", "value.list", one)
        elif right not in ("texts", "texts_value") or op != "in" and "fact" in tree["right"]:
            self.fault(f"{here}.right", "value.list", right)
        elif left not in ("text", "texts"):
            self.fault(f"{here}.left", "compare.kinds", left)

    def term(self, tree: Any, here: str, items: bool, depth: int = 0) -> str | None:
        """The kind of the term, "" when its neighbour must say; None when it is wrong."""
        if not isinstance(tree, Mapping) or depth > DEEPEST:
            self.fault(here, "term.shape")
            return None
        if "fact" in tree:
            fact = shipment_facts().get(tree["fact"]) if isinstance(tree["fact"], str) else None
            return self._known(fact, here, tree["fact"])
        if "item" in tree:
            fact = item_facts().get(tree["item"]) if isinstance(tree["item"], str) else None
            if fact is not None and not items:
                self.fault(here, "items.outside", tree["item"])
                return None
            return self._known(fact, here, tree["item"])
        if "parameter" in tree:
            name = tree["parameter"]
            if not isinstance(name, str) or name not in self.rule["parameters"]:
                self.fault(here, "parameter.unknown", name)
                return None
            return self.kinds.get(name)
        if "value" in tree:
            values = tree["value"] if isinstance(tree["value"], list) else [tree["value"]]
            if not values or len(values) > MOST_VALUES or not all(map(_kind_of_value, values)):
                self.fault(here, "value.type", str(tree["value"])[:60])
                return None
            return ""
        if "count" in tree:
            fact = shipment_facts().get(tree["count"]) if isinstance(tree["count"], str) else None
            if tree["count"] != "items" and (fact is None or fact.kind != "texts"):
                self.fault(here, "fact.unknown", tree["count"])
                return None
            return "number"
        return self._reckoned(tree, here, items, depth)

    def _known(self, fact: Any, here: str, name: Any) -> str | None:
        if fact is None:
            self.fault(here, "fact.unknown", name)
            return None
        return str(fact.kind)

    def _reckoned(self, tree: Tree, here: str, items: bool, depth: int) -> str | None:
        op = tree.get("op")
        if op == "sum":
            if items:
                self.fault(here, "items.nested", op)
                return None
            kind = self.term(tree.get("of"), f"{here}.of", True, depth + 1)
            if tree.get("where") is not None:
                self.condition(tree["where"], f"{here}.where", items=True, depth=depth + 1)
            if kind is not None and kind != "number":
                self.fault(f"{here}.of", "arithmetic.number", kind)
            return kind if kind == "number" else None
        if op not in ARITHMETIC:
            self.fault(here, "term.unknown", op)
            return None
        kinds = []
        for side in ("left", "right"):
            kind = self.term(tree.get(side), f"{here}.{side}", items, depth + 1)
            if kind == "" and _fits(tree[side]["value"], "number"):
                kind = "number"
            if kind is not None and kind != "number":
                self.fault(f"{here}.{side}", "arithmetic.number", kind)
            kinds.append(kind)
        return "number" if kinds == ["number", "number"] else None

    def _everything_is_used(self) -> None:
        used = parameters_used(self.rule["when"])
        quotes = self.rule["quotes"]
        if isinstance(quotes, Mapping):
            for term in quotes.values():
                used |= parameters_used(term)
        for name in sorted(set(self.rule["parameters"]) - used):
            self.fault(f"parameters.{name}", "parameter.unused", name)

    def _sentences(self) -> None:
        quotes = self.rule["quotes"]
        if not isinstance(quotes, Mapping):
            self.fault("quotes", "rule.shape")
            return
        for name, term in quotes.items():
            if not NAME.fullmatch(str(name)):
                self.fault(f"quotes.{name}"[:60], "parameter.name", name)
            self.term(term, f"quotes.{name}"[:60], False)
        may = {*quotes, *self.rule["parameters"], *shipment_facts(), *item_facts()}
        blanks = {}
        for name in ("sentence_en", "sentence_zh"):
            text = self.rule.get(name)
            if not isinstance(text, str) or not 0 < len(text.strip()) <= LONGEST_SENTENCE:
                self.fault(name, "sentence.needed")
                continue
            blanks[name] = set(blanks_of(text))
            for blank in sorted(blanks[name] - may):
                self.fault(name, "blank.unknown", blank)
            if "{" in (left := _without_blanks(text)) or "}" in left:
                self.fault(name, "blank.shape", text)
        if len(blanks) == 2 and blanks["sentence_en"] != blanks["sentence_zh"]:
            apart = blanks["sentence_en"] ^ blanks["sentence_zh"]
            missing = "sentence_zh" if apart & blanks["sentence_en"] else "sentence_en"
            self.fault(missing, "blank.missing", ", ".join(sorted(apart)))
        for name in sorted(set(map(str, quotes)) - set().union(*blanks.values())):
            self.fault("sentence_en", "blank.missing", name)


def _varies(term: Tree) -> bool:
    """Whether the term is anything but constants: a fact, a line of goods, a count, a sum."""
    return any(
        {"fact", "item", "count"} & set(one) or one.get("op") == "sum" for one in nodes(term)
    )


def _without_blanks(text: str) -> str:
    for blank in blanks_of(text):
        text = text.replace("{" + blank + "}", "")
    return text


def _is_day(value: Any, *, optional: bool = False) -> bool:
    if value in (None, "") and optional:
        return True
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _fits(value: Any, kind: str) -> bool:
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "day":
        return _is_day(value)
    return isinstance(value, str) if kind == "text" else _is_number(value)


def _kind_of_value(value: Any) -> str:
    """What a constant may serve as; "" for what no rule can use."""
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, str):
        return "text"
    if isinstance(value, list):
        return "texts_value" if value and all(isinstance(one, str) for one in value) else ""
    return "number" if _is_number(value) else ""
