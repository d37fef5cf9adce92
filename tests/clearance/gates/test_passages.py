"""A vehicle in a lane: plate and weight in any order, any number of times, one decision."""

from datetime import timedelta
from itertools import permutations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from clearance.declarations.models import DeclarationContainer
from clearance.gates.models import GatePass, Passage
from clearance.gates.operations.decide_passage import note_tag, note_vehicle, note_weight
from clearance.gates.operations.let_vehicle_out import let_vehicle_out
from clearance.gates.operations.open_by_hand import (
    NotByHand,
    ReasonTooShort,
    SecondPersonNeeded,
    open_by_hand,
    turn_back,
)
from clearance.gates.states import PASSAGE_FLOW, PassageState, PassState
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from hardware_adapters.models import DeviceCommand
from tests.factories.clearance import MORNING
from tests.factories.gates import (
    GatePassFactory,
    PassageFactory,
    TruckFactory,
    a_lane,
    a_released_container,
)
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("H-06"),
    pytest.mark.usefixtures("registers"),
]
PLATE = "粤B12345"
WHY = "seal checked, pass shown on paper, agreed with shift leader"


@pytest.fixture
def ready():
    """A released container with its pass before lane G1-1."""
    a_lane()
    clerk, declaration_no, container_no = a_released_container()
    return GatePassFactory(
        applied_by=clerk, declaration_no=declaration_no, container_no=container_no
    )


def see(gate_pass, **changes):
    return note_vehicle(
        **{
            "passage_no": "PG1",
            "place_code": "G1-1",
            "direction": "OUT",
            "plate_no": PLATE,
            "container_no": gate_pass.container_no,
            "picture_key": "",
            "seen_at": MORNING,
            "now": MORNING,
            **changes,
        }
    )


def weigh(kilograms=38_000, **changes):
    return note_weight(
        **{
            "passage_no": "PG1",
            "place_code": "G1-1",
            "gross_weight_kg": kilograms,
            "weighed_at": MORNING,
            "now": MORNING,
            **changes,
        }
    )


def decided(told):
    return told().count("clearance.passage-decided")


def commands():
    return list(DeviceCommand.objects.order_by("id").values_list("device_code", "body__do"))


def test_plate_then_weight_opens(ready, told):
    assert see(ready) == PassageState.AWAITING_WEIGHT
    assert commands() == []
    assert weigh() == PassageState.OPENED
    assert decided(told) == 1
    assert ("BR-G1-1", "raise") in commands()


def test_weight_then_plate_opens(ready, told):
    assert weigh() == PassageState.AWAITING_VEHICLE
    assert see(ready) == PassageState.OPENED
    assert decided(told) == 1


@pytest.mark.parametrize("order", set(permutations("svsv")))
def test_any_order_and_repetition_ends_the_same(ready, told, order):
    for act in order:
        see(ready) if act == "s" else weigh()
    passage = Passage.objects.get()
    assert (passage.state, passage.pass_no) == (PassageState.OPENED, ready.pass_no)
    assert decided(told) == 1
    assert commands().count(("BR-G1-1", "raise")) == 1


@pytest.mark.parametrize("weight_first", [True, False])
def test_overweight_is_refused_whatever_came_first(ready, told, weight_first):
    if weight_first:
        weigh(50_000)
        see(ready)
    else:
        see(ready)
        weigh(50_000)
    passage = Passage.objects.get()
    assert (passage.state, passage.rule) == (PassageState.REFUSED, "G-09")
    assert ("BR-G1-1", "raise") not in commands()
    shown = DeviceCommand.objects.get(device_code="GL-G1-1").body
    assert shown["tone"] == "stop"
    assert "Weight differs" in shown["line"]
    assert "重量" in shown["line"]


def test_without_a_pass_the_lane_says_so_at_once(ready, told):
    assert see(ready, container_no="CSQU3054383") == PassageState.REFUSED
    assert Passage.objects.get().rule == "G-03"
    weigh()
    assert Passage.objects.get().gross_weight_kg == 38_000
    assert decided(told) == 1


def test_another_plate_is_refused(ready):
    see(ready, plate_no="粤B54321")
    assert Passage.objects.get().rule == "G-04"


def test_a_plate_that_is_none_is_refused(ready):
    see(ready, plate_no="C00D")
    assert Passage.objects.get().rule == "G-01"


def test_a_container_that_is_not_released_is_refused(ready):
    DeclarationContainer.objects.update(released_at=None)
    see(ready)
    assert Passage.objects.get().rule == "G-07"


def test_a_lane_without_a_barrier_still_decides(ready, told):
    assert see(ready, place_code="G9-9", passage_no="PG2") == PassageState.AWAITING_WEIGHT
    assert weigh(place_code="G9-9", passage_no="PG2") == PassageState.OPENED
    assert decided(told) == 1


def test_a_decision_needs_few_queries(ready):
    weigh()
    see(ready, passage_no="PG0")  # warm: law pack, content types
    with CaptureQueriesContext(
        connection,
    ) as seen:
        see(ready)
    assert len(seen) <= 28, [query["sql"][:90] for query in seen.captured_queries]


def test_the_risen_barrier_writes_pass_and_container_off_once(ready, told):
    see(ready)
    weigh()
    out = {"passage_no": "PG1", "place_code": "G1-1", "moved_at": MORNING, "now": MORNING}

    assert let_vehicle_out(**out) is True
    assert let_vehicle_out(**out) is False

    ready.refresh_from_db()
    assert (ready.state, ready.ended_at) == (PassState.PASSED, MORNING)
    assert Passage.objects.get().state == PassageState.PASSED
    container = DeclarationContainer.objects.get(container_no=ready.container_no)
    assert container.left_at == MORNING
    assert told().count("clearance.container-left-port") == 1


def test_a_barrier_that_rises_unasked_is_told_and_writes_nothing_off(ready, told):
    see(ready)
    for passage_no in ("PG1", "UNKNOWN"):
        let_vehicle_out(passage_no=passage_no, place_code="G1-1", moved_at=MORNING, now=MORNING)
    assert told().count("clearance.barrier-opened-unasked") == 2
    ready.refresh_from_db()
    assert ready.state == PassState.APPROVED


def test_two_officers_open_a_refused_lane_with_their_reasons(ready, told):
    see(ready)
    weigh(50_000)
    first, second = UserFactory(gate_officer=True), UserFactory(gate_officer=True)

    assert not open_by_hand(passage_no="PG1", reason=WHY, by=first, now=MORNING)
    assert ("BR-G1-1", "raise") not in commands()
    with pytest.raises(SecondPersonNeeded):
        open_by_hand(passage_no="PG1", reason=WHY, by=first, now=MORNING)
    assert open_by_hand(passage_no="PG1", reason="seen it myself", by=second, now=MORNING)

    passage = Passage.objects.get()
    assert (passage.state, passage.rule) == (PassageState.OPENED, "G-09")
    assert (passage.asked_by, passage.opened_by) == (first, second)
    assert WHY in passage.opening_reason
    assert "seen it myself" in passage.opening_reason
    entry = JournalEntry.objects.get(name="clearance.passage-opened-by-hand")
    assert (entry.actor, entry.payload["overruled"]) == (second, "G-09")
    assert ("BR-G1-1", "raise") in commands()


def test_one_officers_eyes_read_what_the_reader_could_not(ready):
    see(ready, container_no="")
    assert Passage.objects.get().rule == "G-02"
    weigh()
    officer = UserFactory(gate_officer=True)
    assert open_by_hand(
        passage_no="PG1",
        reason=WHY,
        container_no=ready.container_no,
        by=officer,
        now=MORNING,
    )
    assert Passage.objects.get().state == PassageState.OPENED


def test_what_is_read_by_eye_is_judged_by_the_rules_as_well(ready):
    see(ready, container_no="")
    weigh(50_000)
    assert not open_by_hand(
        passage_no="PG1",
        reason=WHY,
        container_no=ready.container_no,
        by=UserFactory(gate_officer=True),
        now=MORNING,
    )
    assert Passage.objects.get().rule == "G-09"


def test_the_database_wants_two_different_people(ready):
    see(ready)
    weigh(50_000)
    officer = UserFactory(gate_officer=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.update(
            asked_by=officer,
            opened_by=officer,
            state="OPENED",
            opening_reason=WHY,
            move=moved(at=MORNING),
        )


def test_an_officer_turns_a_waiting_vehicle_back(ready, told):
    see(ready)
    turn_back(
        passage_no="PG1",
        reason="the scale is broken",
        by=UserFactory(gate_officer=True),
        now=MORNING,
    )
    passage = Passage.objects.get()
    assert (passage.state, passage.rule) == (PassageState.REFUSED, "G-90")
    assert passage.opening_reason == "the scale is broken"
    assert decided(told) == 1
    shown = DeviceCommand.objects.get(device_code="GL-G1-1").body
    assert (shown["tone"], "退回" in shown["line"]) == ("stop", True)


def test_without_a_pass_an_officer_may_let_a_released_container_out(ready, told):
    ready.void(at=MORNING)
    see(ready)
    for _ in range(2):
        open_by_hand(passage_no="PG1", reason=WHY, by=UserFactory(gate_officer=True), now=MORNING)
    let_vehicle_out(passage_no="PG1", place_code="G1-1", moved_at=MORNING, now=MORNING)
    assert DeclarationContainer.objects.get(container_no=ready.container_no).left_at == MORNING
    assert told().count("clearance.container-left-port") == 1


def test_nobody_lets_a_container_out_that_is_not_released(ready, told):
    DeclarationContainer.objects.update(released_at=None)
    see(ready, plate_no="粤B54321")  # refused for another reason: the release is asked anyway
    with pytest.raises(NotByHand):
        open_by_hand(passage_no="PG1", reason=WHY, by=UserFactory(gate_officer=True), now=MORNING)
    assert Passage.objects.get().state == PassageState.REFUSED
    assert "clearance.passage-opened-by-hand" not in told()


def test_opening_by_hand_needs_duty_number_reason_and_a_refusal(ready):
    see(ready)
    officer = UserFactory(gate_officer=True)
    with pytest.raises(NotPermitted):
        open_by_hand(passage_no="PG1", reason=WHY, by=UserFactory(clerk=True), now=MORNING)
    with pytest.raises(ReasonTooShort):
        open_by_hand(passage_no="PG1", reason="  ok   ", by=officer, now=MORNING)
    with pytest.raises(NotFound):
        open_by_hand(passage_no="PG9", reason=WHY, by=officer, now=MORNING)
    with pytest.raises(IllegalMove):
        weigh()
        open_by_hand(passage_no="PG1", reason=WHY, by=officer, now=MORNING)


def test_an_expired_pass_does_not_open(ready):
    GatePass.objects.update(valid_until=MORNING - timedelta(seconds=1))
    see(ready)
    assert Passage.objects.get().rule == "G-05"


def _passage_in(state):
    is_decided = state in (PassageState.OPENED, PassageState.REFUSED, PassageState.PASSED)
    return PassageFactory(
        identities=["PLATE", "CONTAINER"],
        state=state,
        rule="G-09" if state == PassageState.REFUSED else "",
        decided_at=MORNING if is_decided else None,
    )


@pytest.mark.parametrize("source", PassageState)
@pytest.mark.parametrize("target", PassageState)
def test_every_step_of_a_passage_is_allowed_or_refused_by_the_table(source, target):
    passage = _passage_in(source)
    if PASSAGE_FLOW.allows(source=source, target=target):
        {
            PassageState.AWAITING_IDENTITY: lambda: passage.wait_for(target, at=MORNING),
            PassageState.AWAITING_SEAL: lambda: passage.wait_for(target, at=MORNING),
            PassageState.AWAITING_WEIGHT: lambda: passage.wait_for(target, at=MORNING),
            PassageState.OPENED: lambda: passage.open(
                at=MORNING, pass_no="", identities=["PLATE", "TAG"]
            ),
            PassageState.REFUSED: lambda: passage.refuse(at=MORNING, pass_no="", rule="G-03"),
            PassageState.PASSED: lambda: passage.go_through(at=MORNING),
        }[target]()
        passage.refresh_from_db()
        assert passage.state == target
    else:
        with pytest.raises(IllegalMove):
            passage._move_to(target, moved(at=MORNING))


@pytest.mark.feature("H-05")
@pytest.mark.parametrize(
    ("fetched", "state", "rule"),
    [
        ({}, PassageState.OPENED, ""),
        ({"plate_no": "粤B00002"}, PassageState.REFUSED, "G-19"),
        ({"valid_until": MORNING - timedelta(seconds=1)}, PassageState.REFUSED, "G-19"),
        ({"voided": True}, PassageState.REFUSED, "G-19"),
        ({"direction": "IN", "bare": True}, PassageState.OPENED, ""),
    ],
)
def test_an_empty_truck_comes_in_for_the_box_that_its_pass_leads_out(fetched, state, rule):
    a_lane()
    truck = TruckFactory(plate_no="粤B00001")
    GatePassFactory(**({"plate_no": truck.plate_no} | fetched))
    at = {"passage_no": "PIN1", "place_code": "G1-1", "now": MORNING}
    note_vehicle(
        **at, direction="IN", plate_no=truck.plate_no, container_no="", picture_key="",
        seen_at=MORNING,
    )  # fmt: skip
    note_weight(**at, gross_weight_kg=14_000, weighed_at=MORNING)
    note_tag(**at, tag_id=truck.tag_id, read_at=MORNING)
    passage = Passage.objects.get(passage_no="PIN1")
    assert (passage.state, passage.rule) == (state, rule)
