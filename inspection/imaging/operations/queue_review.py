"""A scan arrives: onto the bench with it, if it is a scan."""

from datetime import datetime

from django.db import IntegrityError, transaction

from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit import storage
from inspection.imaging.events import ImageReviewQueued, ScanRefused
from inspection.imaging.models import ImageReview
from inspection.imaging.queries.firms import firm_of, hs_codes_of
from inspection.imaging.rules.scan_format import NotAScan, ScanSize, size_of_scan
from inspection.imaging.states import Because
from inspection.orders.operations.note_scan import note_scan
from inspection.orders.queries import open_order_of


@transaction.atomic
def queue_review(
    *,
    scan_no: str,
    container_no: str,
    image_key: str,
    device_code: str,
    place_code: str,
    taken_at: datetime,
    now: datetime,
) -> bool:
    """True when the scan waits on the bench (or did before); False when it was refused."""
    if not _number_is_free(scan_no):
        return True
    try:
        size = _size_of_stored(image_key)
    except NotAScan as error:
        announce(
            ScanRefused(
                scan_no=scan_no,
                container_no=container_no,
                device_code=device_code,
                rule=error.rule,
                refused_at=now,
            )
        )
        return False
    order = open_order_of(container_no=container_no)
    firm = firm_of(order=order)
    try:
        with transaction.atomic():
            ImageReview.objects.create(
                scan_no=scan_no,
                container_no=container_no,
                order_no=order.order_no if order else "",
                ordered_by=order.ordered_by if order else "",
                image_key=image_key,
                width=size.width,
                height=size.height,
                device_code=device_code,
                place_code=place_code,
                taken_at=taken_at,
                queued_at=now,
                firm_key=firm.key,
                firm_grade=firm.grade,
                hs_codes=hs_codes_of(order=order),
                move=told(at=now, reason=Because.SCANNED),
            )
    except IntegrityError:
        return True
    if order is not None:
        note_scan(order_no=order.order_no, scan_no=scan_no, now=now)
    announce(
        ImageReviewQueued(
            scan_no=scan_no, container_no=container_no, place_code=place_code, queued_at=now
        )
    )
    return True


def _number_is_free(scan_no: str) -> bool:
    """Whether no scan of a gantry has this number; a test image that has it gives way."""
    found = ImageReview.objects.filter(scan_no=scan_no).first()
    if found is None:
        return True
    if found.planted_id is None:
        return False
    found.scan_no = f"{scan_no[:36]}-{found.pk % 1000:03d}"
    found.save(update_fields=["scan_no"])
    return True


def _size_of_stored(image_key: str) -> ScanSize:
    try:
        return size_of_scan(storage.read(image_key))
    except storage.NoSuchObject as error:
        raise NotAScan("not_stored") from error
