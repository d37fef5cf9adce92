"""What a gantry delivered by its own line goes into the archive as well."""

from datetime import datetime

from customs_portal.kit import storage
from customs_portal.kit.errors import Fault
from inspection.scans.facts import Delivery
from inspection.scans.models import RefusedDelivery, Scan
from inspection.scans.operations.take_scan import take_scan
from inspection.scans.states import Channel, SubjectKind


def keep_imaged(
    *,
    scan_no: str,
    container_no: str,
    image_key: str,
    device_code: str,
    place_code: str,
    taken_at: datetime,
    now: datetime,
) -> bool:
    """Safe to repeat. False: it was refused, and that stands in the list of the refused."""
    if Scan.objects.filter(scan_no=scan_no).exists():
        return True
    if RefusedDelivery.objects.filter(scan_no=scan_no, device_code=device_code).exists():
        return False
    try:
        data = storage.read(image_key)
    except storage.NoSuchObject:
        data = b""
    try:
        take_scan(
            delivery=Delivery(
                scan_no=scan_no,
                subject_kind=SubjectKind.CONTAINER,
                subject_reference=container_no,
                device_code=device_code,
                place_code=place_code,
                channel=Channel.SOCKET,
                form="packed",
                taken_at=taken_at,
            ),
            data=data,
            now=now,
        )
    except Fault:
        return False
    return True
