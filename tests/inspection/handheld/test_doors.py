"""The doors of the handheld: who may enter, what is refused, what a worker keeps."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from customs_portal.accounts.duties import Duty
from inspection.handheld.models import Entry, FieldRecord
from inspection.orders.models import InspectionOrder
from tests.factories.inspection import an_officer
from tests.inspection.handheld.conftest import a_photograph

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-12")]


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def glass(crew, monkeypatch):
    """The first officer's browser, at the hour of the order."""
    from tests.inspection.handheld.conftest import LATER

    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: LATER)
    return signed_in(crew.first)


def an_act(**changes):
    return {
        "entry_id": str(uuid4()), "device": "HH-1", "field": "note", "value": "wet", "base": 0,
        "written_at": "2026-11-20T12:30:00+08:00",
    } | changes  # fmt: skip


def post(client, crew, door, body):
    return client.post(
        f"/api/v1/handheld/records/{crew.order_no}/{door}", body, content_type="application/json"
    )


def test_today_tells_all_there_is_to_know(crew, glass):
    told = glass.get("/api/v1/handheld/tasks").json()
    (task,) = told["tasks"]
    assert (task["order_no"], task["container_no"]) == (crew.order_no, "MSKU3148520")
    assert task["look_for"] == "dense block"
    assert task["method_words"].startswith("by scan, then by people")
    assert task["declared"][0]["name"] == "Cotton T-shirts"
    assert {one["username"] for one in task["crew"]} == {
        crew.first.username,
        crew.second.username,
    }
    assert {one["field"] for one in task["record"]["missing"]} == {
        "started_at", "ended_at", "outcome", "next_step", "signing",
    }  # fmt: skip


def test_an_officer_of_another_crew_has_no_task_and_no_door(crew, glass):
    stranger = signed_in(an_officer("inspector9", Duty.INSPECT_GOODS))
    assert stranger.get("/api/v1/handheld/tasks").json()["tasks"] == []
    assert stranger.get(f"/api/v1/handheld/records/{crew.order_no}").status_code == 403
    assert post(stranger, crew, "entries", an_act()).status_code == 403
    assert post(stranger, crew, "confirm", {}).status_code == 403
    assert stranger.get(f"/handheld/records/{crew.order_no}/").status_code == 403
    assert not FieldRecord.objects.exists()


def test_a_field_is_taken_and_told(crew, glass):
    act = an_act()
    for _sent in range(2):
        answer = post(glass, crew, "entries", act)
        assert (answer.status_code, answer.json()) == (201, {"seq": 1, "contradicts": False})
    told = glass.get(f"/api/v1/handheld/records/{crew.order_no}").json()
    assert told["words"]["note"]["value"] == "wet"
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"entry_id": "one"}, 400),
        ({"base": -1}, 400),
        ({"written_at": "soon"}, 400),
        ({"field": "colour"}, 422),
        ({"field": "outcome", "value": "MAYBE"}, 422),
    ],
)
def test_a_refused_field_names_itself_and_leaves_no_trace(crew, glass, changes, status):
    answer = post(glass, crew, "entries", an_act(**changes))
    assert answer.status_code == status
    (fault,) = answer.json()["errors"]
    assert fault["field"] and fault["rule"] and fault["remedy"]
    assert not FieldRecord.objects.exists()


def test_a_photograph_comes_with_its_place_and_goes_again(crew, glass):
    file = SimpleUploadedFile("a.jpg", a_photograph(), content_type="image/jpeg")
    answer = glass.post(
        f"/api/v1/handheld/records/{crew.order_no}/photographs",
        {
            "entry_id": str(uuid4()), "device": "HH-1", "kind": "GOODS", "file": file,
            "taken_at": "2026-11-20T12:30:00+08:00", "latitude": "26.06667",
            "longitude": "119.30000", "accuracy_m": "9",
        },
    )  # fmt: skip
    assert answer.status_code == 201
    number = answer.json()["photograph_id"]
    told = glass.get(f"/api/v1/handheld/records/{crew.order_no}").json()
    assert told["photographs"][0]["latitude"] == "26.06667"
    picture = glass.get(f"/handheld/records/{crew.order_no}/photographs/{number}.jpg?size=whole")
    assert picture["Content-Type"] == "image/jpeg"
    gone = glass.delete(f"/api/v1/handheld/records/{crew.order_no}/photographs/{number}")
    assert gone.status_code == 204
    told = glass.get(f"/api/v1/handheld/records/{crew.order_no}").json()
    assert told["photographs"] == []


def test_two_programs_conclude_and_the_record_is_a_page(crew, glass):
    crew.says_all(started_at="2026-11-20T04:10:00Z")
    for client, concluded in ((glass, False), (signed_in(crew.second), True)):
        version = client.get(f"/api/v1/handheld/records/{crew.order_no}").json()["content_hash"]
        act = {"entry_id": str(uuid4()), "content_hash": version}
        assert post(client, crew, "confirm", act).json() == {"concluded": concluded}
    assert InspectionOrder.objects.get().state == "CONCLUDED"
    page = glass.get(f"/handheld/records/{crew.order_no}/").content.decode()
    assert "Forty cartons more than declared." in page
    assert "460 ctn" in page
    assert "2026-11-20 12:10" in page  # the port's own time, whatever the device's offset
    paper = glass.get(f"/handheld/records/{crew.order_no}/record.pdf")
    assert paper["Content-Type"] == "application/pdf"
    told = glass.get("/api/v1/handheld/tasks").json()
    assert told["tasks"] == []
    assert [one["order_no"] for one in told["concluded"]] == [crew.order_no]


def test_a_version_nobody_has_now_is_refused_with_its_remedy(crew, glass):
    crew.says_all()
    answer = post(glass, crew, "confirm", {"entry_id": str(uuid4()), "content_hash": "0" * 64})
    assert answer.status_code == 409
    assert answer.json()["rule"] == "another_version"


def test_a_dispatcher_reads_a_record_and_writes_none(crew, glass, dispatcher):
    reader = signed_in(dispatcher)
    assert reader.get(f"/handheld/records/{crew.order_no}/").status_code == 200
    assert reader.get(f"/api/v1/handheld/records/{crew.order_no}").status_code == 200
    assert post(reader, crew, "entries", an_act()).status_code == 403


def test_the_page_can_be_installed(glass):
    told = json.loads(glass.get("/handheld/app.webmanifest").content)
    assert (told["scope"], told["start_url"]) == ("/handheld/", "/handheld/")
    assert {one["sizes"] for one in told["icons"]} == {"192x192", "512x512"}
    page = glass.get("/handheld/")
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_the_worker_names_the_files_of_this_build(glass):
    worker = glass.get("/handheld/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    assert worker["Service-Worker-Allowed"] == "/handheld/"
    script = worker.content.decode()
    for name in ("handheld/form.mjs", "handheld/outbox.mjs", "portal/tokens.css"):
        assert f"/static/{name}" in script


def concluded(crew):
    crew.says_all()
    for officer in (crew.first, crew.second):
        version = crew.record.content_hash
        post(signed_in(officer), crew, "confirm",
             {"entry_id": str(uuid4()), "content_hash": version})  # fmt: skip


WHY = "No photograph shows the seal."


def test_a_supervisor_returns_a_record_on_its_page(crew, glass, dispatcher):
    concluded(crew)
    reader = signed_in(dispatcher)
    address = f"/handheld/records/{crew.order_no}/"
    assert "Return to the crew" in reader.get(address).content.decode()
    assert "Return to the crew" not in glass.get(address).content.decode()
    refused = reader.post(f"{address}return/", {"reason": WHY})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Choose what the crew is to look at again." in page
    assert WHY in page  # what was typed is not typed again
    assert InspectionOrder.objects.get().state == "CONCLUDED"
    done = reader.post(f"{address}return/", {"reason": WHY, "parts": ["SEALS", "PHOTOGRAPHS"]})
    assert done.status_code == 302
    page = reader.get(address).content.decode()
    for word in ("Returned to its crew", WHY, "Seals · Photographs", "version 2"):
        assert word in page, word
    assert "Return to the crew" not in page
    assert WHY in glass.get(f"/officer/inspections/{crew.order_no}/").content.decode()
    told = glass.get("/api/v1/handheld/tasks").json()
    assert told["tasks"][0]["returned"]["reason"] == WHY
    assert told["concluded"] == []


def test_a_program_returns_and_lets_stand_like_the_page(crew, glass, dispatcher):
    concluded(crew)
    program = signed_in(dispatcher)
    for door in ("return", "pass"):
        assert post(glass, crew, door, {"parts": ["SEALS"], "reason": WHY}).status_code == 403
    answer = post(program, crew, "return", {"parts": [], "reason": ""})
    assert answer.status_code == 422
    assert {one["field"] for one in answer.json()["errors"]} == {"parts", "reason"}
    assert post(program, crew, "return", {"parts": ["HAIL"], "reason": WHY}).status_code == 400
    answer = post(program, crew, "pass", {})
    assert (answer.status_code, answer.json()["rule"]) == (409, "not_presented")
    answer = post(program, crew, "return", {"parts": ["SEALS"], "reason": WHY})
    assert (answer.status_code, answer.json()) == (200, {"version": 2})
    again = post(program, crew, "return", {"parts": ["SEALS"], "reason": WHY})
    assert again.status_code == 409
    fault = again.json()
    assert (fault["rule"], fault["field"]) == ("nothing_to_return", "state")
    assert fault["remedy"]


def test_a_repeated_request_returns_once(crew, glass, dispatcher):
    concluded(crew)
    program = signed_in(dispatcher)
    answers = [
        program.post(
            f"/api/v1/handheld/records/{crew.order_no}/return",
            {"parts": ["SEALS"], "reason": WHY},
            content_type="application/json",
            headers={"Idempotency-Key": "one"},
        )
        for _sent in range(2)
    ]
    assert [one.json() for one in answers] == [{"version": 2}] * 2
    assert FieldRecord.objects.get().version == 2


def test_an_order_without_a_record_of_the_handheld_goes_back_all_the_same(crew, glass, dispatcher):
    finding = {"outcome": "NO_FAULT", "note": "as declared"}
    glass.post(f"/officer/inspections/{crew.order_no}/conclude/", finding)
    assert InspectionOrder.objects.get().state == "CONCLUDED"
    page = signed_in(dispatcher).get(f"/handheld/records/{crew.order_no}/").content.decode()
    assert "as declared" in page
    answer = post(signed_in(dispatcher), crew, "return", {"parts": ["NOTE"], "reason": WHY})
    assert answer.json() == {"version": 2}
    assert InspectionOrder.objects.get().state == "ACCEPTED"
    crew.says_all()
    assert crew.record.version == 2
    for officer in (crew.first, crew.second):
        version = crew.record.content_hash
        act = {"entry_id": str(uuid4()), "content_hash": version}
        assert post(signed_in(officer), crew, "confirm", act).status_code == 200
    assert InspectionOrder.objects.get().state == "CONCLUDED"


def test_an_upload_answers_before_its_number_is_read(crew, glass):
    file = SimpleUploadedFile("a.jpg", a_photograph(), content_type="image/jpeg")
    body = {
        "entry_id": str(uuid4()), "device": "HH-1", "kind": "CONTAINER", "file": file,
        "taken_at": "2026-11-20T12:30:00+08:00",
    }  # fmt: skip
    assert glass.post(f"/api/v1/handheld/records/{crew.order_no}/photographs", body).status_code
    (kept,) = glass.get(f"/api/v1/handheld/records/{crew.order_no}").json()["photographs"]
    assert (kept["reading"], kept["reading_label"]) == ("BEING_READ", "Being read")
