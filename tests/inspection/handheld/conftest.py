"""A box with its crew, and acts of their devices."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from PIL import Image, ImageDraw

from customs_portal.accounts.duties import Duty
from inspection.handheld.operations.take_entry import take_entry
from inspection.handheld.operations.take_photograph import take_photograph
from inspection.handheld.queries.records import record_of
from inspection.orders.models import Draw
from inspection.orders.operations.accept_order import accept_order
from inspection.orders.operations.send_to_opening import send_to_opening
from tests.factories.inspection import BOX, NOON, an_officer, an_order, inspectors

LATER = NOON + timedelta(hours=1)
WHOLE = {
    "started_at": "2026-11-20T12:10+08:00",
    "ended_at": "2026-11-20T12:50+08:00",
    "weather": "RAIN",
    "seal_before": "SL0001234",
    "seal_after": "SL0009876",
    "outcome": "FAULT",
    "note": "Forty cartons more than declared.",
    "finding.1.QUANTITY.declared": "420 ctn",
    "finding.1.QUANTITY.found": "460 ctn",
    "sample.0a1b2c3d.number": "Y-1",
    "sample.0a1b2c3d.what": "T-shirt, size M",
    "sample.0a1b2c3d.quantity": "2 pieces",
    "sample.0a1b2c3d.bag_seal": "BG-77",
    "sample.0a1b2c3d.laboratory": "Textile laboratory",
    "next_step": "AMEND",
    "signing": "TYPED",
    "representative": "Li Wei",
    "representative_agrees": "1",
}


def a_photograph(text="420 ctn", *, exif=True, side=900):
    """A JPEG with a place of its own in its EXIF."""
    picture = Image.new("RGB", (side, side * 2 // 3), "#8A9CAA")
    ImageDraw.Draw(picture).text((40, 40), text, fill="#000000", font_size=side // 12)
    said = Image.Exif()
    if exif:
        said[0x010F] = "Camera of somebody"
        said[0x8825] = {1: "N", 2: (26.0, 4.0, 0.0), 3: "E", 4: (119.0, 18.0, 0.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=said)
    return out.getvalue()


class Crew:
    """Two officers with a device each, before one box."""

    def __init__(self, container_no=BOX):
        people = {one.username: one for one in inspectors(2)}
        self.order_no = an_order(container_no)
        send_to_opening(order_no=self.order_no, reason="dense block", beacon="c0ffee", now=NOON)
        self.first, self.second = (people[name] for name in Draw.objects.get().crew)
        accept_order(order_no=self.order_no, officer=self.first.username, at=NOON)

    def says(self, field, value, *, by=None, device="HH-1", base=0, entry_id=None, **more):
        return take_entry(
            order_no=self.order_no, entry_id=entry_id or uuid4(), device=device, field=field,
            value=value, base=base, written_at=NOON, by=by or self.first, now=LATER, **more,
        )  # fmt: skip

    def says_all(self, **changes):
        for field, value in (WHOLE | changes).items():
            self.says(field, value)

    def photographs(self, kind="GOODS", *, data=None, by=None, entry_id=None, **more):
        return take_photograph(
            order_no=self.order_no, entry_id=entry_id or uuid4(), device="HH-1", kind=kind,
            data=a_photograph() if data is None else data, taken_at=NOON, by=by or self.first,
            now=LATER, **more,
        )  # fmt: skip

    @property
    def record(self):
        return record_of(order_no=self.order_no)


@pytest.fixture
def crew(db):
    return Crew()


@pytest.fixture
def dispatcher(db):
    return an_officer("dispatcher1", Duty.DISPATCH_INSPECTION)
