"""Test images: mixed in like any other scan, told to their analyst after the conclusion."""

import json
import struct
import zlib
from datetime import timedelta

import pytest

from customs_portal.accounts.duties import Duty
from customs_portal.journal.models import JournalEntry
from customs_portal.kit import storage
from customs_portal.kit.errors import NotPermitted
from inspection.imaging.models import ImageReview, PlantedScan
from inspection.imaging.operations.claim_review import claim_next_review
from inspection.imaging.operations.keep_reading import Mark
from inspection.imaging.operations.plant_scans import (
    AlreadyInLibrary,
    NotATestImage,
    TestImage,
    TruthUnreadable,
    add_planted,
    plant_scan,
    plants_due,
    retire_planted,
)
from inspection.imaging.operations.queue_review import queue_review
from inspection.imaging.queries import bench_counts, revealed_last, scan_in_hands
from inspection.imaging.states import Verdict
from inspection.orders.models import InspectionOrder, InspectionRecord
from tests.factories.inspection import (
    BOX,
    NOON,
    a_place,
    a_queued_scan,
    an_officer,
    an_order,
    analysts,
    scan_png,
)
from tests.inspection.imaging.test_room import ON_IT, always, judged, never, settled

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-06")]
THING = {"kind": "DRUGS", "x": 60, "y": 34, "width": 14, "height": 12}
BESIDE_IT = Mark(x=2, y=2, width=10, height=10)


@pytest.fixture
def pair():
    return analysts(2)


@pytest.fixture
def chief():
    return an_officer("chief", Duty.DISPATCH_INSPECTION)


def in_library(chief, *, truth=(THING,), seed=9):
    data = scan_png(hidden=bool(truth), seed=seed)
    image = TestImage(
        title="block in cartons",
        data=data,
        truth=truth,
        declared=({"code": "610910", "name": "Shirts", "quantity": ""},),
    )
    return add_planted(image=image, by=chief, now=NOON)


@pytest.fixture
def planted(pair, chief):
    """A test image in the first analyst's hands, like the real scan beside it."""
    an_order()
    a_queued_scan(scan_no="SC26-004711")
    in_library(chief)
    number = plant_scan(now=NOON, lot=always)
    ImageReview.objects.filter(planted=None).update(ordered_by=pair[0].username)
    assert claim_next_review(by=pair[0], now=NOON) == number
    return number


@pytest.mark.feature("I-06")
def test_a_planted_scan_looks_like_the_real_ones(planted, pair, client):
    real = ImageReview.objects.get(planted=None)
    seen = scan_in_hands(analyst=pair[0])
    assert (seen.device_code, seen.place_code) == (real.device_code, real.place_code)
    assert seen.scan_no.startswith("SC26-0047")
    assert len(seen.scan_no) == len(real.scan_no)
    assert seen.taken_at == real.taken_at
    assert seen.order.reasons == ("R-101 Declared weight does not fit",)
    assert len(seen.order.order_no) == len(real.order_no)
    assert not InspectionOrder.objects.filter(order_no=seen.order.order_no).exists()
    client.force_login(pair[0], backend="django.contrib.auth.backends.ModelBackend")
    pages = [
        client.get("/officer/images/").content,
        client.post("/api/v1/image-reviews/next").content,
        client.post("/officer/images/next/", HTTP_ACCEPT="application/json").content,
    ]
    for secret in (b"planted", b"TI26", b"block in cartons", b"DRUGS", b"cover"):
        for page in pages[1:]:
            assert secret not in page
        assert secret in (b"DRUGS", b"cover") or secret not in pages[0]
    keys = set(json.loads(pages[2])["scan"])
    ImageReview.objects.filter(planted=None).update(ordered_by="")
    other = pair[1]
    claim_next_review(by=other, now=NOON)
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    like = client.post("/officer/images/next/", HTTP_ACCEPT="application/json").json()
    assert set(like["scan"]) == keys


def test_a_planted_scan_is_queued_by_the_same_news_and_counted_the_same(planted):
    names = list(
        JournalEntry.objects.filter(name="inspection.image-review-queued").values_list(
            "payload", flat=True
        )
    )
    assert len(names) == 2
    assert names[0].keys() == names[1].keys()
    assert bench_counts(analyst=an_officer("new", Duty.REVIEW_IMAGE)).waiting == 1


@pytest.mark.parametrize(
    ("verdict", "marks", "is_right"),
    [("SUSPECT", (ON_IT,), True), ("SUSPECT", (BESIDE_IT,), False), ("CLEAR", (), False)],
)
def test_the_score_is_told_after_the_conclusion_and_no_order_is_touched(
    planted, pair, told, verdict, marks, is_right
):
    judged(pair[0], Verdict(verdict), marks=marks, scan_no=planted)
    assert revealed_last(analyst=pair[0]) is None
    settled(lot=always)
    shown = revealed_last(analyst=pair[0])
    assert (shown.is_right, shown.title) == (is_right, "block in cartons")
    assert InspectionOrder.objects.get().state == "IMAGED"
    assert not InspectionRecord.objects.exists()
    assert told()[-1] == "inspection.planted-scan-revealed"
    assert "inspection.image-review-concluded" not in told()


def test_the_library_is_shut_to_analysts_and_refuses_what_measures_nothing(chief, pair):
    both = an_officer("both", Duty.DISPATCH_INSPECTION, Duty.REVIEW_IMAGE)
    good = TestImage(title="t", data=scan_png(seed=9))
    for person in (pair[0], both):
        with pytest.raises(NotPermitted):
            add_planted(image=good, by=person, now=NOON)
    with pytest.raises(NotATestImage):
        add_planted(image=TestImage(title="t", data=b"no"), by=chief, now=NOON)
    for truth in ({**THING, "x": 999}, {**THING, "kind": "GHOST"}, {"kind": "DRUGS"}):
        with pytest.raises(TruthUnreadable):
            image = TestImage(title="t", data=scan_png(seed=9), truth=(truth,))
            add_planted(image=image, by=chief, now=NOON)
    assert not PlantedScan.objects.exists()
    add_planted(image=good, by=chief, now=NOON)
    with pytest.raises(AlreadyInLibrary):
        add_planted(image=good, by=chief, now=NOON)


def test_what_a_file_says_beside_its_pixels_is_not_kept(chief):
    data = scan_png(seed=9)
    words = b"tEXtComment\0planted"
    piece = struct.pack(">I", len(words) - 4) + words + struct.pack(">I", zlib.crc32(words))
    end = data.rindex(b"IEND") - 4
    image = TestImage(title="t", data=data[:end] + piece + data[end:])
    add_planted(image=image, by=chief, now=NOON)
    assert b"planted" not in storage.read(PlantedScan.objects.get().image_key)


def test_a_retired_image_is_planted_no_more_and_nothing_is_planted_without_real_scans(chief):
    number = in_library(chief)
    assert plant_scan(now=NOON, lot=always) is None
    a_queued_scan()
    retire_planted(planted_no=number, by=chief, now=NOON)
    retire_planted(planted_no=number, by=chief, now=NOON)
    assert plant_scan(now=NOON, lot=always) is None


def test_plants_follow_the_rate_of_the_law(chief):
    a_queued_scan()
    minute = timedelta(minutes=1)
    assert plants_due(since=NOON - minute, now=NOON, lot=always) == 1
    assert plants_due(since=NOON - minute, now=NOON, lot=never) == 0
    assert plants_due(since=NOON, now=NOON + minute, lot=always) == 0


def test_a_real_scan_whose_number_a_planted_one_has_is_never_lost(planted):
    queue_review(
        scan_no=planted,
        container_no=BOX,
        image_key=storage.put(scan_png(seed=44), suffix="png"),
        device_code="XG-1",
        place_code=a_place().code,
        taken_at=NOON,
        now=NOON,
    )
    assert ImageReview.objects.get(scan_no=planted).planted is None
    assert ImageReview.objects.count() == 3
