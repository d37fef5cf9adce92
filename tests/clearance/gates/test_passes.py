"""Gate passes: given to released containers of the applicant, once, and taken back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from clearance.declarations.models import DeclarationContainer
from clearance.gates.facts import PassApplication
from clearance.gates.models import OPEN_PASS_STATES, GatePass
from clearance.gates.operations.apply_gate_pass import (
    ContainerNotReleased,
    ContainerNotYours,
    PassAlreadyOpen,
    apply_gate_pass,
)
from clearance.gates.operations.expire_gate_passes import expire_gate_passes
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.gates.states import PASS_FLOW, PassState
from customs_portal.journal.moves import told
from customs_portal.kit.errors import Faults, NotFound, NotPermitted
from customs_portal.kit.flow import IllegalMove
from customs_portal.kit.identifiers import check_pass_no
from tests.factories.clearance import MORNING
from tests.factories.gates import GatePassFactory, a_released_container
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("H-09"),
    pytest.mark.usefixtures("registers"),
]


@pytest.fixture
def released():
    return a_released_container()


def answers(declaration_no, container_no, /, **changes):
    return {
        "declaration_no": declaration_no,
        "container_no": container_no,
        "plate_no": "粤b 12345",
        "truck_kg": 8_000,
        "frame_kg": 6_000,
        "container_kg": 4_000,
        "goods_kg": 20_000,
        **changes,
    }


def apply(released, *, by=None, now=MORNING, **changes):
    clerk, declaration_no, container_no = released
    return apply_gate_pass(
        application=PassApplication(**answers(declaration_no, container_no, **changes)),
        by=by or clerk,
        now=now,
    )


def test_a_released_container_gets_its_pass_at_once(released, told):
    pass_no = apply(released)

    gate_pass = GatePass.objects.get()
    assert check_pass_no(pass_no) == pass_no == gate_pass.pass_no
    assert gate_pass.state == PassState.APPROVED
    assert gate_pass.plate_no == "粤B12345"
    assert gate_pass.declared_total_kg == 38_000
    assert gate_pass.valid_until == MORNING + timedelta(hours=72)
    assert told()[-1] == "clearance.gate-pass-approved"


def test_a_container_that_is_not_released_gets_none(released, told):
    DeclarationContainer.objects.update(released_at=None)
    with pytest.raises(ContainerNotReleased):
        apply(released)
    assert not GatePass.objects.exists()
    assert "clearance.gate-pass-approved" not in told()


def test_another_enterprises_container_is_not_found(released):
    with pytest.raises(ContainerNotYours) as refused:
        apply(released, by=UserFactory(clerk=True))
    assert refused.value.http_status == 404
    assert not GatePass.objects.exists()


def test_a_container_under_another_declaration_is_not_found(released):
    with pytest.raises(ContainerNotYours):
        apply(released, declaration_no="510120261999999999")


def test_one_container_has_one_open_pass(released, told):
    apply(released)
    with pytest.raises(PassAlreadyOpen):
        apply(released)
    assert GatePass.objects.count() == 1
    assert told().count("clearance.gate-pass-approved") == 1


def test_an_expired_pass_makes_room(released):
    apply(released)
    apply(released, now=MORNING + timedelta(hours=73))
    states = sorted(GatePass.objects.values_list("state", flat=True))
    assert states == [PassState.APPROVED, PassState.EXPIRED]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"plate_no": "C00D"}, "plate_no"),
        ({"container_no": "CSQU3054384"}, "container_no"),
        ({"declaration_no": "123"}, "declaration_no"),
        ({"truck_kg": 0}, "truck_kg"),
        ({"goods_kg": -1}, "goods_kg"),
        ({"container_kg": 120_001}, "container_kg"),
    ],
)
def test_each_wrong_answer_is_named(released, changes, field):
    with pytest.raises(Faults) as refused:
        apply(released, **changes)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert refused.value.faults[0].remedy
    assert not GatePass.objects.exists()


def test_all_wrong_answers_are_named_at_once(released):
    with pytest.raises(Faults) as refused:
        apply(released, plate_no="?", truck_kg=0)
    assert [fault.field for fault in refused.value.faults] == ["plate_no", "truck_kg"]


def test_only_who_applies_for_passes_may(released):
    with pytest.raises(NotPermitted):
        apply(released, by=UserFactory(carrier=True))
    with pytest.raises(NotPermitted):
        apply(released, by=UserFactory(gate_officer=True))


def test_voiding_is_for_the_owner_and_only_once(told):
    gate_pass = GatePassFactory()
    with pytest.raises(NotFound):
        void_gate_pass(pass_no=gate_pass.pass_no, by=UserFactory(clerk=True), now=MORNING)
    with pytest.raises(NotPermitted):
        void_gate_pass(pass_no=gate_pass.pass_no, by=UserFactory(carrier=True), now=MORNING)
    void_gate_pass(pass_no=gate_pass.pass_no, by=gate_pass.applied_by, now=MORNING)
    with pytest.raises(IllegalMove):
        void_gate_pass(pass_no=gate_pass.pass_no, by=gate_pass.applied_by, now=MORNING)
    assert told() == ["clearance.gate-pass-voided"]


def test_passes_expire_when_their_time_is_over():
    GatePassFactory(valid_until=MORNING - timedelta(seconds=1))
    GatePassFactory()
    assert expire_gate_passes(now=MORNING) == 1
    assert expire_gate_passes(now=MORNING) == 0


@pytest.mark.parametrize("weights", [{"truck_kg": 0}, {"container_kg": 0}])
def test_the_database_refuses_a_weightless_vehicle(weights):
    with pytest.raises(IntegrityError), transaction.atomic():
        GatePassFactory(**weights)


def _pass_in(state):
    second = state in (PassState.PASSED_FIRST, PassState.PASSED_SECOND)
    return GatePassFactory(
        state=state,
        two_gates=second,
        first_passed_at=MORNING if second else None,
        ended_at=None if state in OPEN_PASS_STATES else MORNING,
    )


@pytest.mark.parametrize("source", PassState)
@pytest.mark.parametrize("target", PassState)
def test_every_step_of_a_pass_is_allowed_or_refused_by_the_table(source, target):
    gate_pass = _pass_in(source)
    if PASS_FLOW.allows(source=source, target=target):
        gate_pass.two_gates = target in (PassState.PASSED_FIRST, PassState.PASSED_SECOND)
        gate_pass.save()
        {
            PassState.APPROVED: gate_pass.approve,
            PassState.PASSED: gate_pass.write_off,
            PassState.PASSED_FIRST: gate_pass.write_off,
            PassState.PASSED_SECOND: gate_pass.write_off,
            PassState.DELETED: gate_pass.delete_application,
            PassState.VOID: gate_pass.void,
            PassState.EXPIRED: gate_pass.expire,
        }[target](at=MORNING)
        gate_pass.refresh_from_db()
        assert gate_pass.state == target
    else:
        with pytest.raises(IllegalMove):
            gate_pass._move_to(target, told(at=MORNING))


@pytest.fixture
def api(released):
    client = APIClient()
    client.force_authenticate(released[0])
    return client


def test_a_program_applies_reads_lists_and_voids(api, released):
    made = api.post("/api/v1/gate-passes", answers(*released[1:]), format="json")
    assert made.status_code == 201, made.content
    pass_no = made.json()["pass_no"]
    assert made.json()["state"] == "APPROVED"
    assert api.get(f"/api/v1/gate-passes/{pass_no}").json()["plate_no"] == "粤B12345"
    listed = api.get("/api/v1/gate-passes", {"q": "粤B12345"}).json()
    assert [one["pass_no"] for one in listed] == [pass_no]
    assert api.delete(f"/api/v1/gate-passes/{pass_no}").status_code == 204


def test_a_program_is_told_what_is_wrong(api, released):
    wrong = api.post("/api/v1/gate-passes", answers(*released[1:], plate_no="C00D"), format="json")
    assert wrong.status_code == 422
    (error,) = wrong.json()["errors"]
    assert error["field"] == "plate_no"
    assert error["remedy"]


def test_a_program_without_the_duty_or_of_another_firm_gets_nothing(released):
    gate_pass = GatePassFactory()
    for user, status in ((UserFactory(carrier=True), 403), (released[0], 404)):
        client = APIClient()
        client.force_authenticate(user)
        assert client.get(f"/api/v1/gate-passes/{gate_pass.pass_no}").status_code == status
    assert APIClient().get("/api/v1/gate-passes").status_code == 401
