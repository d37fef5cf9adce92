"""Trucks, ledgers, locks, applications and the board: their pages and their programs."""

import io

import pytest
from django.test import Client
from PIL import Image
from rest_framework.test import APIClient

from clearance.gates.models import DocumentLedger, GatePass, Lock, Truck, Turn
from clearance.gates.operations.release_tokens import read_code, token_behind, token_of
from clearance.gates.states import PassState
from hardware_adapters.facts import TokenFault
from tests.factories.gates import (
    GatePassFactory,
    LockFactory,
    PassageFactory,
    TruckFactory,
    a_lane,
    a_released_container,
)
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("H-09"),
    pytest.mark.usefixtures("registers"),
]
BACKEND = "django.contrib.auth.backends.ModelBackend"
TAG = "E28011600000020000001234"


def at(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def program(user):
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture
def clerk(registers):
    return UserFactory(clerk=True)


@pytest.fixture
def officer():
    a_lane()
    return UserFactory(gate_officer=True)


def test_a_truck_is_registered_by_the_page_used_in_the_form_and_retired(clerk):
    page = at(clerk)
    right = {"plate_no": "粤b12345", "tag_id": TAG, "truck_kg": "8000", "frame_kg": "6000"}
    assert page.post("/enterprise/trucks/", right).status_code == 302
    truck = Truck.objects.get()
    assert (truck.plate_no, truck.tag_id) == ("粤B12345", TAG)
    assert "粤B12345" in page.get("/enterprise/trucks/").content.decode()
    again = page.post("/enterprise/trucks/", right)
    assert again.status_code == 422
    assert "registered already" in again.content.decode()
    form = page.get("/enterprise/gate-passes/apply/?truck=粤B12345").content.decode()
    assert 'value="8000"' in form
    page.post("/enterprise/trucks/粤B12345/retire")
    truck.refresh_from_db()
    assert not truck.is_active


def test_a_wrong_truck_comes_back_with_what_was_typed(clerk):
    answer = at(clerk).post(
        "/enterprise/trucks/", {"plate_no": "C00D", "tag_id": "XYZ", "truck_kg": "0"}
    )
    words = answer.content.decode()
    assert answer.status_code == 422
    assert "C00D" in words
    for field in ("plate_no", "tag_id", "truck_kg"):
        assert f'href="#id_{field}"' in words
    assert not Truck.objects.exists()


def test_a_program_keeps_trucks_and_ledgers(clerk):
    door = program(clerk)
    made = door.post(
        "/api/v1/trucks", {"plate_no": "粤B12345", "tag_id": TAG, "truck_kg": 8000}, format="json"
    )
    assert (made.status_code, made.json()["tag_id"]) == (201, TAG)
    assert [one["plate_no"] for one in door.get("/api/v1/trucks").json()] == ["粤B12345"]
    wrong = door.post("/api/v1/trucks", {"plate_no": "?", "truck_kg": 1}, format="json")
    assert wrong.status_code == 422
    assert door.delete("/api/v1/trucks/粤B12345").status_code == 204
    assert door.delete("/api/v1/trucks/粤B99999").status_code == 404

    ledger = {"kind": 2, "number": "cr 2026-1", "declared_kg": 500}
    made = door.post("/api/v1/gate-ledgers", ledger, format="json")
    assert (made.status_code, made.json()["left_kg"]) == (201, 500)
    assert door.post("/api/v1/gate-ledgers", ledger, format="json").status_code == 409
    assert len(door.get("/api/v1/gate-ledgers").json()) == 1
    assert program(UserFactory(clerk=True)).get("/api/v1/gate-ledgers").json() == []
    for path in ("/api/v1/trucks", "/api/v1/gate-ledgers"):
        assert program(UserFactory(carrier=True)).get(path).status_code == 403


def test_a_ledger_page_shows_what_is_left_and_what_went(clerk):
    page = at(clerk)
    right = {"kind": "1", "number": "QD1", "goods_name": "Tiles", "declared_kg": "500"}
    assert page.post("/enterprise/gate-ledgers/", right).status_code == 302
    ledger = DocumentLedger.objects.get()
    assert "Tiles" in page.get("/enterprise/gate-ledgers/").content.decode()
    assert page.get(f"/enterprise/gate-ledgers/{ledger.pk}/").status_code == 200
    assert page.post("/enterprise/gate-ledgers/", right).status_code == 422
    other = at(UserFactory(clerk=True))
    assert other.get(f"/enterprise/gate-ledgers/{ledger.pk}/").status_code == 404
    assert "QD1" not in other.get("/enterprise/gate-ledgers/").content.decode()


def test_the_form_applies_for_many_documents_and_copies_a_pass(clerk):
    page = at(clerk)
    for number in ("QD1", "QD2"):
        page.post("/enterprise/gate-ledgers/", {"kind": 1, "number": number, "declared_kg": 9000})
    answers = {
        "pass_type": "3",
        "binding": "1",
        "linked_kind": "1",
        "documents": "QD1 1,500\r\nQD2 500\r\n\r\n",
        "plate_no": "粤B12345",
        "truck_kg": "8000",
        "frame_kg": "6000",
        "goods_kg": "2000",
    }
    assert page.post("/enterprise/gate-passes/apply/", answers).status_code == 302
    gate_pass = GatePass.objects.get()
    copied = page.get(f"/enterprise/gate-passes/apply/?copy={gate_pass.pass_no}").content.decode()
    assert "QD1 1500" in copied
    wrong = page.post("/enterprise/gate-passes/apply/", answers | {"documents": "QD1 x"})
    assert wrong.status_code == 422
    assert 'href="#id_documents"' in wrong.content.decode()
    foreign = at(UserFactory(clerk=True)).get(
        f"/enterprise/gate-passes/apply/?copy={gate_pass.pass_no}"
    )
    assert foreign.status_code == 404


def test_the_program_of_yesterday_still_gets_its_pass(clerk):
    _, declaration_no, container_no = a_released_container(clerk=clerk)
    made = program(clerk).post(
        "/api/v1/gate-passes",
        {
            "declaration_no": declaration_no,
            "container_no": container_no,
            "plate_no": "粤B12345",
            "truck_kg": 8_000,
            "frame_kg": 6_000,
            "container_kg": 4_000,
            "goods_kg": 20_000,
        },
        format="json",
    )
    assert made.status_code == 201
    answer = made.json()
    assert (answer["state"], answer["state_code"]) == ("APPROVED", 1)
    assert (answer["pass_type"], answer["binding"], answer["linked_kind"]) == (2, 2, 3)
    assert token_behind(text=answer["token"]).container_no == container_no


def test_the_code_is_signed_and_says_the_pass_without_the_portal(clerk):
    gate_pass = GatePassFactory(applied_by=clerk)
    text = token_of(gate_pass=gate_pass)
    assert gate_pass.plate_no in text
    token = token_behind(text=text)
    assert (token.pass_no, token.total_kg) == (gate_pass.pass_no, 38_000)
    assert read_code(text=text) == (gate_pass.pass_no, "")
    for forged in (text.replace("38000", "48000"), text[:-4] + "AAAA", text[:-1]):
        with pytest.raises(TokenFault):
            token_behind(text=forged)
        assert read_code(text=forged) == ("", "SIGNATURE")
    for other in (gate_pass.pass_no, "", "https://example.com", "|" * 10):
        assert read_code(text=other) == ("", "")


def test_a_phone_keeps_the_code_as_a_picture(clerk):
    gate_pass = GatePassFactory(applied_by=clerk)
    path = f"/enterprise/gate-passes/{gate_pass.pass_no}/code.png"
    answer = at(clerk).get(path)
    assert answer["Content-Type"] == "image/png"
    picture = Image.open(io.BytesIO(answer.content))
    assert picture.width == picture.height > 300
    assert at(UserFactory(clerk=True)).get(path).status_code == 404
    gate_pass.void(at=gate_pass.applied_at)
    assert at(clerk).get(path).status_code == 404


def test_an_officer_reviews_by_the_page(officer):
    gate_pass = GatePassFactory(state=PassState.APPLIED, approved_at=None)
    page = at(officer)
    assert gate_pass.pass_no in page.get("/officer/gates/passes/?state=APPLIED").content.decode()
    path = f"/officer/gates/passes/{gate_pass.pass_no}/"
    assert page.get(path).status_code == 200
    short = page.post(f"{path}review", {"decision": "refuse", "reason": "no"})
    assert short.status_code == 422
    page.post(f"{path}review", {"decision": "approve"})
    gate_pass.refresh_from_db()
    assert gate_pass.state == PassState.APPROVED
    assert page.get("/officer/gates/passes/" + "5" * 24 + "/").status_code == 404
    assert at(UserFactory(watcher=True)).get("/officer/gates/passes/").status_code == 403


def test_an_officer_registers_a_vehicle_by_the_page(officer):
    page = at(officer)
    assert page.get("/officer/gates/passes/register/").status_code == 200
    wrong = page.post("/officer/gates/passes/register/", {"plate_no": "C00D"})
    assert wrong.status_code == 422
    right = {"plate_no": "粤B12345", "truck_kg": "8000", "frame_kg": "0"}
    assert page.post("/officer/gates/passes/register/", right).status_code == 302
    assert GatePass.objects.get().pass_type == 5


def test_locks_are_placed_and_lifted_by_the_page(officer):
    page = at(officer)
    lock = {"kind": "CONTAINER", "number": "CSQU3054383", "reason": "tip from the carrier"}
    assert page.post("/officer/gates/locks/", lock | {"reason": "no"}).status_code == 422
    assert page.post("/officer/gates/locks/", lock).status_code == 302
    assert "CSQU3054383" in page.get("/officer/gates/locks/?state=ACTIVE").content.decode()
    made = Lock.objects.get()
    assert page.post(f"/officer/gates/locks/{made.pk}/lift", {"reason": "x"}).status_code == 422
    foreign = LockFactory()
    answer = page.post(f"/officer/gates/locks/{foreign.pk}/lift", {"reason": "let it go now"})
    assert answer.status_code == 403
    page.post(f"/officer/gates/locks/{made.pk}/lift", {"reason": "looked into it myself"})
    made.refresh_from_db()
    assert made.state == "LIFTED"
    assert at(UserFactory(clerk=True)).get("/officer/gates/locks/").status_code == 403
    reviewer = at(UserFactory(reviewer=True)).get("/officer/gates/locks/").content.decode()
    assert "CSQU3054383" in reviewer
    assert 'href="/officer/gates/"' not in reviewer


def test_a_driver_joins_by_the_page_and_an_officer_calls(officer):
    from datetime import UTC, datetime, timedelta

    gate_pass = GatePassFactory(bare=True, valid_until=datetime.now(UTC) + timedelta(hours=1))
    page = at(gate_pass.applied_by)
    path = f"/enterprise/gate-passes/{gate_pass.pass_no}/"
    page.post(f"{path}queue")
    assert "Place 1" in page.get(path).content.decode()
    assert page.post(f"{path}queue").status_code == 409
    desk = at(officer)
    assert gate_pass.plate_no[1:] in desk.get("/officer/gates/board/").content.decode()
    assert desk.post("/officer/gates/board/call", {"lane_code": "G1-1"}).status_code == 302
    assert Turn.objects.get().lane_code == "G1-1"
    nobody = desk.post("/officer/gates/board/call", {"lane_code": "G1-1"})
    assert nobody.status_code == 409
    assert "No truck waits" in nobody.content.decode()
    assert "G1-1" in page.get(path).content.decode()
    page.post(f"{path}leave")
    assert Turn.objects.get().state == "LEFT"
    watcher = at(UserFactory(watcher=True))
    assert watcher.get("/officer/gates/board/").status_code == 200
    assert watcher.post("/officer/gates/board/call").status_code == 403


def test_an_officer_sends_a_waiting_vehicle_back_by_the_page(officer):
    passage = PassageFactory()
    path = f"/officer/gates/passages/{passage.passage_no}/"
    page = at(officer)
    assert "Send back" in page.get(path).content.decode()
    assert page.post(f"{path}back", {"reason": "no"}).status_code == 422
    page.post(f"{path}back", {"reason": "the scale is broken"})
    passage.refresh_from_db()
    assert passage.rule == "G-90"


def test_contradictions_stand_in_the_list_and_on_the_passage(officer):
    passage = PassageFactory(gone=True, contradiction="LOCKED", decided_alone=True)
    PassageFactory(gone=True)
    page = at(officer)
    found = page.get("/officer/gates/?contradicted=1").content.decode()
    assert found.count("data-row") == 1
    words = page.get(f"/officer/gates/passages/{passage.passage_no}/").content.decode()
    assert "It was locked by customs." in words


def test_many_rows_cost_no_more_queries(officer, clerk, django_assert_max_num_queries):
    for number in range(8):
        TruckFactory(registered_by=clerk, plate_no=f"粤B0000{number}")
        GatePassFactory(applied_by=clerk, plate_no=f"粤B0000{number}")
        LockFactory()
    for user, path in (
        (clerk, "/enterprise/gate-passes/"),
        (clerk, "/enterprise/trucks/"),
        (officer, "/officer/gates/passes/"),
        (officer, "/officer/gates/locks/"),
    ):
        page = at(user)
        with django_assert_max_num_queries(12):
            assert page.get(path).content.decode().count("data-row") >= 8
