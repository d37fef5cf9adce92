"""The enterprise's passes, the officer's lanes, and the screen that the driver reads."""

import pytest
from django.test import Client

from clearance.gates.models import GatePass, Passage
from clearance.gates.states import PassageState, PassState
from tests.factories.clearance import MORNING
from tests.factories.gates import (
    GatePassFactory,
    PassageFactory,
    a_lane,
    a_released_container,
)
from tests.factories.people import UserFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.feature("H-06"),
    pytest.mark.usefixtures("registers"),
]
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def as_user(client):
    def enter(user):
        client.force_login(user, backend=BACKEND)
        return client

    return enter


def form_of(declaration_no, container_no, **changes):
    return {
        "declaration_no": declaration_no,
        "container_no": container_no,
        "plate_no": "粤B12345",
        "truck_kg": "8000",
        "frame_kg": "6000",
        "container_kg": "4000",
        "goods_kg": "20000",
        **changes,
    }


def test_applying_by_the_form_shows_the_pass_with_its_code(as_user):
    clerk, declaration_no, container_no = a_released_container()
    page = as_user(clerk)
    assert page.get("/enterprise/gate-passes/apply/").status_code == 200

    answer = page.post(
        "/enterprise/gate-passes/apply/", form_of(declaration_no, container_no), follow=True
    )

    gate_pass = GatePass.objects.get()
    assert answer.redirect_chain == [(f"/enterprise/gate-passes/{gate_pass.pass_no}/", 302)]
    words = answer.content.decode()
    assert "<svg" in words
    assert "38,000" in words
    assert gate_pass.pass_no in page.get("/enterprise/gate-passes/").content.decode()


def test_a_wrong_answer_comes_back_with_the_form_still_filled(as_user):
    clerk, declaration_no, container_no = a_released_container()
    answer = as_user(clerk).post(
        "/enterprise/gate-passes/apply/", form_of(declaration_no, container_no, plate_no="C00D")
    )
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "C00D" in words
    assert container_no in words
    assert 'href="#id_plate_no"' in words
    assert not GatePass.objects.exists()


def test_voiding_by_the_page(as_user):
    gate_pass = GatePassFactory()
    page = as_user(gate_pass.applied_by)
    page.post(f"/enterprise/gate-passes/{gate_pass.pass_no}/void")
    gate_pass.refresh_from_db()
    assert gate_pass.state == PassState.VOID


def test_another_enterprises_pass_is_not_found_and_not_listed(as_user):
    gate_pass = GatePassFactory()
    page = as_user(UserFactory(clerk=True))
    assert page.get(f"/enterprise/gate-passes/{gate_pass.pass_no}/").status_code == 404
    assert page.post(f"/enterprise/gate-passes/{gate_pass.pass_no}/void").status_code == 404
    assert gate_pass.pass_no not in page.get("/enterprise/gate-passes/").content.decode()


@pytest.mark.parametrize("address", ["/enterprise/gate-passes/", "/officer/gates/"])
def test_without_the_duty_no_door_opens(as_user, address):
    assert as_user(UserFactory(carrier=True)).get(address).status_code == 403


def test_the_officer_sees_lanes_and_passages_and_finds_by_plate(
    as_user, django_assert_max_num_queries
):
    for number in range(1, 5):
        a_lane(f"G1-{number}")
        PassageFactory(refused=True, place_code=f"G1-{number}", plate_no=f"粤B1234{number}")
    page = as_user(UserFactory(gate_officer=True))
    with django_assert_max_num_queries(16):
        words = page.get("/officer/gates/").content.decode()
    assert "G1-4" in words
    assert "Weight differs" in words
    found = page.get("/officer/gates/", {"q": "粤B12342"}).content.decode()
    assert found.count("data-row") == 1
    assert page.get("/officer/gates/lanes").status_code == 200


def test_the_export_holds_what_the_search_holds(as_user):
    PassageFactory(refused=True)
    PassageFactory()
    page = as_user(UserFactory(gate_officer=True))
    answer = page.get("/officer/gates/passages.csv", {"state": "REFUSED"})
    rows = b"".join(answer.streaming_content).decode().splitlines()
    assert len(rows) == 2
    assert "G-09" in rows[1]


def test_opening_by_hand_needs_a_reason_and_keeps_what_was_written(as_user):
    a_lane()
    _, _, container_no = a_released_container()
    passage = PassageFactory(refused=True, container_no=container_no)
    page = as_user(UserFactory(gate_officer=True))
    address = f"/officer/gates/passages/{passage.passage_no}/"
    assert page.get(address).status_code == 200

    short = page.post(f"{address}open", {"reason": "because"})
    assert short.status_code == 422
    assert "because" in short.content.decode()

    page.post(f"{address}open", {"reason": "weighed again, scale had ice on it"})
    passage.refresh_from_db()
    assert passage.state == PassageState.REFUSED
    assert "has to agree" in page.get(address).content.decode()

    other = Client()
    other.force_login(UserFactory(gate_officer=True), backend=BACKEND)
    other.post(f"{address}open", {"reason": "seen it myself, scale had ice"})
    passage.refresh_from_db()
    assert passage.state == PassageState.OPENED


def test_a_watcher_sees_but_does_not_open(as_user):
    passage = PassageFactory(refused=True)
    page = as_user(UserFactory(watcher=True))
    address = f"/officer/gates/passages/{passage.passage_no}/"
    assert "<textarea" not in page.get(address).content.decode()
    assert page.post(f"{address}open", {"reason": "long enough to pass"}).status_code == 403
    passage.refresh_from_db()
    assert passage.state == PassageState.REFUSED


@pytest.mark.parametrize(
    ("traits", "words", "tone"),
    [
        ({}, "Weighing", "wait"),
        ({"opened": True}, "Go ahead", "go"),
        ({"refused": True}, "Weight differs", "stop"),
        ({"gone": True}, "Please drive up", "idle"),
    ],
)
def test_the_screen_says_one_line_in_both_languages(as_user, traits, words, tone):
    a_lane()
    PassageFactory(place_code="G1-1", arrived_at=MORNING, **traits)
    page = as_user(UserFactory(gate_officer=True))
    line = page.get("/officer/gates/G1-1/screen/").content.decode()
    assert words in line
    assert f"tone-{tone}" in line
    assert "请" in line
    assert page.get("/officer/gates/ZZ/screen/").status_code == 404
    assert Passage.objects.count() == 1
