"""Each rule on both sides of its edge, and points that add up exactly."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customs_portal.registry.law import current_pack
from risk.facts import ItemFacts, ShipmentFacts
from risk.rules.judge import hits_of, keys_needed
from risk.rules.lots import filed_words
from risk.rules.shipments import SHIPMENT_RULES

ON = date(2026, 11, 21)
LAW = {key: current_pack().ask(key, on=ON).value for key in keys_needed(SHIPMENT_RULES)}

ITEM = ItemFacts(
    hs6="610910",
    name="Cotton T-shirts",
    origin="VN",
    quantity=Decimal(420),
    unit="carton",
    value_cny=Decimal(400_000),
)
QUIET = ShipmentFacts(
    reference="510120261000000001",
    on=ON,
    transport_mode="2",
    grade="ORDINARY",
    enterprise_key="1",
    departure_country="VN",
    items=(ITEM,),
    value_cny=Decimal(400_000),
    gross_weight_kg=Decimal(8_640),
    manifest_weight_kg=Decimal(8_640),
    manifest_pieces=420,
    declared_pieces=420,
    declarations_last_90_days=12,
    known_hs6=frozenset({"610910"}),
    lot=999,
)


def rules_hit(**changes: object) -> set[str]:
    return {hit.rule for hit in hits_of(replace(QUIET, **changes), LAW, SHIPMENT_RULES)}  # type: ignore[arg-type]


def test_an_ordinary_shipment_meets_silence():
    assert rules_hit() == set()


@pytest.mark.parametrize(
    ("rule", "silent", "hit"),
    [
        ("S-101", {"grade": "ORDINARY"}, {"grade": "DISHONEST"}),
        ("S-101", {"grade": "CERTIFIED"}, {"grade": "SERIOUSLY_DISHONEST"}),
        ("S-102", {"grade": "ORDINARY"}, {"grade": ""}),
        ("S-103", {"grade": "ORDINARY"}, {"grade": "ADVANCED"}),
        ("S-104", {"declarations_last_90_days": 1}, {"declarations_last_90_days": 0}),
        ("S-105", {"faults_last_365_days": 0}, {"faults_last_365_days": 1}),
        ("S-201", {"gross_weight_kg": Decimal(9_072)}, {"gross_weight_kg": Decimal(9_081)}),
        ("S-201", {"manifest_weight_kg": None}, {"gross_weight_kg": Decimal(8_199)}),
        ("S-202", {"manifest_pieces": None}, {"manifest_pieces": 421}),
        ("S-203", {"value_cny": Decimal(129_600)}, {"value_cny": Decimal("129_599.99")}),
        ("S-203", {"gross_weight_kg": None}, {"value_cny": Decimal(1)}),
        ("S-204", {"value_cny": Decimal(518_400_000)}, {"value_cny": Decimal(518_400_001)}),
        (
            "S-205",
            {"items": (replace(ITEM, hs6="240110"),)},
            {"items": (replace(ITEM, hs6="240220"),)},
        ),
        (
            "S-206",
            {"items": (replace(ITEM, needs_licence=True),), "involves_licence": True},
            {"items": (replace(ITEM, needs_licence=True),)},
        ),
        (
            "S-207",
            {"items": (replace(ITEM, needs_inspection=True),), "involves_inspection": True},
            {"items": (replace(ITEM, needs_inspection=True),)},
        ),
        ("S-208", {"departure_country": ""}, {"departure_country": "KR"}),
        ("S-209", {"known_hs6": frozenset()}, {"known_hs6": frozenset({"870323"})}),
        ("S-900", {"lot": 20}, {"lot": 19}),
        ("S-900", {"lot": None}, {"lot": 0}),
        ("S-900", {"lot": 3, "grade": "ADVANCED"}, {"lot": 2, "grade": "ADVANCED"}),
    ],
)
def test_a_rule_speaks_exactly_from_its_edge_on(rule, silent, hit):
    assert rule not in rules_hit(**silent)
    assert rule in rules_hit(**hit)


def test_every_reason_is_told_in_both_languages_with_its_figures():
    hits = hits_of(replace(QUIET, gross_weight_kg=Decimal(12_000)), LAW, SHIPMENT_RULES)
    (hit,) = [one for one in hits if one.rule == "S-201"]
    assert hit.reason_en == "Declared 12000 kg, manifest 8640 kg: 388 permille apart."
    assert hit.reason_zh == "申报毛重 12000 千克，舱单 8640 千克，相差 388‰。"
    assert hit.law == "risk.weight_tolerance_permille"


def test_whoever_is_drawn_by_lot_may_know_that_it_was_a_lot():
    (hit,) = hits_of(replace(QUIET, lot=0), LAW, SHIPMENT_RULES)
    assert (hit.rule, hit.shown_to_enterprise) == ("S-900", True)


def test_rule_numbers_are_unique():
    codes = [rule.code for rule in SHIPMENT_RULES]
    assert len(codes) == len(set(codes))


@given(
    grade=st.sampled_from(["", "ADVANCED", "CERTIFIED", "ORDINARY", "DISHONEST"]),
    weight=st.none() | st.decimals(min_value=0, max_value=10**6, places=3),
    value=st.decimals(min_value=1, max_value=10**9, places=2),
    lot=st.none() | st.integers(0, 999),
    faults=st.integers(0, 5),
)
def test_the_score_is_the_sum_of_the_points_of_the_rules_that_speak_alone(
    grade, weight, value, lot, faults
):
    facts = replace(
        QUIET,
        grade=grade,
        gross_weight_kg=weight,
        value_cny=value,
        lot=lot,
        faults_last_365_days=faults,
    )
    hits = hits_of(facts, LAW, SHIPMENT_RULES)
    alone = sum(rule.points for rule in SHIPMENT_RULES if hits_of(facts, LAW, (rule,)))
    assert sum(hit.points for hit in hits) == alone


def test_the_words_of_a_filing_are_the_firms_own_and_read_the_same_however_they_are_kept():
    words = filed_words("HDLOT10002", replace(QUIET, declared_pieces=12))
    stored = replace(
        QUIET,
        reference="another number",
        grade="DISHONEST",
        value_cny=Decimal(1),
        declared_pieces=12,
        gross_weight_kg=Decimal(f"{QUIET.gross_weight_kg}.00000"),
    )
    assert words.startswith("HDLOT10002|")
    assert "|8640|12|" in words
    assert filed_words("HDLOT10002", stored) == words
    assert filed_words("HDLOT10003", stored) != words
    assert filed_words("", replace(stored, gross_weight_kg=None, declared_pieces=None))


@pytest.mark.parametrize("grade", ["ADVANCED", "CERTIFIED"])
def test_certified_firms_are_drawn_at_less_than_a_fifth_of_the_ordinary_rate(grade):
    rates = LAW["risk.random_permille_by_grade"]
    assert rates[grade] < rates["ORDINARY"] / 5


@pytest.mark.parametrize("grade", ["ADVANCED", "CERTIFIED", "DISHONEST", "SERIOUSLY_DISHONEST"])
def test_a_grade_is_said_in_words_never_by_its_code(grade):
    (hit,) = hits_of(replace(QUIET, grade=grade), LAW, SHIPMENT_RULES)
    assert grade not in hit.reason_en + hit.reason_zh
    assert hit.reason_zh.endswith("企业。")
