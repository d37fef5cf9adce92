"""What the vision wing does when it hears news."""

from customs_portal.kit import clock
from inspection.scans.events import ScanKept
from inspection.vision.operations.suggest_reading import suggest_reading_of_kept


def read_kept_scan(event: ScanKept) -> None:
    """In the background: nobody waits for a hint. Every scanner's scans come by the archive."""
    suggest_reading_of_kept(
        scan_no=event.scan_no,
        subject_kind=event.subject_kind,
        subject_reference=event.subject_reference,
        now=clock.now(),
    )
