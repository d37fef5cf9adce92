"""What a lane did alone, held against what the house knows: every contradiction by its name."""

from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from clearance.declarations.models import DeclarationContainer
from clearance.gates.models import Passage
from clearance.gates.operations.let_vehicle_out import let_vehicle_out
from clearance.gates.operations.reconcile_lane import DecidedAlone, reconcile_lane
from clearance.gates.operations.release_tokens import token_behind, token_of, tokens_in_force
from clearance.gates.states import PassState
from customs_portal.journal.models import JournalEntry
from dashboards.wall import listeners as wall
from dashboards.wall.models import Alarm
from hardware_adapters.controls.lane_controllers import TOKENS_A_COMMAND, give_stock
from hardware_adapters.models import DeviceCommand
from tests.factories.clearance import MORNING
from tests.factories.gates import (
    GatePassFactory,
    LockFactory,
    PassageFactory,
    TruckFactory,
    a_released_container,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("H-06"),
    pytest.mark.usefixtures("registers"),
]
LATER = MORNING + timedelta(minutes=10)


@pytest.fixture
def ready():
    clerk, declaration_no, container_no = a_released_container()
    return GatePassFactory(
        applied_by=clerk, declaration_no=declaration_no, container_no=container_no
    )


def alone(gate_pass, **changes):
    usual = DecidedAlone(
        passage_no="A1",
        place_code="G1-1",
        direction="OUT",
        plate_no=gate_pass.plate_no,
        container_no=gate_pass.container_no,
        tag_id="",
        seal_no="",
        gross_weight_kg=gate_pass.declared_total_kg,
        token=token_of(gate_pass=gate_pass),
        opened=True,
        rule="",
        identities=("PLATE", "CONTAINER"),
        decided_at=LATER,
    )
    return replace(usual, **changes)


def forged(gate_pass):
    return token_behind(text=token_of(gate_pass=gate_pass)).signed(Ed25519PrivateKey.generate())


def unreleased(gate_pass):
    DeclarationContainer.objects.filter(container_no=gate_pass.container_no).update(
        released_at=None
    )


@pytest.mark.parametrize(
    ("before", "changes", "contradiction"),
    [
        (None, {}, ""),
        (None, {"token": "CP1|nonsense"}, "FORGED"),
        (lambda one: one.write_off(at=MORNING), {}, "USED"),
        (lambda one: one.write_off(at=LATER + timedelta(minutes=1)), {}, "USED"),
        (lambda one: one.void(at=MORNING), {}, "VOID"),
        (lambda one: one.void(at=LATER + timedelta(seconds=1)), {}, ""),
        (lambda one: one.expire(at=MORNING), {}, "EXPIRED"),
        (None, {"decided_at": MORNING + timedelta(hours=49)}, "EXPIRED"),
        (None, {"plate_no": "粤B54321"}, "PLATE"),
        (None, {"container_no": "CSQU3054383"}, "PLATE"),
        (lambda one: LockFactory(number=one.container_no), {}, "LOCKED"),
        (
            lambda one: LockFactory(kind="PASS", number=one.pass_no, placed_at=LATER),
            {},
            "LOCKED",
        ),
        (
            lambda one: LockFactory(
                number=one.container_no, placed_at=LATER + timedelta(seconds=1)
            ),
            {},
            "",
        ),
        (
            lambda one: LockFactory(
                kind="DECLARATION", number=one.declaration_no, expires_at=LATER
            ),
            {},
            "",
        ),
        (unreleased, {}, "UNRELEASED"),
    ],
)
def test_each_contradiction_is_named_once(ready, told, before, changes, contradiction):
    report = alone(ready, **changes)
    if before is not None:
        before(ready)
    assert reconcile_lane(alone=report, now=LATER) == contradiction
    assert reconcile_lane(alone=report, now=LATER) == contradiction
    passage = Passage.objects.get()
    assert (passage.state, passage.contradiction, passage.decided_alone) == (
        "PASSED",
        contradiction,
        True,
    )
    names = told()
    assert names.count("clearance.lane-contradiction-found") == bool(contradiction)
    assert names.count("clearance.passage-decided") == 1
    assert names.count("clearance.container-left-port") == 1


def test_a_token_of_another_key_is_forged_and_of_another_pass_unknown(ready):
    assert reconcile_lane(alone=alone(ready, token=forged(ready)), now=LATER) == "FORGED"
    token = token_of(gate_pass=ready)
    ready.delete()
    report = alone(ready, token=token, passage_no="A2")
    assert reconcile_lane(alone=report, now=LATER) == "UNKNOWN"


def test_a_passage_begun_online_is_taken_over(ready):
    PassageFactory(passage_no="A1", container_no=ready.container_no)
    assert reconcile_lane(alone=alone(ready), now=LATER) == ""
    assert Passage.objects.get().state == "PASSED"
    ready.refresh_from_db()
    assert ready.state == PassState.PASSED


def test_what_the_lane_refused_is_written_as_refused(ready, told):
    report = alone(ready, opened=False, rule="G-17", identities=("PLATE",))
    reconcile_lane(alone=report, now=LATER)
    passage = Passage.objects.get()
    assert (passage.state, passage.rule) == ("REFUSED", "G-17")
    ready.refresh_from_db()
    assert ready.state == PassState.APPROVED
    assert "clearance.container-left-port" not in told()


def test_only_what_opens_something_is_held_in_the_lanes(ready):
    TruckFactory(plate_no=ready.plate_no, tag_id="E280116000000001")
    GatePassFactory(valid_until=MORNING)
    GatePassFactory(voided=True)
    locked = GatePassFactory()
    LockFactory(number=locked.container_no)
    over = GatePassFactory()
    LockFactory(number=over.container_no, expires_at=LATER)
    found = tokens_in_force(now=LATER)
    assert set(found) == {ready.pass_no, over.pass_no}
    assert token_behind(text=found[ready.pass_no]).tag_id == "E280116000000001"


def test_the_stock_of_many_tokens_costs_three_queries(ready, django_assert_max_num_queries):
    for number in range(8):
        GatePassFactory(plate_no=f"粤B0000{number}")
    with django_assert_max_num_queries(3):
        assert len(tokens_in_force(now=LATER)) == 9


def test_a_large_stock_travels_in_parts_that_fit_a_frame():
    tokens = [f"CP1|{number:024d}|" + "x" * 250 for number in range(TOKENS_A_COMMAND * 2 + 1)]
    give_stock(device_code="LC-G1", keys=["0" * 64], tokens=tokens, now=MORNING)
    bodies = list(DeviceCommand.objects.order_by("id").values_list("body", flat=True))
    assert [body["do"] for body in bodies] == ["trust", "tokens", "tokens", "tokens"]
    assert [body["first"] for body in bodies[1:]] == [True, False, False]
    assert sum((body["tokens"] for body in bodies[1:]), []) == tokens
    assert all(len(str(body).encode()) < 60 * 1024 for body in bodies)
    give_stock(device_code="LC-G1", keys=[], tokens=[], now=LATER)
    assert DeviceCommand.objects.order_by("-id").first().body["tokens"] == []


def alarm_of(name):
    """Hand the wall what the journal says, as its own process does."""
    entry = JournalEntry.objects.get(name=name)
    from customs_portal.journal.subscriptions import events_by_name

    kind = events_by_name[name]
    listener = {
        "clearance.unreleased-box-left": wall.alarm_unreleased_box,
        "clearance.lane-contradiction-found": wall.alarm_lane_contradiction,
        "clearance.barrier-opened-unasked": wall.alarm_unasked_barrier,
    }[name]
    listener(kind.from_payload(entry.payload))
    return Alarm.objects.get()


def test_an_unreleased_box_behind_a_barrier_that_rose_by_itself_alarms(ready):
    PassageFactory(passage_no="A1", refused=True, container_no=ready.container_no)
    unreleased(ready)
    let_vehicle_out(passage_no="A1", place_code="G1-1", moved_at=LATER, now=LATER)
    alarm = alarm_of("clearance.unreleased-box-left")
    assert (alarm.rule, alarm.reference) == ("UNRELEASED_OUT", ready.container_no)
    alarm.delete()
    assert alarm_of("clearance.barrier-opened-unasked").rule == "BARRIER_UNASKED"


def test_a_contradiction_alarms(ready):
    LockFactory(number=ready.container_no)
    reconcile_lane(alone=alone(ready), now=LATER)
    alarm = alarm_of("clearance.lane-contradiction-found")
    assert (alarm.rule, alarm.details["rule"]) == ("LANE_CONTRADICTION", "LOCKED")


@pytest.mark.parametrize(
    ("refusal", "alarm"),
    [
        ("G-15", "EMPTY_BOX_WEIGHT"),
        ("G-10", "UNRELEASED_AT_GATE"),
        ("G-07", "UNRELEASED_AT_GATE"),
        ("G-09", "GATE_WEIGHT"),
        ("G-13", "GATE_REFUSED"),
    ],
)
def test_every_refusal_raises_its_alarm(refusal, alarm):
    from clearance.gates.events import PassageDecided

    wall.alarm_refused_passage(
        PassageDecided(
            passage_no="A1",
            place_code="G1-1",
            plate_no="粤B12345",
            container_no="CSQU3054383",
            pass_no="",
            opened=False,
            rule=refusal,
            seen_at=MORNING,
            decided_at=MORNING,
        )
    )
    assert Alarm.objects.get().rule == alarm
