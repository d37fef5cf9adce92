"""Trucks under satellite positioning: from the barrier to the fence, and what disturbs them."""

from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import IntegrityError, transaction

from clearance.gates.events import JourneyDisturbed, JourneyRighted
from clearance.gates.facts import PassApplication
from clearance.gates.models import GatePass, Journey, JourneyDisturbance
from clearance.gates.operations.apply_gate_pass import apply_gate_pass
from clearance.gates.operations.follow_journey import (
    follow_journey,
    road_to,
    start_journey,
    watch_journeys,
)
from clearance.gates.operations.keep_ledger import write_off
from clearance.gates.operations.register_truck import NewTruck, register_truck
from clearance.gates.queries import ledger_of
from clearance.gates.rules.journey import Followed, follow
from clearance.gates.states import JOURNEY_FLOW, JourneyState
from customs_portal.journal.models import JournalEntry
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import Faults
from customs_portal.kit.flow import IllegalMove
from dashboards.wall.listeners import alarm_disturbed_journey, end_disturbed_journey
from dashboards.wall.models import Alarm
from hardware_adapters.devices.positioner.simulator import drive, report
from hardware_adapters.operations.keep_fixes import keep_fixes
from tests.factories.clearance import MORNING
from tests.factories.gates import GatePassFactory, LedgerFactory, TruckFactory, a_journey
from tests.factories.people import TOKEN, DeviceFactory, PlaceFactory, UserFactory
from tests.hardware_adapters.conftest import dialled, port_open  # noqa: F401

ROAD = [(121.9000, 29.9400), (121.8900, 29.9460), (121.8700, 29.9500)]
THERE = (121.8290, 29.9600)
OFF = (121.8700, 29.9650)
MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def heard(device, points, *, start, minutes=2, speed=40):
    """The positioner's fixes, and what the gate makes of them."""
    fixes = drive(points, start_at=start, seconds=minutes * 60, speed_kmh=speed)
    with transaction.atomic():
        keep_fixes(device_code=device.code, fixes=fixes, now=fixes[-1].at)
    follow_journey(device_code=device.code, now=fixes[-1].at)
    return fixes[-1].at


def told(name):
    return [one.payload for one in JournalEntry.objects.filter(name=name).order_by("id")]


@pytest.mark.feature("H-11")
def test_a_truck_that_drives_to_its_destination_is_written_off_there_once(registers):
    gate_pass, device = a_journey()
    at = heard(device, [*ROAD[1:], (121.8450, 29.9520), THERE], start=MORNING + MINUTE)

    journey = Journey.objects.get()
    assert (journey.state, journey.ended_at) == (JourneyState.ARRIVED, at)
    assert not follow_journey(device_code=device.code, now=at)
    ended = told("clearance.journey-ended")
    assert [(one["pass_no"], one["how"]) for one in ended] == [(gate_pass.pass_no, "ARRIVED")]
    assert told("clearance.journey-disturbed") == []


@pytest.mark.feature("H-11")
def test_the_fence_stands_for_a_second_gate_without_a_barrier(registers):
    gate_pass, device = a_journey(two_gates=True)
    at = heard(device, [*ROAD[1:], THERE], start=MORNING + MINUTE, minutes=5)
    gate_pass.refresh_from_db()
    assert (gate_pass.state, gate_pass.ended_at) == ("PASSED_SECOND", at)


@pytest.mark.feature("H-11")
def test_the_ledger_says_when_the_goods_arrived(client, registers):
    clerk = UserFactory(clerk=True)
    ledger = LedgerFactory(enterprise=clerk.enterprise, kind=3)
    gate_pass, device = a_journey(clerk=clerk, document_no=ledger.number)
    with transaction.atomic():
        write_off(gate_pass=gate_pass, passage_no="P-1", now=MORNING)
    asked = {"ledger_id": ledger.pk, "enterprise_id": clerk.enterprise_id}
    assert [one.arrived_at for one in ledger_of(**asked).entries] == [None]
    at = heard(device, [THERE], start=MORNING + 20 * MINUTE)
    assert [one.arrived_at for one in ledger_of(**asked).entries] == [at]


def test_where_a_barrier_stands_the_lane_still_decides(registers):
    PlaceFactory(code="W6", kind="LANE")
    gate_pass, device = a_journey(two_gates=True)
    heard(device, [*ROAD[1:], THERE], start=MORNING + MINUTE, minutes=5)
    gate_pass.refresh_from_db()
    assert gate_pass.state == "PASSED_FIRST"
    assert Journey.objects.get().state == JourneyState.ARRIVED


@pytest.mark.feature("H-11")
def test_leaving_the_road_disturbs_and_coming_back_ends_it(registers):
    gate_pass, device = a_journey()
    heard(device, [ROAD[1], OFF, OFF, ROAD[2]], start=MORNING + MINUTE)
    (disturbed,) = told("clearance.journey-disturbed")
    assert (disturbed["kind"], disturbed["pass_no"]) == ("OFF_ROUTE", gate_pass.pass_no)
    (righted,) = told("clearance.journey-righted")
    assert righted["kind"] == "OFF_ROUTE"
    row = JourneyDisturbance.objects.get()
    assert row.ended_at - row.began_at == 4 * MINUTE


@pytest.mark.feature("H-11")
@pytest.mark.parametrize(("minutes", "kinds"), [(20, []), (21, ["HALT"])])
def test_standing_too_long_disturbs_also_over_several_reports(registers, minutes, kinds):
    _, device = a_journey()
    start = MORNING + MINUTE
    heard(device, [ROAD[1]], start=start, speed=0)
    heard(device, [ROAD[1]], start=start + minutes * MINUTE, speed=0)
    assert [one["kind"] for one in told("clearance.journey-disturbed")] == kinds


@pytest.mark.feature("H-11")
def test_silence_disturbs_once_and_the_next_position_ends_it(registers):
    _, device = a_journey()
    assert watch_journeys(now=MORNING + 10 * MINUTE) == 0
    assert watch_journeys(now=MORNING + 11 * MINUTE) == 1
    assert watch_journeys(now=MORNING + 12 * MINUTE) == 0
    heard(device, [ROAD[1]], start=MORNING + 13 * MINUTE)
    assert [one["kind"] for one in told("clearance.journey-righted")] == ["SILENCE"]


@pytest.mark.feature("H-11")
def test_a_journey_that_takes_too_long_disturbs_until_it_arrives(registers):
    _, device = a_journey()
    heard(device, [ROAD[1]], start=MORNING + 239 * MINUTE)
    assert watch_journeys(now=MORNING + 241 * MINUTE) == 1
    heard(device, [THERE], start=MORNING + 260 * MINUTE)
    assert [one["kind"] for one in told("clearance.journey-disturbed")] == ["LATE"]
    assert [one["kind"] for one in told("clearance.journey-righted")] == ["LATE"]


@pytest.mark.feature("H-11")
@pytest.mark.parametrize("kind", ["OFF_ROUTE", "HALT", "SILENCE", "LATE"])
def test_every_disturbance_is_an_alarm_with_the_pass_number_until_it_is_over(kind):
    facts = {"pass_no": "P1", "plate_no": "粤B12345", "container_no": "", "kind": kind}
    for _ in range(2):
        alarm_disturbed_journey(JourneyDisturbed(**facts, began_at=MORNING))
    alarm = Alarm.objects.get()
    assert (alarm.rule, alarm.reference, alarm.occasions) == (f"JOURNEY_{kind}", "P1", 1)
    end_disturbed_journey(JourneyRighted(**facts, righted_at=MORNING + MINUTE))
    alarm.refresh_from_db()
    assert alarm.state == "CLEARED" or alarm.cleared_at


def test_a_pass_without_destination_or_a_truck_without_positioner_makes_no_journey(registers):
    bare = GatePassFactory(passed=True)
    TruckFactory(plate_no="粤B99999", registered_by=bare.applied_by)
    boxless = GatePassFactory(passed=True, plate_no="粤B99999", destination_code="W6")
    with transaction.atomic():
        start_journey(gate_pass=bare, at=MORNING)
        start_journey(gate_pass=boxless, at=MORNING)
    assert not Journey.objects.exists()


def test_a_new_journey_of_the_same_positioner_breaks_the_old_one_off(registers):
    first, _ = a_journey()
    second = GatePassFactory(passed=True, plate_no=first.plate_no, destination_code="R1")
    for _ in range(2):
        with transaction.atomic():
            start_journey(gate_pass=second, at=MORNING + MINUTE)
    states = list(Journey.objects.order_by("id").values_list("state", flat=True))
    assert states == ["BROKEN_OFF", "UNDER_WAY"]


@pytest.mark.parametrize("source", JourneyState)
@pytest.mark.parametrize("target", JourneyState)
def test_every_pair_of_states(source, target):
    if source == JourneyState.UNDER_WAY and target != source:
        JOURNEY_FLOW.check(source=source, target=target)
        return
    with pytest.raises(IllegalMove):
        JOURNEY_FLOW.check(source=source, target=target)


def test_the_database_refuses_an_end_without_a_time(registers):
    a_journey()
    with pytest.raises(IntegrityError), transaction.atomic():
        Journey.objects.update(state="ARRIVED", move=moved(at=MORNING))


def test_an_application_names_a_place_that_a_supervised_road_leads_to(registers):
    clerk = UserFactory(clerk=True)
    application = PassApplication(
        declaration_no="", container_no="", plate_no="粤B12345", truck_kg=8_000, frame_kg=0,
        container_kg=0, goods_kg=0, pass_type=6, destination_code="NOWHERE",
    )  # fmt: skip
    with pytest.raises(Faults) as refused:
        apply_gate_pass(application=application, by=clerk, now=MORNING)
    assert [one.rule for one in refused.value.faults] == ["destination_code"]
    assert not GatePass.objects.exists()


def test_a_truck_carries_a_positioner_that_is_in_use(registers):
    clerk = UserFactory(clerk=True)
    truck = NewTruck(
        plate_no="粤B12345", tag_id="", truck_kg=8_000, frame_kg=0, positioner_code="PS-9"
    )
    with pytest.raises(Faults):
        register_truck(truck=truck, by=clerk, now=MORNING)
    DeviceFactory(code="PS-9", kind="positioner", place=PlaceFactory(code="G1-1"))
    assert register_truck(truck=truck, by=clerk, now=MORNING) == "粤B12345"


def test_the_road_is_as_wide_as_the_law_says():
    road = road_to(destination_code="W6", on=MORNING.date())
    assert road_to(destination_code="X", on=MORNING.date()) is None
    assert road.distance(ROAD[1]) < 1
    assert 1_600 < road.distance(OFF) < 1_700
    assert road.is_there(THERE) and not road.is_there(ROAD[0])
    nothing = follow(
        known=Followed(open=set(), standing_since=None, until=MORNING), fixes=[], road=road
    )
    assert nothing.changes == []


@pytest.mark.feature("H-11")
def test_the_officer_sees_journeys_and_one_track(client, registers):
    gate_pass, device = a_journey()
    heard(device, [ROAD[1], OFF], start=MORNING + MINUTE)
    client.force_login(UserFactory(gate_officer=True))
    page = client.get("/officer/gates/journeys/?state=UNDER_WAY").content.decode()
    assert gate_pass.plate_no in page
    assert "OFF_ROUTE" in page or "Off the supervised road" in page
    assert "No journey" in client.get("/officer/gates/journeys/?q=NONE").content.decode()
    one = client.get(f"/officer/gates/journeys/{gate_pass.pass_no}/").content.decode()
    assert 'class="track"' in one
    assert "29.965000" in one
    assert client.get("/officer/gates/journeys/1/").status_code == 404


@pytest.mark.feature("H-11")
def test_a_program_reads_its_own_journeys_only(client, registers):
    gate_pass, device = a_journey()
    heard(device, [ROAD[1]], start=MORNING + MINUTE)
    client.force_login(gate_pass.applied_by)
    (listed,) = client.get("/api/v1/gate-journeys").json()
    assert listed["pass_no"] == gate_pass.pass_no
    assert len(client.get(f"/api/v1/gate-journeys/{gate_pass.pass_no}").json()["fixes"]) == 1
    client.force_login(UserFactory(clerk=True))
    assert client.get("/api/v1/gate-journeys").json() == []
    assert client.get(f"/api/v1/gate-journeys/{gate_pass.pass_no}").status_code == 404


@pytest.mark.feature("H-11")
@pytest.mark.django_db(transaction=True)
async def test_from_the_wire_to_the_write_off(port_open, dialled, registers):  # noqa: F811
    start = datetime.now(UTC) - timedelta(minutes=30)
    gate_pass, box = await sync_to_async(a_journey)(now=start)
    fixes = drive(
        [*ROAD[1:], (121.8450, 29.9520), THERE],
        start_at=start + MINUTE,
        seconds=240,
        speed_kmh=50,
    )
    async with port_open() as gateway, dialled(gateway, box, token=TOKEN) as device:
        assert "ack" in await report(device, fixes[:2])
        assert "ack" in await report(device, fixes[2:])
    journey = await Journey.objects.aget()
    assert journey.state == JourneyState.ARRIVED
    assert journey.gate_pass_id == gate_pass.pk


@pytest.mark.feature("H-11")
def test_an_officer_closes_a_journey_by_hand_and_says_why(client, registers):
    gate_pass, device = a_journey()
    heard(device, [ROAD[1], OFF], start=MORNING + MINUTE)
    officer = UserFactory(gate_officer=True)
    client.force_login(officer)
    one = f"/officer/gates/journeys/{gate_pass.pass_no}/"
    refused = client.post(f"{one}close", {"reason": "gone"})
    assert (refused.status_code, "gone</textarea>" in refused.content.decode()) == (422, True)
    assert Journey.objects.get().state == "UNDER_WAY"
    why = "seen in yard W6 by patrol 3"
    assert client.post(f"{one}close", {"reason": why}).url == one
    journey = Journey.objects.get()
    assert (journey.state, journey.closed_by, journey.close_reason) == ("BROKEN_OFF", officer, why)
    assert [one["kind"] for one in told("clearance.journey-righted")] == ["OFF_ROUTE"]
    assert why in client.get(one).content.decode()
    assert client.post(f"{one}close", {"reason": why}).status_code == 409
    client.force_login(UserFactory(commander=True))
    assert client.post(f"{one}close", {"reason": why}).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Journey.objects.update(close_reason="")


@pytest.mark.feature("H-11")
def test_journeys_are_sorted_narrowed_and_exported(client, registers):
    first, device = a_journey()
    second, _ = a_journey(now=MORNING + MINUTE, plate_no="粤B77777", destination="R1")
    heard(device, [OFF], start=MORNING + 2 * MINUTE)
    client.force_login(UserFactory(commander=True))
    at = "/officer/gates/journeys/"
    for words, expected in (
        ("", [second, first]),
        ("?sort=started_at", [first, second]),
        ("?sort=destination_code", [second, first]),
        ("?state=DISTURBED", [first]),
    ):
        page = client.get(f"{at}{words}").content.decode()
        places = [page.find(one.pass_no + "/") for one in expected]
        assert places == sorted(places) and -1 not in places, words
        assert page.count("<tr data-row>") == len(expected)
    sheet = b"".join(client.get("/officer/gates/journeys.csv?state=DISTURBED")).decode()
    assert sheet.count("\n") == 2 and first.pass_no in sheet and "OFF_ROUTE" in sheet
