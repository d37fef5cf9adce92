"""When a change of a declaration needs two officers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from clearance.declarations.facts import Difference

AFTER_RELEASE = "released"
VALUE_DOWN = "value_down"


@dataclass(frozen=True, kw_only=True)
class TwoOfficersLaw:
    """What the law of the day says; ``value_down_permille`` of the value declared before."""

    states: frozenset[str]
    fields: frozenset[str]
    value_down_permille: Decimal


def why_two(
    *,
    state: str,
    changed: Iterable[Difference],
    value_before: Decimal,
    value_after: Decimal | None,
    law: TwoOfficersLaw,
) -> tuple[str, ...]:
    """The reasons, empty when one officer may answer. ``value_after`` is None for a withdrawal."""
    reasons: list[str] = []
    if state in law.states:
        reasons.append(AFTER_RELEASE)
    if value_after is not None and value_before > 0:
        down = (value_before - value_after) * 1000 / value_before
        if down > law.value_down_permille:
            reasons.append(VALUE_DOWN)
    reasons += sorted(_names(changed) & law.fields)
    return tuple(reasons)


def _names(changed: Iterable[Difference]) -> set[str]:
    return {one.field.rpartition(".")[2] for one in changed}


def touches(changed: Iterable[Difference], fields: Collection[str]) -> tuple[str, ...]:
    """Those of the changed fields that stand in ``fields``."""
    return tuple(one.field for one in changed if one.field.rpartition(".")[2] in fields)
