"""Every reason why a barrier stays down, on both sides of its edge."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearance.gates.facts import PassageFacts, PassFacts, ReleaseFacts, SealFacts
from clearance.gates.rules.passage import (
    RULES,
    Answer,
    decide,
    deviation_permille,
    identities_of,
    to_be_overruled,
)
from hardware_adapters.controls.barriers import SCREEN_CHARACTERS
from tests.factories.clearance import MORNING

pytestmark = pytest.mark.feature("H-06")
PASS = PassFacts(
    pass_no="5" * 24,
    plate_no="粤B12345",
    declaration_no="510120261000000001",
    declared_total_kg=40_000,
    valid_until=MORNING + timedelta(hours=1),
    container_no="CSQU3054383",
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
        ("G-10", {"locked": True}),
        ("G-18", {"lock_is_breached": True}),
        ("G-11", {"tag_plate_no": "粤B54321"}),
        ("G-12", {"code_pass_no": "6" * 24}),
        ("G-12", {"code_fault": "SIGNATURE"}),
        ("G-13", {"seal": SealFacts(seal_no="M0153-0000004711", is_intact=False)}),
        ("G-13", {"seal": SealFacts(seal_no="M0153-0000009999", is_intact=False)}),
        (
            "G-14",
            {
                "gate_pass": replace(PASS, seal_no="M0153-0000004711"),
                "seal": SealFacts(seal_no="M0153-0000009999", is_intact=True),
            },
        ),
        ("G-15", {"gate_pass": replace(PASS, is_empty=True), "gross_weight_kg": 42_001}),
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


COMING = replace(
    RIGHT, direction="IN", container_no="", gate_pass=None, release=None, gross_weight_kg=None
)


@pytest.mark.feature("H-05")
def test_who_comes_in_has_a_pass_or_an_appointment():
    assert decide(COMING).rule.code == "G-19"
    assert decide(replace(COMING, tag_plate_no="粤B12345")).rule.code == "G-19"
    assert decide(replace(COMING, plate_is_readable=False)).rule.code == "G-01"
    with_box = replace(COMING, container_no="CSQU3054383", has_appointment=True)
    assert decide(with_box).rule.code == "G-19"


def test_an_empty_truck_with_an_appointment_needs_a_second_identity():
    coming = replace(COMING, has_appointment=True)
    assert decide(coming).answer is Answer.WAIT_FOR_IDENTITY
    assert decide(replace(coming, tag_plate_no="粤B12345")).answer is Answer.OPEN


BARE = replace(PASS, container_no="", needs_release=False)
TRUCK = replace(RIGHT, container_no="", release=None, gate_pass=BARE)


@pytest.mark.feature("H-05")
def test_a_truck_without_a_box_needs_its_tag_or_its_code():
    assert decide(TRUCK).answer is Answer.WAIT_FOR_IDENTITY
    assert decide(replace(TRUCK, tag_plate_no="粤B12345")).answer is Answer.OPEN
    assert decide(replace(TRUCK, code_pass_no=BARE.pass_no)).answer is Answer.OPEN
    assert decide(replace(TRUCK, tag_plate_no="粤B54321")).rule.code == "G-11"


@pytest.mark.parametrize(
    ("changes", "identities"),
    [
        ({}, ("PLATE", "CONTAINER")),
        ({"container_no": ""}, ("PLATE",)),
        ({"plate_no": "粤B54321"}, ("CONTAINER",)),
        ({"tag_plate_no": "粤B12345"}, ("PLATE", "CONTAINER", "TAG")),
        ({"code_pass_no": "5" * 24}, ("PLATE", "CONTAINER", "CODE")),
        ({"code_pass_no": "6" * 24}, ("PLATE", "CONTAINER")),
        ({"plate_is_readable": False, "container_no": ""}, ()),
    ],
)
def test_only_what_agrees_with_the_pass_is_an_identity(changes, identities):
    assert identities_of(replace(RIGHT, **changes)) == identities


@pytest.mark.feature("H-07")
def test_a_pass_with_a_seal_waits_for_it():
    sealed = replace(RIGHT, gate_pass=replace(PASS, seal_no="M0153-0000004711"))
    assert decide(sealed).answer is Answer.WAIT_FOR_SEAL
    seal = SealFacts(seal_no="M0153-0000004711", is_intact=True)
    assert decide(replace(sealed, seal=seal)).answer is Answer.OPEN


def test_an_undeclared_empty_box_leaves_under_an_empty_truck_and_a_declared_one_does_not():
    empty = replace(RIGHT, gate_pass=replace(PASS, needs_release=False, declaration_no=""))
    assert decide(replace(empty, release=None)).answer is Answer.OPEN
    assert decide(empty).rule.code == "G-08"


@given(
    plate=st.sampled_from(["粤B12345", "粤B54321", ""]),
    box=st.sampled_from(["CSQU3054383", "MSKU6011672", ""]),
    tag=st.sampled_from(["粤B12345", "粤B54321", ""]),
    code=st.sampled_from(["5" * 24, "6" * 24, ""]),
    has_pass=st.booleans(),
    direction=st.sampled_from(["IN", "OUT"]),
)
def test_no_barrier_ever_rises_on_fewer_than_two_identities(
    plate, box, tag, code, has_pass, direction
):
    facts = replace(
        RIGHT,
        direction=direction,
        plate_no=plate,
        plate_is_readable=bool(plate),
        container_no=box,
        tag_plate_no=tag,
        code_pass_no=code,
        gate_pass=PASS if has_pass else None,
    )
    if decide(facts).answer is Answer.OPEN:
        assert len(identities_of(facts)) >= 2


def test_what_nobody_overrules_comes_first_among_what_is_overruled():
    facts = replace(RIGHT, locked=True, gross_weight_kg=42_001)
    assert to_be_overruled(facts).code == "G-10"
    assert to_be_overruled(replace(RIGHT, plate_is_readable=False)) is None


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
