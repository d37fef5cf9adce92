"""One verdict from all sources of suspicion: rules, control orders, a model and the lot. Pure."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from risk.facts import ShipmentFacts
from risk.models.ranking import Ranking
from risk.models.words import part_words
from risk.rules.base import Rule
from risk.rules.channels import Thresholds, least_of
from risk.rules.faults import model_failed, unsound
from risk.rules.judge import hits_of
from risk.verdicts import Hit

PER_MILLION = 1_000_000
NAMED_PARTS = 3


class Reading(Protocol):
    """What a model read: ``sum(parts)`` is exactly ``score``."""

    @property
    def model(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def score(self) -> int: ...
    @property
    def probability_ppm(self) -> int: ...
    @property
    def parts(self) -> tuple[tuple[str, int], ...]: ...


class Model(Protocol):
    """``counts`` False: it runs in the shadow, its readings are kept and give no points."""

    @property
    def counts(self) -> bool: ...
    @property
    def digest(self) -> str: ...

    def read(self, facts: ShipmentFacts) -> Reading: ...


OrdersHit = Callable[[ShipmentFacts], tuple[Hit, ...]]


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Everything that may speak about a shipment at one moment.

    ``orders`` answers with a hit for each control order that concerns the facts; ``faults`` are
    sources that could not even be asked.
    """

    rules: Sequence[Rule[ShipmentFacts]]
    orders: OrdersHit
    models: Sequence[Model] = ()
    faults: tuple[Hit, ...] = ()
    countries: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class KeptReading:
    """A reading as it is stored with the judgement.

    ``ranking`` is what the policy of the day ranked it by; ``stake_cny`` the taxes that the goods
    owe, ``expected_cny`` the part of them that a fault is expected to cost; None: not known.
    """

    model: str
    digest: str
    score: int
    probability_ppm: int
    parts: tuple[tuple[str, int], ...]
    counts: bool
    ranking: str = Ranking.PROBABILITY.value
    stake_cny: int | None = None
    expected_cny: int | None = None

    @property
    def rank(self) -> int:
        """The value by which it ranks: parts per million, or whole CNY."""
        if self.ranking == Ranking.REVENUE and self.expected_cny is not None:
            return self.expected_cny
        return self.probability_ppm


@dataclass(frozen=True, kw_only=True)
class Judged:
    """``score`` is exactly the sum of the points of ``hits``."""

    hits: tuple[Hit, ...]
    readings: tuple[KeptReading, ...]
    score: int
    at_least: str
    channel: str


def combine(
    facts: ShipmentFacts,
    *,
    law: Mapping[str, Any],
    thresholds: Thresholds,
    sources: Sources,
    without: Collection[str] = (),
) -> Judged:
    """Ask every source and decide. ``without`` names hits that are left out: what if not."""
    broken = (*sources.faults, *unsound(facts, countries=sources.countries))
    model_hits, readings = _read(facts, sources.models, law)
    said = (*hits_of(facts, law, sources.rules), *sources.orders(facts), *model_hits, *broken)
    hits = tuple(hit for hit in said if hit.rule not in without)
    score = sum(hit.points for hit in hits)
    at_least = least_of(hits)
    return Judged(
        hits=hits,
        readings=readings,
        score=score,
        at_least=at_least,
        channel=thresholds.channel(score, at_least=at_least),
    )


def points_for(value: int, table: Sequence[Sequence[int]]) -> int:
    """The points of the last step of the dated table that the value reaches."""
    return max((step for step in table if step[0] <= value), key=lambda step: step[0])[1]


def stake_of(facts: ShipmentFacts) -> int | None:
    """The taxes of all goods in whole CNY; None where they are not known of each of them."""
    taxes = [item.tax_cny for item in facts.items]
    known = [one for one in taxes if one is not None and one.is_finite()]
    return int(sum(known)) if taxes and len(known) == len(taxes) else None


def model_points(
    probability_ppm: int, facts: ShipmentFacts, law: Mapping[str, Any]
) -> tuple[int, dict[str, Any]]:
    """What a reading is worth by the policy of the day, and what it was ranked by.

    By revenue, a fault's chance counts as much as the taxes that hang on it. Where those are not
    known the chance alone decides, and says so.
    """
    stake = stake_of(facts)
    expected = None if stake is None else probability_ppm * stake // PER_MILLION
    told: dict[str, Any] = {"stake_cny": stake, "expected_cny": expected}
    if law.get("risk.model_ranking") == Ranking.REVENUE and expected is not None:
        points = points_for(expected, law["risk.model_revenue_points"])
        return points, told | {"ranking": Ranking.REVENUE.value}
    points = points_for(probability_ppm, law["risk.model_points"])
    return points, told | {"ranking": Ranking.PROBABILITY.value}


def _read(
    facts: ShipmentFacts, models: Sequence[Model], law: Mapping[str, Any]
) -> tuple[tuple[Hit, ...], tuple[KeptReading, ...]]:
    hits: list[Hit] = []
    readings: list[KeptReading] = []
    for model in models:
        try:
            reading, points = _kept(model, facts, law)
        except Exception as error:  # whatever it is: the declaration goes to a person
            if model.counts:
                hits.append(model_failed(str(getattr(model, "name", "")), _cause(error)))
            continue
        readings.append(reading)
        if model.counts and points:
            hits.append(_hit(reading, points))
    return tuple(hits), tuple(readings)


def _kept(model: Model, facts: ShipmentFacts, law: Mapping[str, Any]) -> tuple[KeptReading, int]:
    found = model.read(facts)
    if not 0 <= found.probability_ppm <= PER_MILLION:
        raise ValueError(f"probability {found.probability_ppm} ppm")
    if sum(points for _name, points in found.parts) != found.score:
        raise ValueError("parts do not add up to the score")
    points, told = model_points(found.probability_ppm, facts, law)
    reading = KeptReading(
        model=found.model,
        digest=found.digest,
        score=found.score,
        probability_ppm=found.probability_ppm,
        parts=tuple((str(name), int(points)) for name, points in found.parts),
        counts=model.counts,
        **told,
    )
    return reading, points


def _hit(reading: KeptReading, points: int) -> Hit:
    share = f"{reading.probability_ppm // 10_000}.{reading.probability_ppm // 1_000 % 10} %"
    heavy = sorted(reading.parts, key=lambda part: (-abs(part[1]), part[0]))[:NAMED_PARTS]
    words = [(*part_words(name), moved) for name, moved in heavy]
    named_en = "; ".join(f"{en} {moved:+d}" for en, _zh, moved in words)
    named_zh = "；".join(f"{zh} {moved:+d}" for _en, zh, moved in words)
    if reading.ranking == Ranking.REVENUE:
        worth_en = f", CNY {reading.expected_cny:,} of the CNY {reading.stake_cny:,} at stake"
        worth_zh = f"，涉税 {reading.stake_cny:,} 元中预计 {reading.expected_cny:,} 元"
    else:
        worth_en = worth_zh = ""
    return Hit(
        rule=f"M-{reading.model}",
        points=points,
        reason_en=f"Model {reading.model} expects a fault with {share}{worth_en}; "
        f"most of it: {named_en}.",
        reason_zh=f"模型 {reading.model} 预计异常概率 {share}{worth_zh}；主要因素：{named_zh}。",
        law="risk.model_revenue_points"
        if reading.ranking == Ranking.REVENUE
        else "risk.model_points",
    )


def _cause(error: Exception) -> str:
    return str(error) or type(error).__name__
