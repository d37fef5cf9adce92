"""One shipment or many: the closure and the vector form of a rule always say the same."""

import json
from dataclasses import asdict
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from django.core.serializers.json import DjangoJSONEncoder
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.facts import ItemFacts, ShipmentFacts
from risk.rules.book import DataRule
from risk.rules.checking import sound
from risk.rules.closures import FactFault, ParameterGap
from risk.rules.columns import columns_of
from risk.rules.expressions import item_facts, shipment_facts
from risk.rules.replay import facts_from
from risk.rules.vectors import VectorBook
from tests.factories.risk import PERIOD, a_rule, a_shipment

WORDS = ["", "CN", "KR", "MM", "610910", "6109", "240220", "24", "ORDINARY", "a b", "漢"]
NUMBERS = [0, 1, -1, 2, 3, 10, 0.1, 0.2, 0.3, 1000, 999999.99, 1e9, 1e15, 12345678901.5]
DAYS = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2027, 1, 1)]
words = st.sampled_from(WORDS)
numbers = st.sampled_from(NUMBERS) | st.integers(-50, 50)
flags = st.booleans()
decimals = (numbers | st.floats(-1e6, 1e6)).map(lambda one: Decimal(str(one)))
odd = decimals | st.sampled_from([Decimal("NaN"), Decimal("Infinity")])
maybe = st.none() | decimals
items = st.builds(
    ItemFacts,
    hs6=words,
    name=words,
    origin=words,
    quantity=decimals,
    unit=words,
    value_cny=decimals,
    needs_licence=flags,
    needs_inspection=flags,
)
shipments = st.builds(
    ShipmentFacts,
    reference=words,
    on=st.sampled_from(DAYS),
    transport_mode=words,
    grade=words,
    enterprise_key=words,
    departure_country=words,
    items=st.lists(items, max_size=4).map(tuple),
    value_cny=odd,
    gross_weight_kg=maybe,
    manifest_weight_kg=maybe,
    manifest_pieces=st.none() | st.integers(0, 30),
    declared_pieces=st.none() | st.integers(0, 30),
    container_nos=st.lists(words, max_size=3).map(tuple),
    involves_licence=flags,
    known_hs6=st.frozensets(words, max_size=3),
    lot=st.none() | st.integers(0, 999),
)
PARAMETERS = {
    "floor": [
        PERIOD | {"valid_from": "2026-01-01", "valid_to": "2026-06-30", "value": 2},
        PERIOD | {"valid_from": "2026-06-30", "valid_to": "2027-01-01", "value": 0.3},
    ],
    "watched": [PERIOD | {"value": ["24", "610910", "CN"]}],
    "place": [PERIOD | {"value": "CN"}],
}


def of_kind(kind, in_items):
    named = [{"fact": one.name} for one in shipment_facts().values() if one.kind == kind]
    if in_items:
        named += [{"item": one.name} for one in item_facts().values() if one.kind == kind] * 3
    return st.sampled_from(named)


def terms(in_items):
    base = (
        of_kind("number", in_items)
        | numbers.map(lambda one: {"value": one})
        | st.just({"parameter": "floor"})
        | st.sampled_from([{"count": "items"}, {"count": "container_nos"}])
    )
    if not in_items:
        where = st.none() | st.deferred(lambda: comparisons(True))
        base |= st.builds(
            lambda of, where: {"op": "sum", "of": of, "where": where},
            of_kind("number", True).filter(lambda one: "item" in one),
            where,
        )
    return st.recursive(
        base,
        lambda inner: st.builds(
            lambda op, left, right: {"op": op, "left": left, "right": right},
            st.sampled_from(["add", "sub", "mul", "div"]),
            inner,
            inner,
        ),
        max_leaves=3,
    )


def comparisons(in_items):
    compare = st.sampled_from(["eq", "ne", "lt", "le", "gt", "ge"])
    text, number = of_kind("text", in_items), terms(in_items)
    several = st.lists(words, min_size=1, max_size=4).map(lambda one: {"value": one})
    return st.one_of(
        st.builds(lambda op, a, b: {"op": op, "left": a, "right": b}, compare, number, number),
        st.builds(
            lambda a, b, c: {"op": "between", "left": a, "low": b, "high": c},
            number,
            number,
            number,
        ),
        st.builds(
            lambda op, a, b: {"op": op, "left": a, "right": b},
            st.sampled_from(["eq", "ne"]),
            text,
            text | words.map(lambda one: {"value": one}) | st.just({"parameter": "place"}),
        ),
        st.builds(
            lambda op, a, b: {"op": op, "left": a, "right": b},
            st.sampled_from(["in", "prefix"]),
            text,
            several | st.just({"parameter": "watched"}),
        ),
        st.builds(lambda a: {"op": "in", "left": a, "right": {"fact": "known_hs6"}}, text),
        st.builds(
            lambda a, b: {"op": "in", "left": a, "right": {"value": b}},
            of_kind("number", in_items),
            st.lists(numbers, min_size=1, max_size=3),
        ),
        st.builds(
            lambda b: {"op": "overlaps", "left": {"fact": "container_nos"}, "right": b},
            several | st.just({"parameter": "watched"}),
        ),
        st.builds(
            lambda a, b: {"op": "eq", "left": a, "right": {"value": b}},
            of_kind("flag", in_items),
            flags,
        ),
        st.builds(
            lambda op, day: {"op": op, "left": {"fact": "on"}, "right": {"value": day.isoformat()}},
            compare,
            st.sampled_from(DAYS),
        ),
        (number | text).map(lambda one: {"op": "known", "left": one}),
    )


def conditions(in_items=False):
    base = comparisons(in_items)
    if not in_items:
        inner = st.deferred(lambda: conditions(True))
        base |= st.builds(
            lambda op, of: {"op": op, "of": of}, st.sampled_from(["any", "all"]), inner
        )
    return st.recursive(
        base,
        lambda one: (
            st.builds(
                lambda op, of: {"op": op, "of": of},
                st.sampled_from(["and", "or"]),
                st.lists(one, min_size=1, max_size=3),
            )
            | one.map(lambda of: {"op": "not", "of": of})
        ),
        max_leaves=5,
    )


def a_sound_rule(tree):
    try:
        return sound(
            a_rule(
                when=tree,
                parameters=PARAMETERS,
                sentence_en="x {floor} {watched} {place}",
                sentence_zh="x {floor} {watched} {place}",
            )
        )
    except ValueError as bad:
        kept = [one for one in bad.faults if one.rule != "parameter.unused"]
        if {one.rule for one in kept} & {"compare.fact", "compare.kinds"}:
            return None  # constants only: not a question about a shipment
        assert not kept, kept
        used = {one.found for one in bad.faults}
        return sound(
            a_rule(
                when=tree,
                parameters={k: v for k, v in PARAMETERS.items() if k not in used},
                sentence_en="x",
                sentence_zh="x",
            )
        )


@pytest.mark.feature("R-04")
@settings(max_examples=400, deadline=None)
@given(conditions(), st.lists(shipments, min_size=1, max_size=6))
def test_a_closure_and_its_columns_say_the_same_of_every_shipment(tree, several):
    definition = a_sound_rule(tree)
    if definition is None:
        return
    rule = DataRule(definition)
    book = VectorBook([rule])
    judged = book.judge(columns_of(several, facts=book.facts, items=book.items), masks=True)
    for at, facts in enumerate(several):
        try:
            hit = rule.hit(facts, {})
        except (FactFault, ParameterGap):
            assert judged.faulty[at]
        else:
            assert not judged.faulty[at]
            assert bool(judged.masks["D-901"][at]) == (hit is not None), (tree, facts)
            assert judged.points[at] == (hit.points if hit else 0)


@settings(max_examples=200, deadline=None)
@given(shipments.filter(lambda one: one.value_cny.is_finite()))
def test_stored_facts_are_read_back_as_they_were(facts):
    stored = asdict(facts) | {"known_hs6": sorted(facts.known_hs6)}
    assert facts_from(json.loads(json.dumps(stored, cls=DjangoJSONEncoder))) == facts


def test_chunks_change_nothing(monkeypatch):
    tree = {
        "op": "any",
        "of": {"op": "prefix", "left": {"item": "hs6"}, "right": {"value": ["61"]}},
    }
    several = [a_shipment(departure_country="MM" if n % 3 else "KR") for n in range(23)]
    book = VectorBook([DataRule(a_rule()), DataRule(a_rule(code="D-902", when=tree, points=7))])
    columns = columns_of(several, facts=book.facts, items=book.items)
    whole = book.judge(columns, masks=True)
    monkeypatch.setattr("risk.rules.vectors.CHUNK", 5)
    parts = book.judge(columns, masks=True)
    assert whole.hits == parts.hits == {"D-901": 15, "D-902": 23}
    assert np.array_equal(whole.points, parts.points)
