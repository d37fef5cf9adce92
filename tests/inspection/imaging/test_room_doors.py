"""The doors of the room: pages, API, exports; what each shows and whom it refuses."""

import base64
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from customs_portal.accounts.duties import Duty
from inspection.imaging.models import ImageReview, OpenedBox, PlantedScan
from inspection.imaging.operations.claim_review import claim_next_review
from inspection.imaging.operations.judge_review import settle_judgements
from inspection.imaging.operations.plant_scans import plant_scan
from tests.factories.inspection import (
    NOON,
    a_queued_scan,
    an_officer,
    analysts,
    scan_png,
)
from tests.inspection.imaging.test_planted import in_library
from tests.inspection.imaging.test_room import ON_IT, SCAN, always, judged, never

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-15")]
DAYS = "?from=2026-11-01&to=2026-11-30"
ROOM = "/supervisor/image-room/"


@pytest.fixture
def chief():
    return an_officer("chief", Duty.DISPATCH_INSPECTION)


@pytest.fixture
def enter(client):
    def sign_in(user):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def measured(chief):
    """One test image found, one real scan called clear, one box opened with a fault."""
    analyst = analysts(1)[0]
    a_queued_scan()
    in_library(chief)
    number = plant_scan(now=NOON, lot=always)
    for _ in range(2):
        scan = claim_next_review(by=analyst, now=NOON)
        if scan == number:
            judged(analyst, "SUSPECT", marks=(ON_IT,), scan_no=scan)
        else:
            judged(analyst, scan_no=scan)
        settle_judgements(now=NOON + timedelta(minutes=1), lot=never)
    OpenedBox.objects.create(
        order_no="IO1",
        container_no="TGHU0000001",
        scan_no=SCAN,
        verdict="SUSPECT",
        analyst=analyst,
        device_code="XG-1",
        method="2JB",
        rules=["R-101"],
        has_fault=True,
        concluded_at=NOON,
    )
    return analyst


def test_every_indicator_shows_numerator_denominator_and_interval(measured, chief, enter):
    page = enter(chief).get(ROOM + "measures/" + DAYS).content.decode()
    assert "1 / 1" in page
    assert "20.7 – 100.0 %" in page
    assert "hits / threats" in page
    rates = enter(chief).get(f"{ROOM}hit-rates/{DAYS}&by=rule").content.decode()
    assert "R-101" in rates
    assert "100.0 %" in rates
    now = enter(chief).get(ROOM + DAYS).content.decode()
    assert "1 / 2" in now  # test images of all scans


@pytest.mark.parametrize("by", ["rule", "method", "analyst", "scanner"])
def test_hit_rates_are_exported_by_each_grouping(measured, chief, enter, by):
    answer = enter(chief).get(f"{ROOM}hit-rates/export.csv{DAYS}&by={by}")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    name = {"rule": "R-101", "method": "2JB", "analyst": "analyst1", "scanner": "XG-1"}[by]
    assert lines[1].startswith(f"{by},{name},1,1,0.20")


def test_measures_are_exported_and_each_analyst_sees_their_own(measured, chief, enter):
    answer = enter(chief).get(ROOM + "measures/export.csv" + DAYS)
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith("analyst,analyst1,planted,1,1,")
    mine = enter(measured).get("/officer/images/mine/" + DAYS).content.decode()
    assert "1 / 1" in mine
    other = an_officer("other", Duty.REVIEW_IMAGE)
    assert "1 / 1" not in enter(other).get("/officer/images/mine/" + DAYS).content.decode()


def test_the_api_says_what_the_pages_say(measured, chief, enter):
    client = enter(chief)
    room = client.get("/api/v1/image-room" + DAYS).json()
    assert (room["room"]["planted"]["part"], room["room"]["planted"]["of"]) == (1, 2)
    measures = client.get("/api/v1/image-room/measures" + DAYS).json()
    assert measures["analysts"][0]["planted"]["hits"]["part"] == 1
    rates = client.get(f"/api/v1/image-room/hit-rates{DAYS}&by=scanner").json()
    assert rates[0]["key"] == "XG-1"


def test_a_program_reviews_a_scan_from_the_draw_to_the_verdict_taken_back(enter):
    a_queued_scan()
    client = enter(analysts(1)[0])
    scan = client.post("/api/v1/image-reviews/next").json()["scan"]
    assert scan["scan_no"] == SCAN
    base = f"/api/v1/image-reviews/{SCAN}"
    json_ = "application/json"
    mark = {"x": 1, "y": 2, "width": 9, "height": 8, "kind": "BLADE"}
    kept = client.put(f"{base}/marks", json.dumps({"marks": [mark]}), content_type=json_)
    assert kept.status_code == 204
    assert client.post(f"{base}/advice").status_code == 409
    look = {"look": "MARKED", "marks": [mark]}
    assert client.post(f"{base}/first-look", look, content_type=json_).status_code == 204
    assert client.post(f"{base}/advice").json()["fault"]
    verdict = {"verdict": "SUSPECT", "reason": "a blade", "marks": [mark], "certainty": "UNSURE"}
    answer = client.post(f"{base}/conclusion", verdict, content_type=json_)
    assert answer.status_code == 200
    assert answer.json()["final_by"]
    assert client.delete(f"{base}/conclusion").status_code == 204
    assert ImageReview.objects.get().state == "CLAIMED"
    assert client.post(f"{base}/release").status_code == 204


def test_the_library_is_filled_by_page_and_by_program_and_shut_to_analysts(chief, enter):
    client = enter(chief)
    bad = client.post(ROOM + "planted/new/", {"title": "x", "truth": "DRUGS one two"})
    assert bad.status_code == 422
    file = SimpleUploadedFile("scan.png", scan_png(seed=3))
    fields = {"title": "block", "truth": "DRUGS 60 34 14 12", "declared": "610910 Shirts"}
    assert client.post(ROOM + "planted/new/", fields | {"file": file}).status_code == 302
    made = client.post(
        "/api/v1/image-room/planted",
        {"title": "clean", "file": base64.b64encode(scan_png(seed=4)).decode()},
        content_type="application/json",
    )
    assert made.status_code == 201
    assert len(client.get("/api/v1/image-room/planted").json()) == 2
    assert "block" in client.get(ROOM + "planted/").content.decode()
    number = made.json()["planted_no"]
    client.post(f"{ROOM}planted/{number}/retire/")
    assert PlantedScan.objects.get(planted_no=number).retired_at
    broken = {"title": "t", "file": "no base64!"}
    door = "/api/v1/image-room/planted"
    assert client.post(door, broken, content_type="application/json").status_code == 422

    both = enter(an_officer("both", Duty.DISPATCH_INSPECTION, Duty.REVIEW_IMAGE))
    assert both.get(ROOM + "planted/").status_code == 403
    assert both.get("/api/v1/image-room/planted").status_code == 403
    assert "planted/" not in both.get(ROOM).content.decode()
