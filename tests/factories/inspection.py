"""Officers of the inspection yard, orders, and small dual-energy scans."""

import io
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import factory
import numpy as np
from django.db import connection, transaction
from PIL import Image

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post, User
from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from customs_portal.registry.models import CustomsOffice, Place
from hardware_adapters.events import ContainerImaged
from inspection.imaging.models import ImageReview
from inspection.imaging.operations.queue_review import queue_review
from inspection.orders.models import InspectionOrder
from inspection.orders.operations.order_inspection import order_inspection
from tests.factories.moving import FoundFactory

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
BOX = "MSKU3148520"


def a_place(code: str = "XRAY-1") -> Place:
    office, _ = CustomsOffice.objects.get_or_create(
        code="2203", defaults={"name_en": "Harbour Customs", "level": "SITE"}
    )
    place, _ = Place.objects.get_or_create(
        code=code, defaults={"name_en": "X-ray 1", "kind": "XRAY", "office": office}
    )
    return place


def an_officer(username: str, *duties: Duty, at: Place | None = None) -> User:
    """An officer posted to the whole office, or to one place, since long before noon."""
    office = a_place().office
    user = User.objects.create_user(username=username, password="only-for-tests")
    Post.objects.create(
        user=user,
        office=office,
        place=at,
        duties=[duty.value for duty in duties],
        valid_from=NOON - timedelta(days=400),
    )
    return user


def inspectors(count: int) -> list[User]:
    return [an_officer(f"inspector{n}", Duty.INSPECT_GOODS) for n in range(1, count + 1)]


def analysts(count: int) -> list[User]:
    return [an_officer(f"analyst{n}", Duty.REVIEW_IMAGE) for n in range(1, count + 1)]


def an_order(container_no: str = BOX, **changes: object) -> str:
    wanted: dict[str, object] = {
        "subject_kind": "declaration",
        "subject_reference": f"2203202611{container_no[-7:]}0",
        "container_no": container_no,
        "place_code": a_place().code,
        "reasons": ("R-101 Declared weight does not fit",),
        "declared": ({"code": "610910", "name": "Cotton T-shirts", "quantity": "420 ctn"},),
        "now": NOON,
    }
    return order_inspection(**(wanted | changes))  # type: ignore[arg-type]


def scan_png(*, width: int = 220, height: int = 76, hidden: bool = False, seed: int = 1) -> bytes:
    """A box with cartons (organic), a pump (steel) and, on wish, a dense organic block.

    16-bit transmission in R and G, effective Z times 4 in B.
    """
    chance = np.random.default_rng(seed)
    thickness, z = np.zeros((height, width)), np.zeros((height, width))

    def block(left: float, top: float, right: float, bottom: float, mass: float, kind: int) -> None:
        rows = slice(int(top * height), int(bottom * height))
        columns = slice(int(left * width), int(right * width))
        thickness[rows, columns] += mass
        z[rows, columns] = kind

    block(0.05, 0.15, 0.95, 0.85, 0.06, 26)
    block(0.10, 0.30, 0.50, 0.80, 0.55, 7)
    block(0.60, 0.35, 0.80, 0.80, 2.4, 26)
    if hidden:
        block(0.28, 0.45, 0.34, 0.60, 1.3, 7)
    transmission = np.clip(np.exp(-thickness) + chance.normal(0, 0.003, thickness.shape), 0, 1)
    t16 = (transmission * 65_535).astype(np.uint16)
    pixels = np.dstack([t16 >> 8, t16 & 255, np.clip(z * 4, 0, 255)]).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels, "RGB").save(out, "PNG")
    return out.getvalue()


def a_scan_arrives(
    *, scan_no: str = "XG1-000001", container_no: str = BOX, data: bytes | None = None
) -> str:
    """The gantry's news goes through the journal and its listeners, as in the house."""
    key = storage.put(scan_png() if data is None else data, suffix="png")
    with transaction.atomic():
        announce(
            ContainerImaged(
                device_code="XG-1",
                place_code=a_place().code,
                scan_no=scan_no,
                container_no=container_no,
                image_key=key,
                taken_at=NOON,
            )
        )
    return scan_no


def a_queued_scan(
    *, scan_no: str = "XG1-000001", container_no: str = BOX, data: bytes | None = None
) -> ImageReview:
    """A scan put on the bench directly, inside the test's transaction."""
    queue_review(
        scan_no=scan_no,
        container_no=container_no,
        image_key=storage.put(scan_png() if data is None else data, suffix="png"),
        device_code="XG-1",
        place_code=a_place().code,
        taken_at=NOON,
        now=NOON,
    )
    return ImageReview.objects.get(scan_no=scan_no)


class InspectionOrderFactory(FoundFactory):
    """An order of this noon waiting for its scan; traits move it along."""

    class Meta:
        model = InspectionOrder

    _flow = "inspection order"
    order_no = factory.Sequence(lambda n: f"IO261120{900_000 + n}")
    subject_kind = "declaration"
    subject_reference = factory.Sequence(lambda n: f"22032026{n:010d}")
    container_no = factory.Sequence(lambda n: f"TGHU{n:07d}")
    place_code = "XRAY-1"
    method = "2JB"
    reasons = ["R-101 Declared weight does not fit"]
    ordered_at = NOON

    class Params:
        imaged = factory.Trait(state="IMAGED", scan_no="XG1-000001")
        opening = factory.Trait(state="OPENING", opening_reason="dense block", opening_at=NOON)
        accepted = factory.Trait(
            state="ACCEPTED", opening_reason="dense block", opening_at=NOON, accepted_at=NOON
        )
        presented = factory.Trait(state="PRESENTED", opening_at=NOON)
        concluded = factory.Trait(state="CONCLUDED", ended_at=NOON)
        cancelled = factory.Trait(state="CANCELLED", ended_at=NOON)


def elsewhere(act: Callable[[], object]) -> None:
    """Do it in another thread, as another process would: the browser's own thread has a loop
    in which no socket can be told anything."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
