"""A scan arrives: onto the bench with it, if it is a scan."""

from datetime import datetime

from django.db import IntegrityError, transaction

from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from inspection.imaging.events import ImageReviewQueued, ScanRefused
from inspection.imaging.models import ImageReview
from inspection.imaging.rules.scan_format import NotAScan, ScanSize, size_of_scan
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
    if ImageReview.objects.filter(scan_no=scan_no).exists():
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
            )
    except IntegrityError:
        return True
    if order is not None:
        note_scan(order_no=order.order_no, scan_no=scan_no)
    announce(
        ImageReviewQueued(
            scan_no=scan_no, container_no=container_no, place_code=place_code, queued_at=now
        )
    )
    return True


def _size_of_stored(image_key: str) -> ScanSize:
    try:
        return size_of_scan(storage.read(image_key))
    except storage.NoSuchObject as error:
        raise NotAScan("not_stored") from error
