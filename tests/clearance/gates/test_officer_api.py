"""The gate officers' door for programs: the acts of their pages, with duty and second person."""

import pytest
from rest_framework.test import APIClient

from clearance.gates.models import GatePass, Lock, Passage
from clearance.gates.states import PassageState, PassState
from tests.factories.clearance import MORNING, a_container_no
from tests.factories.gates import GatePassFactory, PassageFactory, a_lane, a_released_container
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("H-06"),
    pytest.mark.usefixtures("registers"),
]
WHY = "The driver showed the paper to me."


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def officers():
    a_lane()
    return UserFactory(gate_officer=True), UserFactory(gate_officer=True)


def program(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_an_application_is_approved_and_another_refused_with_a_reason(officers):
    one = GatePassFactory(state=PassState.APPLIED, approved_at=None)
    other = GatePassFactory(state=PassState.APPLIED, approved_at=None, plate_no="粤B54321")
    gate = program(officers[0])
    listed = gate.get("/api/v1/gate-applications?state=APPLIED").json()
    assert {row["pass_no"] for row in listed} == {one.pass_no, other.pass_no}

    where = "/api/v1/gate-applications/{}/review"
    yes = gate.post(where.format(one.pass_no), {"approved": True}, format="json").json()
    short = gate.post(where.format(other.pass_no), {"approved": False, "reason": "no"})
    no = gate.post(
        where.format(other.pass_no), {"approved": False, "reason": WHY}, format="json"
    ).json()

    assert yes["state"] == PassState.APPROVED
    assert short.status_code == 422
    assert (no["state"], no["review_reason"]) == (PassState.VOID, WHY)
    assert gate.get(f"/api/v1/gate-applications/{one.pass_no}").json()["state"] == "APPROVED"


def test_a_vehicle_without_documents_is_registered_once(officers):
    body = {"plate_no": "粤B77777", "truck_kg": 8000, "frame_kg": 6000, "direction": "IN"}
    made = [
        program(officers[0]).post(
            "/api/v1/gate-applications", body, format="json", HTTP_IDEMPOTENCY_KEY="k"
        )
        for _ in range(2)
    ]
    assert [one.status_code for one in made] == [201, 201]
    gate_pass = GatePass.objects.get()
    assert (gate_pass.pass_type, gate_pass.direction) == (5, "IN")
    odd = program(officers[0]).post(
        "/api/v1/gate-applications", body | {"plate_no": "C00D"}, format="json"
    )
    assert odd.status_code == 422


def test_a_lane_that_a_rule_shut_is_opened_by_two_officers(officers):
    clerk, declaration_no, container_no = a_released_container()
    GatePassFactory(applied_by=clerk, declaration_no=declaration_no, container_no=container_no)
    passage = PassageFactory(refused=True, container_no=container_no, gross_weight_kg=50_000)
    where = f"/api/v1/gate-passages/{passage.passage_no}/open"
    first, second = map(program, officers)

    asked = first.post(where, {"reason": WHY}, format="json").json()
    own = first.post(where, {"reason": WHY}, format="json")
    assert asked["state"] == PassageState.REFUSED
    assert asked["asked_by"]
    assert own.json()["code"] == "second_person_needed"
    opened = second.post(where, {"reason": WHY}, format="json").json()

    assert opened["state"] == PassageState.OPENED
    assert Passage.objects.get().opened_by == officers[1]


def test_a_waiting_vehicle_is_sent_back_and_a_short_reason_is_refused(officers):
    passage = PassageFactory()
    where = f"/api/v1/gate-passages/{passage.passage_no}/back"
    assert program(officers[0]).post(where, {"reason": "no"}, format="json").status_code == 422
    back = program(officers[0]).post(where, {"reason": WHY}, format="json").json()
    assert back["state"] == PassageState.REFUSED
    rows = program(officers[0]).get("/api/v1/gate-passages?state=REFUSED").json()
    assert [row["passage_no"] for row in rows] == [passage.passage_no]


def test_a_lock_is_placed_and_lifted_by_the_person_it_names(officers):
    first, second = officers
    body = {
        "kind": "CONTAINER", "number": a_container_no(), "reason": WHY, "unlocker": second.username,
    }  # fmt: skip
    made = program(first).post("/api/v1/gate-locks", body, format="json")
    assert made.status_code == 201, made.json()
    twice = program(first).post("/api/v1/gate-locks", body, format="json")
    assert twice.json()["code"] == "already_locked"
    where = f"/api/v1/gate-locks/{made.json()['id']}/lift"
    other = program(first).post(where, {"reason": WHY}, format="json")
    assert (other.status_code, other.json()["code"]) == (403, "not_your_lock")
    assert program(second).post(where, {"reason": WHY}, format="json").json()["state"] == "LIFTED"
    assert Lock.objects.get().lifted_by == second
    assert len(program(first).get("/api/v1/gate-locks?state=LIFTED").json()) == 1


def test_nobody_waits_to_be_called_and_no_journey_is_to_close(officers):
    gate = program(officers[0])
    called = gate.post("/api/v1/gate-queue/call", {"lane_code": "G1-1"}, format="json")
    assert called.json()["code"] == "nobody_waits"
    closed = gate.post("/api/v1/gate-journeys/1/close", {"reason": WHY}, format="json")
    assert closed.status_code == 404


def test_the_truck_that_waited_longest_is_called(officers):
    gate_pass = GatePassFactory()
    firm = program(gate_pass.applied_by)
    assert firm.post(f"/api/v1/gate-passes/{gate_pass.pass_no}/turn").status_code == 201
    called = program(officers[0]).post(
        "/api/v1/gate-queue/call", {"lane_code": "G1-1"}, format="json"
    )
    assert called.json() == {"plate_no": gate_pass.plate_no}


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/gate-applications",
        "/api/v1/gate-applications/1/review",
        "/api/v1/gate-passages/1/open",
        "/api/v1/gate-passages/1/back",
        "/api/v1/gate-queue/call",
        "/api/v1/gate-locks",
        "/api/v1/gate-journeys/1/close",
    ],
)
def test_neither_an_enterprise_nor_a_watcher_acts_here(address):
    for user in (UserFactory(clerk=True), UserFactory(watcher=True)):
        assert program(user).post(address, {}, format="json").status_code == 403
