"""What the archive of scans tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ScanKept(Event):
    """A scan was read and is kept; ``sha256`` is of the bytes as they were delivered."""

    name = "inspection.scan-kept"
    subject_fields = ("scan_no", "subject_reference", "device_code")

    scan_no: str
    subject_kind: str
    subject_reference: str
    device_code: str
    place_code: str
    form: str
    sha256: str
    kept_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScanDeliveryRefused(Event):
    """A delivery could not be read or did not fit; nothing of it is kept but this."""

    name = "inspection.scan-delivery-refused"
    subject_fields = ("scan_no", "device_code")

    scan_no: str
    device_code: str
    field: str
    rule: str
    sha256: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScanPurged(Event):
    """The files are gone by the rule of keeping, the hash stays."""

    name = "inspection.scan-purged"
    subject_fields = ("scan_no", "subject_reference")

    scan_no: str
    subject_reference: str
    sha256: str
    law: str
    purged_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScanHeld(Event):
    """Somebody needs the scan beyond its time."""

    name = "inspection.scan-held"
    subject_fields = ("scan_no", "needed_for")

    scan_no: str
    needed_for: str
    reason: str
    held_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScanHoldLifted(Event):
    name = "inspection.scan-hold-lifted"
    subject_fields = ("scan_no", "needed_for")

    scan_no: str
    needed_for: str
    lifted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScanVerified(Event):
    """Somebody had the kept files compared with their hashes."""

    name = "inspection.scan-verified"
    subject_fields = ("scan_no",)

    scan_no: str
    is_whole: bool
    verified_at: datetime
