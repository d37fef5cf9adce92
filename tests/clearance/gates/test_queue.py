"""The queue before the gate: joined with a pass or by tag, called in order, ended by passing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from clearance.gates import queries
from clearance.gates.models import Turn
from clearance.gates.operations.queue_trucks import (
    AlreadyInQueue,
    NobodyWaits,
    PassNotUsable,
    call_next,
    end_turn,
    join_by_tag,
    join_queue,
    leave_queue,
    note_in_lane,
)
from clearance.gates.states import TURN_FLOW, TurnState
from customs_portal.journal.moves import told as moved
from customs_portal.kit.errors import NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from tests.factories.clearance import MORNING
from tests.factories.gates import GatePassFactory, TruckFactory, TurnFactory, a_lane
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("H-06")]


def a_truck(number, **changes):
    return GatePassFactory(bare=True, plate_no=f"粤B0000{number}", **changes)


def join(gate_pass, now=MORNING):
    return join_queue(pass_no=gate_pass.pass_no, by=gate_pass.applied_by, now=now)


@pytest.fixture
def officer():
    a_lane()
    return UserFactory(gate_officer=True)


def test_who_came_first_is_called_first(officer, told):
    first, second = a_truck(1), a_truck(2)
    join(second, MORNING + timedelta(minutes=1))
    join(first, MORNING)
    assert [turn.position for turn in queries.queue()] == [1, 2]

    assert call_next(lane_code="G1-1", by=officer, now=MORNING) == first.plate_no
    called, waiting = queries.queue()
    assert (called.plate_no, called.state, called.lane_code) == (first.plate_no, "CALLED", "G1-1")
    assert (waiting.plate_no, waiting.position) == (second.plate_no, 1)

    assert note_in_lane(plate_no=first.plate_no, lane_code="G1-1", now=MORNING)
    assert not note_in_lane(plate_no=first.plate_no, lane_code="G1-1", now=MORNING)
    assert end_turn(plate_no=first.plate_no, pass_no=first.pass_no, how="DONE", now=MORNING)
    assert not end_turn(plate_no=first.plate_no, pass_no=first.pass_no, how="DONE", now=MORNING)
    assert [turn.plate_no for turn in queries.queue()] == [second.plate_no]
    assert told()[-1] == "clearance.truck-left-queue"


def test_a_called_truck_that_does_not_come_keeps_its_place_in_time(officer):
    first, second = a_truck(1), a_truck(2)
    join(first)
    join(second, MORNING + timedelta(minutes=1))
    call_next(lane_code="G1-1", by=officer, now=MORNING)
    later = MORNING + timedelta(minutes=10)
    assert call_next(lane_code="G1-1", by=officer, now=later) == second.plate_no
    later += timedelta(seconds=1)
    assert call_next(lane_code="G1-1", by=officer, now=later) == first.plate_no


def test_a_truck_turned_back_waits_again_when_the_next_stands_in_its_lane(officer):
    first, second = a_truck(1), a_truck(2)
    join(first)
    join(second)
    note_in_lane(plate_no=first.plate_no, lane_code="G1-1", now=MORNING)
    note_in_lane(plate_no=second.plate_no, lane_code="G1-1", now=MORNING)
    states = {turn.plate_no: turn.state for turn in queries.queue()}
    assert states == {first.plate_no: "WAITING", second.plate_no: "IN_LANE"}


def test_joining_needs_a_pass_that_is_good(told):
    gate_pass = a_truck(1)
    with pytest.raises(NotPermitted):
        join_queue(pass_no=gate_pass.pass_no, by=UserFactory(gate_officer=True), now=MORNING)
    with pytest.raises(NotFound):
        join_queue(pass_no=gate_pass.pass_no, by=UserFactory(clerk=True), now=MORNING)
    with pytest.raises(PassNotUsable):
        join(gate_pass, MORNING + timedelta(days=3))
    with pytest.raises(PassNotUsable):
        join(a_truck(2, voided=True))
    assert not Turn.objects.exists()
    assert told() == []
    join(gate_pass)
    with pytest.raises(AlreadyInQueue):
        join(gate_pass)


@pytest.mark.feature("H-05")
def test_a_reader_on_the_way_lets_a_known_truck_join_once():
    truck = TruckFactory(plate_no="粤B00001")
    assert not join_by_tag(tag_id=truck.tag_id, now=MORNING)
    a_truck(1)
    assert join_by_tag(tag_id=truck.tag_id, now=MORNING)
    assert not join_by_tag(tag_id=truck.tag_id, now=MORNING)
    assert not join_by_tag(tag_id="E280FFFF", now=MORNING)
    assert Turn.objects.get().plate_no == "粤B00001"


def test_calling_needs_the_gate_duty_a_lane_and_a_truck(officer):
    with pytest.raises(NotPermitted):
        call_next(lane_code="G1-1", by=UserFactory(watcher=True), now=MORNING)
    with pytest.raises(NotFound):
        call_next(lane_code="ZZ", by=officer, now=MORNING)
    with pytest.raises(NobodyWaits):
        call_next(lane_code="G1-1", by=officer, now=MORNING)


def test_a_driver_leaves_the_queue():
    gate_pass = a_truck(1)
    join(gate_pass)
    with pytest.raises(NotFound):
        leave_queue(pass_no=gate_pass.pass_no, by=UserFactory(clerk=True), now=MORNING)
    leave_queue(pass_no=gate_pass.pass_no, by=gate_pass.applied_by, now=MORNING)
    assert queries.queue() == []
    with pytest.raises(NotFound):
        leave_queue(pass_no=gate_pass.pass_no, by=gate_pass.applied_by, now=MORNING)


def test_a_program_joins_looks_and_leaves():
    gate_pass = a_truck(1, valid_until=MORNING + timedelta(days=3650))
    client = APIClient()
    client.force_authenticate(gate_pass.applied_by)
    path = f"/api/v1/gate-passes/{gate_pass.pass_no}/turn"
    assert client.get(path).status_code == 404
    made = client.post(path)
    assert (made.status_code, made.json()["position"]) == (201, 1)
    assert client.post(path).status_code == 409
    assert client.get(path).json()["state"] == "WAITING"
    assert client.delete(path).status_code == 204
    client.force_authenticate(UserFactory(clerk=True))
    assert client.post(path).status_code == 404


@pytest.mark.parametrize(
    "changes",
    [{"state": "CALLED"}, {"state": "DONE"}, {"ended_at": MORNING}],
)
def test_the_database_refuses_half_a_turn(changes):
    with pytest.raises(IntegrityError, match="turn_"), transaction.atomic():
        TurnFactory(**changes)


@pytest.mark.parametrize("source", TurnState)
@pytest.mark.parametrize("target", TurnState)
def test_every_step_of_a_turn_is_allowed_or_refused_by_the_table(source, target):
    open_still = source in (TurnState.WAITING, TurnState.CALLED, TurnState.IN_LANE)
    turn = TurnFactory(
        state=source,
        lane_code="G1-1",
        ended_at=None if open_still else MORNING,
    )
    if TURN_FLOW.allows(source=source, target=target):
        {
            TurnState.WAITING: lambda: turn.wait_again(at=MORNING),
            TurnState.CALLED: lambda: turn.call(
                lane_code="G1-2", by=UserFactory(gate_officer=True), at=MORNING
            ),
            TurnState.IN_LANE: lambda: turn.drive_in(lane_code="G1-2", at=MORNING),
            TurnState.DONE: lambda: turn.finish(at=MORNING),
            TurnState.LEFT: lambda: turn.leave(at=MORNING),
        }[target]()
        turn.refresh_from_db()
        assert turn.state == target
    else:
        with pytest.raises(IllegalMove):
            turn._move_to(target, moved(at=MORNING))
