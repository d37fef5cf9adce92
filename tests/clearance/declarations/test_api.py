"""The programs' door: one happy way, refusals, no duty, another enterprise's number."""

import pytest
from rest_framework.test import APIClient

from clearance.declarations.models import Declaration
from tests.factories.clearance import MORNING, a_manifest_for, a_summary, file_summary
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-01")]
SUMMARY = "/api/v1/declarations/summary"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


@pytest.fixture
def program(clerk):
    client = APIClient()
    client.force_authenticate(clerk)
    return client


def body_of(summary):
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in summary.__dict__.items()
        if name not in ("items", "source", "absent", "party_reference", "office_code")
    } | {"items": [item.__dict__ for item in summary.items]}


def test_files_a_summary_and_answers_with_number_and_decision(program, clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary)

    answer = program.post(SUMMARY, body_of(summary), format="json")

    assert answer.status_code == 201, answer.json()
    assert answer.json()["state"] == answer.json()["decision"] == "CLEARED_TO_LEAVE"
    assert len(answer.json()["declaration_no"]) == 18
    again = program.get(f"/api/v1/declarations/{answer.json()['declaration_no']}")
    assert again.json() == answer.json()
    assert "score" not in again.json()


def test_the_same_key_and_body_file_once(program, clerk):
    body = body_of(a_summary(clerk=clerk))

    first = program.post(SUMMARY, body, format="json", HTTP_IDEMPOTENCY_KEY="k-1")
    second = program.post(SUMMARY, body, format="json", HTTP_IDEMPOTENCY_KEY="k-1")

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert Declaration.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(program, clerk):
    program.post(
        SUMMARY, body_of(a_summary(clerk=clerk)), format="json", HTTP_IDEMPOTENCY_KEY="k-1"
    )
    other = program.post(
        SUMMARY, body_of(a_summary(clerk=clerk)), format="json", HTTP_IDEMPOTENCY_KEY="k-1"
    )

    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"


def test_a_refused_body_leaves_its_key_free(program, clerk):
    bad = body_of(a_summary(clerk=clerk)) | {"departure_country": "XX"}
    good = bad | {"departure_country": "VN"}

    refused = program.post(SUMMARY, bad, format="json", HTTP_IDEMPOTENCY_KEY="k-2")
    filed = program.post(SUMMARY, good, format="json", HTTP_IDEMPOTENCY_KEY="k-2")

    assert (refused.status_code, filed.status_code) == (422, 201)
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["errors"][0]["field"] == "departure_country"
    assert refused.json()["errors"][0]["remedy"]


def test_a_body_of_the_wrong_shape_names_every_field(program):
    answer = program.post(SUMMARY, {"items": [{}]}, format="json")

    assert answer.status_code == 400
    fields = {one["field"] for one in answer.json()["errors"]}
    assert "transport_document" in fields
    assert any("hs_code" in field for field in fields)


def test_a_program_without_the_duty_is_refused(registers):
    carrier = UserFactory(carrier=True)
    client = APIClient()
    client.force_authenticate(carrier)

    assert client.post(SUMMARY, {}, format="json").status_code == 403


@pytest.mark.parametrize("act", ["", "/complete", "/amend", "/withdraw"])
def test_another_enterprises_number_looks_like_no_number(program, act):
    other = file_summary()
    address = f"/api/v1/declarations/{other.declaration_no}{act}"
    body = {"items": [], "freight_cny": "0"}

    answer = program.post(address, body, format="json") if act else program.get(address)

    assert answer.status_code == 404
    assert other.state == Declaration.objects.get(pk=other.pk).state


def test_the_list_shows_only_own_declarations_and_pages_by_key(program, clerk):
    mine = [file_summary(clerk=clerk).declaration_no for _ in range(3)]
    file_summary()

    first = program.get("/api/v1/declarations?limit=2&sort=number").json()
    second = program.get(
        "/api/v1/declarations", {"limit": 2, "sort": "number", "after": first["after"]}
    ).json()

    shown = [one["declaration_no"] for one in first["rows"] + second["rows"]]
    assert shown == mine
    assert second["after"] == ""


def test_the_list_filters_by_state_and_text(program, clerk):
    early = file_summary(clerk=clerk, on_manifest=False)
    file_summary(clerk=clerk)
    container_no = early.containers.get().container_no

    for query in ("state=AWAITING_MANIFEST", f"q={container_no}", f"q={early.transport_document}"):
        rows = program.get(f"/api/v1/declarations?{query}").json()["rows"]
        assert [one["declaration_no"] for one in rows] == [early.declaration_no]


def test_a_list_with_a_made_up_key_is_refused(program):
    assert program.get("/api/v1/declarations?after=nonsense").status_code == 422
    assert program.get("/api/v1/declarations?sort=colour").status_code == 422
