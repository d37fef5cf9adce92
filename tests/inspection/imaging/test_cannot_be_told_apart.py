"""A test image beside the real scan it is like: every door an analyst has shows the same of both.

What is compared is the whole answer of each door, its digits masked: numbers differ from scan to
scan anyway, everything else would give a test image away.
"""

import difflib
import json
import re

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from hardware_adapters.events import ContainerImaged
from inspection.imaging.models import ImageReview
from inspection.imaging.operations.claim_review import claim_next_review
from inspection.imaging.operations.plant_scans import TestImage, add_planted, plant_scan
from inspection.imaging.queries import scan_in_hands
from inspection.scans.events import ScanKept
from inspection.scans.listeners import keep_scan
from inspection.vision.listeners import read_kept_scan
from tests.factories.clearance import file_summary, reference_data
from tests.factories.inspection import (
    NOON,
    a_place,
    a_queued_scan,
    an_officer,
    an_order,
    analysts,
    scan_png,
)
from tests.inspection.imaging.test_room import always, judged, law, settled

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-06")]

BACKEND = "django.contrib.auth.backends.ModelBackend"
BOX = "MSKU3148527"
GOODS = ({"code": "610910", "name": "Cotton T-shirts", "quantity": "420 ctn"},)
DOORS = [
    ("get", "/officer/images/"),
    ("get", "/officer/images/beside/"),
    ("post", "/officer/images/next/"),
    ("post", "/api/v1/image-reviews/next"),
    ("post", "/officer/images/{no}/keep/"),
    ("get", "/officer/images/{no}.png"),
    ("post", "/officer/images/{no}/first-look/"),
    ("post", "/officer/images/{no}/advice/"),
    ("post", "/api/v1/image-reviews/{no}/advice"),
    ("get", "/officer/images/mine/"),
    ("get", "/officer/scans/?text={no}"),
    ("get", "/officer/scans/{no}/"),
    ("get", "/officer/scans/{no}/thumbnail.jpg"),
    ("get", "/api/v1/scans?q={no}"),
    ("get", "/api/v1/scans/{no}"),
    ("post", "/api/v1/scans/{no}/hold"),
    ("post", "/officer/images/{no}/conclude/"),
    ("get", "/officer/images/"),
]


@pytest.fixture
def both(db, tmp_path, settings):
    """The same picture once from a gantry and once from the library: analyst to scan number."""
    settings.MEDIA_ROOT = tmp_path
    reference_data()
    reference = file_summary(now=NOON).declaration_no
    pair = analysts(2)
    an_order(BOX, subject_reference=reference, declared=GOODS)
    picture = scan_png(seed=9)
    key = storage.put(picture, suffix="png")
    number = "SC26-004711"
    arrived = {
        "scan_no": number, "container_no": BOX, "image_key": key, "device_code": "XG-1",
        "place_code": a_place().code, "taken_at": NOON,
    }  # fmt: skip
    a_queued_scan(scan_no=number, container_no=BOX)
    ImageReview.objects.update(image_key=key)
    real = ImageReview.objects.get()
    keep_scan(ContainerImaged(**arrived))
    (kept,) = JournalEntry.objects.filter(name="inspection.scan-kept")
    read_kept_scan(ScanKept.from_payload(kept.payload))

    chief = an_officer("chief", Duty.DISPATCH_INSPECTION)
    add_planted(
        image=TestImage(title="a clean box", data=picture, declared=GOODS), by=chief, now=NOON
    )
    planted = plant_scan(now=NOON, lot=always)
    real.refresh_from_db()
    ImageReview.objects.filter(pk=real.pk).update(ordered_by=pair[0].username)
    assert claim_next_review(by=pair[0], now=NOON) == planted
    ImageReview.objects.filter(pk=real.pk).update(ordered_by="")
    assert claim_next_review(by=pair[1], now=NOON) == number
    return {pair[0]: planted, pair[1]: number}


def masked(text):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
    text = re.sub(r'nonce="[^"]+"', "", text)
    text = re.sub(r"\.\d{6}\+", "+", text)  # microseconds are left out when they are 0
    return re.sub(r"\d+", "#", text)


def differences(one, other):
    """Word by word, so that a failure names what gives the test image away."""
    words = [re.split(r"(?<=[>,])|\s+", text) for text in (one, other)]
    found = difflib.unified_diff(*words, lineterm="", n=1)
    return list(found)[:40]


def answers(client, analyst, number):
    client.force_login(analyst, backend=BACKEND)
    found = []
    for method, path in DOORS:
        given = {
            "look": "NOTHING", "verdict": "CLEAR", "marks": "[]", "needed_for": "case",
            "reason": "kept longer",
        }  # fmt: skip
        headers = {"accept": "application/json"} if path.endswith("next/") else {}
        if path.startswith("/api") and method == "post":
            answer = client.post(
                path.format(no=number), json.dumps(given), content_type="application/json"
            )
        else:
            sent = given if method == "post" else None
            answer = getattr(client, method)(path.format(no=number), sent, headers=headers)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if "image" in answer.get("Content-Type", ""):
            text = f"{answer['Content-Type']} {len(body)}"
        else:
            text = body.decode()
        head = sorted(name for name in answer.headers if name not in ("Content-Length",))
        found.append((method, path, answer.status_code, head, masked(text)))
    return found


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_door_shows_the_same_of_both(both, client, language, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)
    client.cookies["django_language"] = language
    with law(advice_from_map50_permille=0):
        planted, real = (answers(client, who, number) for who, number in both.items())
    opened = 0
    for one, other in zip(planted, real, strict=True):
        assert one[:4] == other[:4]
        assert not differences(one[4], other[4]), one[:3]
        opened += one[2] == 200
    assert opened >= 8


def test_every_field_in_hands_is_filled_in_both_or_in_neither(both):
    one, other = (scan_in_hands(analyst=who) for who in both)
    assert one.firm_key
    assert (one.firm_key, one.hs_codes) == (other.firm_key, other.hs_codes)
    for name in one.__dataclass_fields__:
        assert bool(getattr(one, name)) == bool(getattr(other, name)), name
    for name in one.order.__dataclass_fields__:
        assert bool(getattr(one.order, name)) == bool(getattr(other.order, name)), name
    fields = [field.attname for field in ImageReview._meta.concrete_fields]
    rows = [ImageReview.objects.get(scan_no=number) for number in both.values()]
    for name in set(fields) - {"planted_id", "cover"}:
        assert bool(getattr(rows[0], name)) == bool(getattr(rows[1], name)), name


def test_after_the_verdict_the_archive_shows_the_scan_and_its_advice(both, client, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)
    (_planted, (analyst, number)) = both.items()
    client.force_login(analyst, backend=BACKEND)
    assert client.get(f"/officer/scans/{number}/").status_code == 404
    judged(analyst, scan_no=number)
    settled()
    with law(advice_from_map50_permille=0):
        page = client.get(f"/officer/scans/{number}/").content.decode()
        told = client.get(f"/api/v1/scans/{number}").json()["advice"]
    assert "What the machine sees" in page
    assert "A hint of" in page
    assert told["fault"] == ""
    with law(advice_from_map50_permille=1000):
        told = client.get(f"/api/v1/scans/{number}").json()["advice"]
    assert (told["findings"], "advice is shown from" in told["fault"]) == ([], True)
