"""The nearest change really leads to another channel; where there is none, that is said."""

import random
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from customs_portal.registry.law import current_pack
from risk.assessments.operations.assess_shipment import law_values, thresholds_in
from risk.assessments.operations.sources import country_codes
from risk.facts import ItemFacts, ShipmentFacts
from risk.rules.book import DataRule
from risk.rules.channels import rank
from risk.rules.combine import Sources, combine
from risk.rules.demo_rules import DEMO_RULES
from risk.rules.nearest import applied, nearest_change
from risk.rules.shipments import SHIPMENT_RULES
from risk.targeting.facts import OrderInForce, Target
from risk.targeting.queries.matching import OrdersAsked
from risk.verdicts import SCAN, Hit
from tests.factories.risk import a_rule
from tests.risk.test_shipment_rules import ON, QUIET

pytestmark = pytest.mark.feature("R-03")
LAW = law_values(current_pack(), on=ON)
BORDERS = thresholds_in(LAW)
GRADES = ("", "ORDINARY", "CERTIFIED", "ADVANCED", "DISHONEST", "SERIOUSLY_DISHONEST")
CODES = ("610910", "020130", "220421", "240220", "847130", "851712", "910111", "711319", "382510")
ORDER = Hit(rule="T-000001", points=50, reason_en="", reason_zh="", at_least=SCAN)
SAMPLES = 10_000


@dataclass(frozen=True, kw_only=True)
class GoodsReading:
    score: int
    probability_ppm: int
    parts: tuple[tuple[str, int], ...]
    model: str = "goods"
    digest: str = "d" * 64


class GoodsModel:
    """Reads origins and headings, and knows nothing else; it counts."""

    name, digest, counts = "goods", "d" * 64, True
    ORIGINS = {"VN": 100_000, "CN": 220_000, "KR": 410_000}

    def read(self, facts):
        told = max(
            self.ORIGINS[one.origin] + (400_000 if one.hs6[:2] == "24" else 0)
            for one in facts.items
        )
        return GoodsReading(score=told, probability_ppm=told, parts=(("origin", told),))


def _asks(code, points, when, **more):
    return DataRule(a_rule(code=code, points=points, when=when, sentence_en="x", sentence_zh="x",
                           **more))  # fmt: skip


def _compare(op, left, value):
    return {"op": op, "left": left, "right": {"value": value}}


PER_KG = {"op": "div", "left": {"fact": "value_cny"}, "right": {"fact": "gross_weight_kg"}}
DATA_RULES = (
    *(DataRule(one) for one in DEMO_RULES if one["code"] in ("D-007", "D-010")),
    _asks("D-951", 15, _compare("lt", PER_KG, 40)),
    _asks("D-953", 20, {"op": "any", "of": _compare("in", {"item": "origin"}, ["KR"])}),
    _asks("D-954", 0, _compare("eq", {"fact": "grade"}, ""), at_least="DOCUMENTS"),
)  # fmt: skip
TARGETS = (
    (Target(hs_prefix="2402"), "SCAN"),
    (Target(departure="KR", hs_prefix="8703"), "OPEN"),
    (Target(departure="VN", hs_prefix="9101"), "OPEN"),
    (Target(enterprise="1", hs_prefix="7113"), "DOCUMENTS"),
)
ORDERS = OrdersAsked(
    tuple(
        OrderInForce(order_id=at, order_no=f"T-00009{at}", target=target, method=method,
                     ground="CL-28", reason="Because")
        for at, (target, method) in enumerate(TARGETS)
    ),
    LAW["risk.order_points"],
)  # fmt: skip
EVERYTHING = Sources(
    rules=(*SHIPMENT_RULES, *DATA_RULES),
    orders=ORDERS,
    models=(GoodsModel(),),
    countries=country_codes(),
)


def of_the_book(orders):
    return Sources(rules=SHIPMENT_RULES, orders=lambda _facts: orders)


def judge_with(orders):
    return judge_by(of_the_book(orders))


def judge_by(sources):
    def judge(facts, without):
        return combine(facts, law=LAW, thresholds=BORDERS, sources=sources, without=without)

    return judge


def nearest_of(facts, orders=(), *, sources=None):
    judge = judge_by(sources) if sources else judge_with(orders)
    found = judge(facts, frozenset())
    return found, nearest_change(
        facts, law=LAW, hits=found.hits, judge=lambda one, without: judge(one, without).channel
    )


def a_shipment(chance: random.Random) -> ShipmentFacts:
    items = tuple(
        ItemFacts(
            hs6=chance.choice(CODES),
            name="goods",
            origin=chance.choice(("VN", "CN", "KR")),
            quantity=Decimal(chance.randint(1, 900)),
            unit="carton",
            value_cny=Decimal(chance.randint(100, 5_000_000)) / 10,
            needs_licence=chance.random() < 0.2,
            needs_inspection=chance.random() < 0.2,
        )
        for _n in range(chance.randint(1, 4))
    )
    weight = Decimal(chance.randint(10, 900_000)) / 10
    pieces = chance.randint(1, 900)
    return ShipmentFacts(
        reference="510120261000000001",
        on=date(2026, 11, 21),
        transport_mode="2",
        grade=chance.choice(GRADES),
        enterprise_key="1",
        departure_country=chance.choice(("VN", "KR", "")),
        items=items,
        value_cny=sum((item.value_cny for item in items), Decimal(0)),
        gross_weight_kg=chance.choice((weight, None)),
        manifest_weight_kg=chance.choice((weight, weight * 2, weight / 2, None)),
        manifest_pieces=chance.choice((pieces, pieces + 3, None)),
        declared_pieces=pieces,
        involves_licence=chance.random() < 0.3,
        involves_inspection=chance.random() < 0.3,
        declarations_last_90_days=chance.randint(0, 4),
        faults_last_365_days=chance.choice((0, 0, 0, 2)),
        known_hs6=frozenset(chance.sample(CODES, 3)),
        lot=chance.randint(0, 999),
    )


def test_every_nearest_change_of_ten_thousand_judgements_flips_the_channel():
    """The book and the lot in all of them, a tenth with an order; every fourth with every source
    on: data rules, orders that ask the facts, and a model that counts."""
    chance = random.Random(20261122)
    flipped = none = 0
    spoke = Counter()
    for number in range(SAMPLES):
        facts = a_shipment(chance)
        some = (ORDER,) if chance.random() < 0.1 else ()
        sources = EVERYTHING if number % 4 == 0 else of_the_book(some)
        judge = judge_by(sources)
        judged, nearest = nearest_of(facts, sources=sources)
        assert judged.score == sum(hit.points for hit in judged.hits)
        spoke.update({hit.rule[:2] for hit in judged.hits} | {
            hit.rule for hit in judged.hits if hit.rule == "S-900"})  # fmt: skip
        spoke[judged.channel] += 1
        if nearest is None:
            none += 1
            continue
        other, without = applied(facts, nearest, law=LAW, hits=judged.hits)
        again = judge(other, without)
        assert again.channel == nearest.channel_after != judged.channel == nearest.channel_before
        stopped = rank(judged.channel) > 0
        assert not stopped or rank(again.channel) < rank(judged.channel)
        assert len(nearest.changes) in (1, 2)
        flipped += 1
    assert flipped + none == SAMPLES
    assert flipped > SAMPLES * 0.85
    for source in ("S-", "D-", "T-", "M-", "S-900", "RELEASE", "SCAN", "OPEN"):
        assert spoke[source] > SAMPLES * 0.01, source
    assert spoke["DOCUMENTS"] > SAMPLES * 0.002  # between the borders there is little room


def test_the_cheaper_of_two_changes_is_named():
    facts = replace(QUIET, gross_weight_kg=Decimal(9_200), grade="")
    judged, nearest = nearest_of(facts)
    assert judged.channel == SCAN
    assert nearest is not None
    (change,) = nearest.changes
    assert change.field == "gross_weight_kg"
    assert Decimal(change.after) < 9_200
    assert change.cost < 20


def test_where_one_change_is_not_enough_a_pair_is_named():
    facts = replace(
        QUIET,
        gross_weight_kg=Decimal(20_000),
        declared_pieces=9,
        grade="DISHONEST",
        faults_last_365_days=1,
        items=(replace(QUIET.items[0], needs_licence=True),),
    )
    judged, nearest = nearest_of(facts)
    assert nearest is not None
    assert len(nearest.changes) <= 2
    other, without = applied(facts, nearest, law=LAW, hits=judged.hits)
    assert judge_with(())(other, without).channel != judged.channel


def test_none_within_two_changes_is_said_when_every_source_is_far_away():
    orders = tuple(replace(ORDER, rule=f"T-00000{n}", points=200) for n in range(4))
    _judged, nearest = nearest_of(QUIET, orders)
    assert nearest is None


def test_the_same_facts_have_the_same_nearest_change():
    facts = a_shipment(random.Random(5))
    assert nearest_of(facts)[1] == nearest_of(facts)[1]
