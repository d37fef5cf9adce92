"""A gantry's scan that the archive refuses: bench and order say so, why, and what to do."""

import struct
import zlib

import pytest
from django.test import Client

from customs_portal.accounts.duties import Duty
from customs_portal.journal.delivery import deliver
from customs_portal.journal.models import Delivery
from inspection.imaging.models import ImageReview
from inspection.scans.models import RefusedDelivery, Scan
from tests.factories.inspection import (
    BOX,
    NOON,
    a_scan_arrives,
    an_officer,
    an_order,
    scan_png,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("I-03")]


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def heard_in_the_background():
    while owed := list(Delivery.objects.filter(delivered_at=None).values_list("pk", flat=True)):
        for delivery_id in owed:
            deliver(delivery_id=delivery_id)


def with_a_broken_row():
    """As long as it says, and no decoder reads it: a row is filtered in a way that there is not."""

    def chunk(kind, body):
        whole = kind + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = b"".join(bytes([9]) + bytes(64 * 3) for _row in range(32))
    head = struct.pack(">IIBBBBB", 64, 32, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts)


@pytest.fixture
def dispatcher(db, monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: NOON)
    return signed_in(an_officer("dispatcher1", Duty.DISPATCH_INSPECTION))


def ordered(client, order_no):
    rows = client.get("/api/v1/inspection-orders").json()
    return next(one for one in rows if one["order_no"] == order_no)


def test_the_bench_says_that_the_archive_refused_it(dispatcher):
    an_order()
    a_scan_arrives(data=with_a_broken_row())
    heard_in_the_background()
    assert ImageReview.objects.count() == 1  # its length is right: the bench shows what it can
    assert RefusedDelivery.objects.get().subject_reference == BOX
    analyst = signed_in(an_officer("analyst1", Duty.REVIEW_IMAGE))
    scan = analyst.post("/api/v1/image-reviews/next").json()["scan"]["scan_no"]
    analyst.post(
        f"/api/v1/image-reviews/{scan}/first-look", {"look": "NOTHING"},
        content_type="application/json",
    )  # fmt: skip
    told = analyst.post(f"/api/v1/image-reviews/{scan}/advice").json()["fault"]
    assert told.startswith("the archive refused this scan: The file is damaged.")
    assert "scanned again" in told


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (with_a_broken_row(), "The file is damaged."),
        (scan_png()[:2000], "The file breaks off before its end."),
        (b"GIF89a", "Packed transmission comes as a PNG; this is none."),
        (b"", "The file is empty."),
    ],
    ids=["broken", "cut", "wrong type", "empty"],
)
def test_the_order_says_why_and_what_to_do(dispatcher, data, why):
    order_no = an_order()
    assert ordered(dispatcher, order_no)["scan_refused"] == ""
    a_scan_arrives(data=data)
    heard_in_the_background()
    assert ordered(dispatcher, order_no)["scan_refused"] == why
    page = dispatcher.get(f"/officer/inspections/{order_no}/").content.decode()
    assert "The scan was refused" in page
    assert why in page
    assert "Have the box scanned again under a new number" in page
    assert why in dispatcher.get("/officer/inspections/").content.decode()


def test_a_later_scan_that_is_kept_ends_it(dispatcher):
    order_no = an_order()
    a_scan_arrives(data=scan_png()[:2000])
    heard_in_the_background()
    a_scan_arrives(scan_no="XG1-000002")
    heard_in_the_background()
    assert Scan.objects.get().scan_no == "XG1-000002"
    assert ordered(dispatcher, order_no)["scan_refused"] == ""
    page = dispatcher.get(f"/officer/inspections/{order_no}/").content.decode()
    assert "The scan was refused" not in page


def test_another_boxs_refused_scan_is_not_told_here(dispatcher):
    order_no = an_order()
    a_scan_arrives(container_no="TGHU7654320", data=b"GIF89a")
    heard_in_the_background()
    assert ordered(dispatcher, order_no)["scan_refused"] == ""
