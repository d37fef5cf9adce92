"""Judging facts by a book of rules: pure, so that a day can be replayed."""

import hashlib
import hmac
import inspect
from collections.abc import Sequence
from functools import cache

from risk.facts import ShipmentFacts
from risk.rules import base, parties, shipments
from risk.rules.base import Rule, Thresholds
from risk.verdicts import Hit


def keys_needed(rules: Sequence[Rule[ShipmentFacts]]) -> frozenset[str]:
    """The keys of the law pack that these rules ask for."""
    return frozenset(key for rule in rules for key in rule.needs)


def hits_of(
    facts: ShipmentFacts, law: Thresholds, rules: Sequence[Rule[ShipmentFacts]]
) -> tuple[Hit, ...]:
    """Every rule that applies, in the order of the book; the score is the sum of points."""
    return tuple(hit for rule in rules if (hit := rule.hit(facts, law)) is not None)


def lot_of(reference: str, *, secret: str) -> int:
    """The lot of a declaration, 0 to 999: HMAC-SHA256 of its number under the desk's secret.

    Nobody who lacks the secret can foresee it; whoever learns it afterwards can verify it.
    """
    digest = hmac.new(secret.encode(), reference.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % 1000


@cache
def rules_digest() -> str:
    """SHA-256 over the source of the rules, stored with each decision for the record."""
    sources = (inspect.getsource(module) for module in (base, parties, shipments))
    return hashlib.sha256("".join(sources).encode()).hexdigest()
