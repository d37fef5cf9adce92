"""A book of data rules: compiled once, told apart by its digest."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from risk.facts import ShipmentFacts
from risk.rules.base import Rule, Thresholds
from risk.rules.checking import sound
from risk.rules.closures import (
    NOBODY,
    ParameterGap,
    Row,
    Timeline,
    condition,
    read,
    term,
)
from risk.rules.expressions import (
    BLANK,
    Tree,
    nodes,
    periods_of,
    shipment_facts,
)
from risk.verdicts import Hit

_last: tuple[ShipmentFacts, dict[str, Any]] | None = None  # the shipment being judged, as read


def canonical(definition: Mapping[str, Any]) -> str:
    """The one spelling of a rule over which its digest is taken."""
    return json.dumps(definition, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(definitions: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over the rules of a book, whatever their order."""
    told = sorted(hashlib.sha256(canonical(one).encode()).hexdigest() for one in definitions)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


class DataRule(Rule[ShipmentFacts]):
    """One rule as data, compiled for one shipment. Raises ``BadRule`` when it is not sound."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        whole = sound(definition)
        self.definition = whole
        self.code: str = whole["code"]  # type: ignore[misc]
        self.points: int = whole["points"]  # type: ignore[misc]
        self.at_least: str = whole["at_least"]  # type: ignore[misc, unused-ignore]
        self.needs: tuple[str, ...] = ()  # type: ignore[misc]
        self.sentence_en: str = whole["sentence_en"]  # type: ignore[misc]
        self.sentence_zh: str = whole["sentence_zh"]  # type: ignore[misc]
        self.shown_to_enterprise: bool = whole["shown_to_enterprise"]  # type: ignore[misc]
        self.law: str = whole["law"]
        self.owner: str = whole["owner"]
        self.tree: Tree = whole["when"]
        self.timelines = {
            name: Timeline(periods_of(rows)) for name, rows in whole["parameters"].items()
        }
        self._applies = condition(self.tree)
        self._quotes = {name: term(one, "number") for name, one in whole["quotes"].items()}
        self._chosen = _item_condition(self.tree)

    def evidence(self, facts: ShipmentFacts, law: Thresholds) -> dict[str, object] | None:
        """What the sentences quote when the rule applies.

        Raises ``FactFault`` for a fact that is no number, ``ParameterGap`` for a day without a
        value: then a person must look.
        """
        row = _read_once(facts)
        given = self.given(row["on"], facts)
        if self._applies(row, NOBODY, given) is not True:
            return None
        return self._told(facts, row, given)

    def given(self, day: float, facts: ShipmentFacts) -> dict[str, Any]:
        """The parameters of that day."""
        values = {}
        for name, line in self.timelines.items():
            place = line.place(day)
            if place is None:
                raise ParameterGap(self.code, name, facts.on)
            values[name] = line.values[place]
        return values

    def hit(self, facts: ShipmentFacts, law: Thresholds) -> Hit | None:
        values = self.evidence(facts, law)
        if values is None:
            return None
        return Hit(
            rule=self.code,
            points=self.points,
            reason_en=_filled(self.sentence_en, values),
            reason_zh=_filled(self.sentence_zh, values),
            law=self.law,
            shown_to_enterprise=self.shown_to_enterprise,
            at_least=self.at_least,
        )

    def _told(self, facts: ShipmentFacts, row: Row, given: Row) -> dict[str, object]:
        values: dict[str, object] = {}
        for name in set(BLANK.findall(self.sentence_en)):
            if name in self._quotes:
                values[name] = _shown(self._quotes[name](row, NOBODY, given))
            elif name in given:
                values[name] = _shown(given[name])
            elif name in shipment_facts():
                values[name] = _shown(getattr(facts, name))
            else:
                found = {
                    _shown(getattr(item, name))
                    for item, one in zip(facts.items, row["items"], strict=True)
                    if self._chosen is None or self._chosen(row, one, given) is True
                }
                values[name] = ", ".join(sorted(found)) or "–"
        return values


class Book:
    """The data rules in force at a time; ``digest`` names exactly this set of rules."""

    def __init__(self, definitions: Iterable[Mapping[str, Any]]) -> None:
        held = sorted(definitions, key=lambda one: str(one["code"]))
        self.digest = digest_of(held)
        self.data_rules = tuple(DataRule(one) for one in held)
        self.rules: tuple[Rule[ShipmentFacts], ...] = self.data_rules

    def without(self, codes: Iterable[str]) -> "Book":
        """The book with those rules switched off: another book, with another digest."""
        off = set(codes)
        if not off & {one.code for one in self.data_rules}:
            return self
        return Book(one.definition for one in self.data_rules if one.code not in off)


EMPTY = Book(())


def _read_once(facts: ShipmentFacts) -> dict[str, Any]:
    """All rules of a book judge the same shipment one after another: it is read once."""
    global _last
    kept = _last
    if kept is None or kept[0] is not facts:
        kept = _last = (facts, read(facts))
    return kept[1]


def _item_condition(tree: Tree) -> Any:
    """What a line of goods must be for a sentence to quote it: the first that is asked."""
    for one in nodes(tree):
        if one.get("op") in ("any", "all"):
            return condition(one["of"])
    return None


def _filled(sentence: str, values: Mapping[str, object]) -> str:
    return BLANK.sub(lambda found: str(values.get(found[1], "–")), sentence)


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, Decimal | float) and not isinstance(value, bool):
        return f"{Decimal(repr(value) if isinstance(value, float) else value).normalize():f}"
    if isinstance(value, tuple | frozenset):
        return ", ".join(sorted(map(_shown, value)))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
