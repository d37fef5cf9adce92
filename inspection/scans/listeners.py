"""What the archive of scans does when it hears news."""

from customs_portal.kit import clock
from hardware_adapters.events import ContainerImaged
from inspection.scans.operations.keep_imaged import keep_imaged


def keep_scan(event: ContainerImaged) -> None:
    keep_imaged(
        scan_no=event.scan_no,
        container_no=event.container_no,
        image_key=event.image_key,
        device_code=event.device_code,
        place_code=event.place_code,
        taken_at=event.taken_at,
        now=clock.now(),
    )
