"""What comes with a scan, whatever its file says."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """``form`` is "" (told by the bytes) or "packed" (16-bit transmission and effective Z in an
    RGB PNG). ``taken_at`` None: as the file says, else when it came.
    """

    scan_no: str
    subject_kind: str
    subject_reference: str
    device_code: str
    place_code: str
    channel: str
    form: str = ""
    taken_at: datetime | None = None
    uscc: str = ""
    file_name: str = ""
