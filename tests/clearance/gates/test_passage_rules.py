"""Every reason why a barrier stays down, on both sides of its edge."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.gates.facts import PassageFacts, PassFacts, ReleaseFacts
from clearance.gates.rules.passage import RULES, Answer, decide, deviation_permille
from hardware_adapters.controls.barriers import SCREEN_CHARACTERS
from tests.factories.clearance import MORNING

pytestmark = pytest.mark.feature("H-06")
PASS = PassFacts(
    pass_no="5" * 24,
    plate_no="粤B12345",
    declaration_no="510120261000000001",
    declared_total_kg=40_000,
    valid_until=MORNING + timedelta(hours=1),
)
RELEASE = ReleaseFacts(
    declaration_no="510120261000000001", released=True, state="RELEASED_FOR_PICKUP"
)
RIGHT = PassageFacts(
    direction="OUT",
    plate_no="粤B12345",
    plate_is_readable=True,
    container_no="CSQU3054383",
    gross_weight_kg=40_000,
    weight_tolerance_permille=50,
    gate_pass=PASS,
    release=RELEASE,
    now=MORNING,
)


def test_what_is_in_order_opens():
    assert decide(RIGHT).answer is Answer.OPEN


def test_without_its_weight_a_vehicle_waits():
    assert decide(replace(RIGHT, gross_weight_kg=None)).answer is Answer.WAIT_FOR_WEIGHT


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("G-01", {"plate_is_readable": False}),
        ("G-02", {"container_no": ""}),
        ("G-03", {"gate_pass": None}),
        ("G-04", {"plate_no": "粤B54321"}),
        ("G-05", {"now": MORNING + timedelta(hours=1, seconds=1)}),
        ("G-06", {"release": replace(RELEASE, released=False, state="HELD")}),
        ("G-06", {"release": replace(RELEASE, released=False, state="DETAINED")}),
        ("G-07", {"release": replace(RELEASE, released=False, state="CLEARED_TO_LEAVE")}),
        ("G-07", {"release": None}),
        ("G-08", {"release": replace(RELEASE, declaration_no="510120261000000002")}),
        ("G-09", {"gross_weight_kg": 42_001}),
        ("G-09", {"gross_weight_kg": 37_999}),
    ],
)
def test_each_rule_refuses(code, changes):
    decision = decide(replace(RIGHT, **changes))
    assert decision.answer is Answer.REFUSE
    assert decision.rule.code == code


@pytest.mark.parametrize(
    "changes",
    [
        {"now": MORNING + timedelta(hours=1)},
        {"gross_weight_kg": 42_000},
        {"gross_weight_kg": 38_000},
        {"release": replace(RELEASE, state="CLOSED")},
        {"release": replace(RELEASE, state="IN_INSPECTION")},
    ],
)
def test_the_edge_itself_still_opens(changes):
    assert decide(replace(RIGHT, **changes)).answer is Answer.OPEN


def test_a_vehicle_that_comes_in_needs_a_plate_only():
    coming = replace(
        RIGHT, direction="IN", container_no="", gate_pass=None, release=None, gross_weight_kg=None
    )
    assert decide(coming).answer is Answer.OPEN
    assert decide(replace(coming, plate_is_readable=False)).rule.code == "G-01"


@given(weighed=st.integers(0, 200_000), declared=st.integers(1, 200_000))
def test_deviation_is_never_understated(weighed, declared):
    permille = deviation_permille(weighed_kg=weighed, declared_kg=declared)
    assert permille * declared >= abs(weighed - declared) * 1000
    assert (permille - 1) * declared < abs(weighed - declared) * 1000


@given(weight=st.one_of(st.none(), st.integers(0, 200_000)), plate=st.booleans())
def test_the_answer_before_weighing_never_turns_from_stop_to_go(weight, plate):
    facts = replace(RIGHT, plate_is_readable=plate, gross_weight_kg=None)
    first, later = decide(facts), decide(replace(facts, gross_weight_kg=weight))
    if first.answer is Answer.REFUSE:
        assert later == first


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_line_fits_the_lane_screen_in_both_languages(rule):
    assert len(rule.line) <= SCREEN_CHARACTERS
    assert rule.line_zh
    assert rule.remedy_zh
