"""Judging facts by a book of rules: pure, so that a day can be replayed."""

import hashlib
import importlib
import inspect
from collections.abc import Sequence
from functools import cache

from risk.facts import ShipmentFacts
from risk.rules import base, channels, faults, parties, shipments
from risk.rules.base import Rule, Thresholds
from risk.rules.faults import rule_raised
from risk.verdicts import Hit

JUDGES = (base, channels, faults, parties, shipments)


def keys_needed(rules: Sequence[Rule[ShipmentFacts]]) -> frozenset[str]:
    """The keys of the law pack that these rules ask for."""
    return frozenset(key for rule in rules for key in rule.needs)


def hits_of(
    facts: ShipmentFacts, law: Thresholds, rules: Sequence[Rule[ShipmentFacts]]
) -> tuple[Hit, ...]:
    """Every rule that applies, in the order of the book; the score is the sum of points.

    A rule that raises is a hit of its own, ``X-901``: its silence would be a release by error.
    """
    return tuple(hit for rule in rules if (hit := _asked(rule, facts, law)) is not None)


def _asked(rule: Rule[ShipmentFacts], facts: ShipmentFacts, law: Thresholds) -> Hit | None:
    try:
        return rule.hit(facts, law)
    except Exception as error:  # whatever it is: the declaration goes to a person
        return rule_raised(rule.code, error)


@cache
def rules_digest() -> str:
    """SHA-256 over the source of the rules, stored with each decision for the record."""
    combining = importlib.import_module("risk.rules.combine")  # which itself asks this module
    sources = (inspect.getsource(module) for module in (*JUDGES, combining))
    return hashlib.sha256("".join(sources).encode()).hexdigest()
