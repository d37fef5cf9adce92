"""The nearest change: the smallest other facts that would have led to another channel. Pure.

Only what the declarant or the port can change is tried: answers, weights, pieces, value, origin,
the grade, and the absence of one source that spoke. First every single change, then every pair;
each is judged again, so that what is named has really flipped the channel.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations
from typing import Any, TypeGuard

from risk.facts import ItemFacts, ShipmentFacts
from risk.rules.base import Thresholds
from risk.rules.channels import rank
from risk.verdicts import Hit

Judge = Callable[[ShipmentFacts, frozenset[str]], str]  # facts, hits left out → channel
PERMILLE = 1000
ANSWER, GRADE, ABSENCE = 200, 600, 800  # what a change costs that is no amount, in permille
MOST = 4_000  # permille: beyond that it is another shipment
LADDER = ("", "ORDINARY", "CERTIFIED", "ADVANCED")
DOWN = ("DISHONEST", "SERIOUSLY_DISHONEST")
GRAM = Decimal("0.001")
FEN = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One fact that would be another; ``field`` "hit" is a source that would not have spoken.

    ``cost`` is how far it is, in permille of the present amount.
    """

    field: str
    before: str
    after: str
    cost: int
    position: int = 0  # the line of goods, from 1; 0 for the shipment


@dataclass(frozen=True, kw_only=True)
class Nearest:
    """``changes`` together lead from one channel to the other."""

    changes: tuple[Change, ...]
    channel_before: str
    channel_after: str

    @property
    def cost(self) -> int:
        return sum(one.cost for one in self.changes)


@dataclass(frozen=True)
class _Step:
    change: Change
    facts: dict[str, Any]
    without: str = ""


def nearest_change(
    facts: ShipmentFacts, *, law: Thresholds, hits: Sequence[Hit], judge: Judge
) -> Nearest | None:
    """The cheapest single change that flips the channel, else the cheapest pair, else None.

    For what was stopped only a lighter channel is looked for; whatever went through could only
    have met a graver one.
    """
    now = judge(facts, frozenset())
    stopped = rank(now) > 0
    steps = sorted(_steps(facts, law, hits), key=lambda step: _order((step.change,)))
    for many in (1, 2):
        tried = sorted(
            (group for group in combinations(steps, many) if _are_apart(group)),
            key=lambda group: _order(tuple(step.change for step in group)),
        )
        for group in tried:
            after = judge(*changed(facts, group))
            if after != now and (rank(after) < rank(now) or not stopped):
                return Nearest(
                    changes=tuple(step.change for step in group),
                    channel_before=now,
                    channel_after=after,
                )
    return None


def applied(facts: ShipmentFacts, nearest: Nearest, *, law: Thresholds, hits: Sequence[Hit]) -> Any:
    """The facts and the left-out hits that ``nearest`` speaks of: for whoever verifies it."""
    steps = [step for step in _steps(facts, law, hits) if step.change in nearest.changes]
    return changed(facts, tuple(steps))


def changed(facts: ShipmentFacts, steps: Sequence[_Step]) -> tuple[ShipmentFacts, frozenset[str]]:
    fields: dict[str, Any] = {}
    for step in steps:
        fields |= step.facts
    return replace(facts, **fields), frozenset(step.without for step in steps if step.without)


def _order(changes: tuple[Change, ...]) -> tuple[int, tuple[tuple[str, int, str], ...]]:
    named = tuple((one.field, one.position, one.after) for one in changes)
    return sum(one.cost for one in changes), named


def _are_apart(group: Sequence[_Step]) -> bool:
    """No two steps that set the same fact."""
    keys = [name for step in group for name in step.facts]
    return len(keys) == len(set(keys))


def _steps(facts: ShipmentFacts, law: Thresholds, hits: Sequence[Hit]) -> Iterator[_Step]:
    yield from _weights(facts, law)
    yield from _pieces(facts)
    yield from _values(facts, law)
    yield from _origins(facts)
    yield from _answers(facts)
    yield from _grades(facts)
    for hit in hits:
        yield _Step(Change(field="hit", before=hit.rule, after="", cost=ABSENCE), {}, hit.rule)


def _weights(facts: ShipmentFacts, law: Thresholds) -> Iterator[_Step]:
    """To what the other side says, to the edge of the tolerance, to the edge of value per kg."""
    declared, manifest = facts.gross_weight_kg, facts.manifest_weight_kg
    wanted: set[Decimal] = set()
    if _is_amount(declared) and _is_amount(manifest):
        off = Decimal(int(law.get("risk.weight_tolerance_permille", 0)) + 1) / PERMILLE
        below = _up(manifest * (1 - off) + GRAM, GRAM)
        above = _down(manifest * (1 + off) - GRAM, GRAM)
        wanted |= {manifest, below, above, _up(manifest * (1 + off), GRAM)}
        yield from _one(facts, "manifest_weight_kg", manifest, declared)
    if _is_amount(declared) and _is_amount(facts.value_cny):
        for per_kg in _edges(facts, law):
            wanted |= {_down(facts.value_cny / per_kg, GRAM), _up(facts.value_cny / per_kg, GRAM)}
    if _is_amount(declared):
        for weight in sorted(wanted):
            yield from _one(facts, "gross_weight_kg", declared, weight)


def _pieces(facts: ShipmentFacts) -> Iterator[_Step]:
    declared, manifest = facts.declared_pieces, facts.manifest_pieces
    if declared and manifest and declared != manifest:
        yield from _one(facts, "declared_pieces", declared, manifest)
        yield from _one(facts, "manifest_pieces", manifest, declared)
    elif declared and manifest:
        yield from _one(facts, "declared_pieces", declared, declared + 1)


def _values(facts: ShipmentFacts, law: Thresholds) -> Iterator[_Step]:
    """The value of the dearest line, so that the whole meets an edge of value per kg."""
    weight = facts.gross_weight_kg
    if not _is_amount(weight) or not facts.items or not _is_amount(facts.value_cny):
        return
    place = max(range(len(facts.items)), key=lambda at: facts.items[at].value_cny)
    item = facts.items[place]
    for per_kg in _edges(facts, law):
        for total in sorted({_up(per_kg * weight, FEN), _down(per_kg * weight, FEN)}):
            value = item.value_cny + total - facts.value_cny
            cost = _far(facts.value_cny, total)
            if value <= 0 or not 0 < cost <= MOST:
                continue
            items = (
                *facts.items[:place], _valued(item, value), *facts.items[place + 1 :],
            )  # fmt: skip
            yield _Step(
                Change(
                    field="value_cny",
                    before=_text(facts.value_cny),
                    after=_text(total),
                    cost=cost,
                ),
                {"value_cny": total, "items": items},
            )


def _valued(item: ItemFacts, value: Decimal) -> ItemFacts:
    """Other goods value, other taxes: in proportion, as the rates are of the value."""
    if item.tax_cny is None or not item.value_cny:
        return replace(item, value_cny=value)
    tax = (item.tax_cny * value / item.value_cny).quantize(FEN)
    return replace(item, value_cny=value, tax_cny=tax)


def _origins(facts: ShipmentFacts) -> Iterator[_Step]:
    """All goods made where they are shipped from, or one of them somewhere else."""
    departure = facts.departure_country
    strange = [item for item in facts.items if departure and item.origin != departure]
    if not strange:
        return
    items = tuple(replace(item, origin=departure) for item in facts.items)
    yield _Step(
        Change(
            field="origin",
            before=", ".join(sorted({item.origin for item in strange})),
            after=departure,
            cost=ANSWER * len(strange),
        ),
        {"items": items},
    )


def _answers(facts: ShipmentFacts) -> Iterator[_Step]:
    for name in ("involves_licence", "involves_inspection"):
        said = bool(getattr(facts, name))
        words = ("yes", "no") if said else ("no", "yes")
        yield _Step(
            Change(field=name, before=words[0], after=words[1], cost=ANSWER), {name: not said}
        )


def _grades(facts: ShipmentFacts) -> Iterator[_Step]:
    known = (*reversed(DOWN), *LADDER)
    if facts.grade not in known:
        return
    at = known.index(facts.grade)
    for place, grade in enumerate(known):
        if place != at and grade:
            change = Change(
                field="grade", before=facts.grade, after=grade, cost=GRADE * abs(place - at)
            )
            yield _Step(change, {"grade": grade})


def _edges(facts: ShipmentFacts, law: Thresholds) -> list[Decimal]:
    """Where value per kg begins to be too little, and too much."""
    chapters = {item.hs6[:2] for item in facts.items}
    floors = law.get("risk.value_per_kg_floor_cny", {})
    found = {Decimal(str(floors[one])) for one in chapters if one in floors}
    if "risk.value_per_kg_ceiling_cny" in law:
        found.add(Decimal(str(law["risk.value_per_kg_ceiling_cny"])))
    return sorted(one for one in found if one > 0)


def _one(facts: ShipmentFacts, name: str, before: Any, after: Any) -> Iterator[_Step]:
    cost = _far(Decimal(before), Decimal(after))
    if after > 0 and 0 < cost <= MOST:
        change = Change(field=name, before=_text(before), after=_text(after), cost=cost)
        yield _Step(change, {name: after})


def _far(before: Decimal, after: Decimal) -> int:
    """The distance in permille of what stands, at least 1 for any difference."""
    if before == after or not before:
        return 0
    return max(1, int(abs(after - before) * PERMILLE / before))


def _is_amount(value: Any) -> TypeGuard[Decimal]:
    return isinstance(value, Decimal) and value.is_finite() and value > 0


def _up(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, rounding=ROUND_CEILING)


def _down(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, rounding=ROUND_FLOOR)


def _text(value: Any) -> str:
    return f"{Decimal(value).normalize():f}"
