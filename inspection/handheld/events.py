"""What the handheld tells the house. Single fields are not news: the record keeps each itself."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class RecordBegun(Event):
    """The first word of a record of inspection came from a handheld."""

    name = "inspection.record-begun"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    begun_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordContradicted(Event):
    """Two devices said different things in one field; both are kept until a person chooses."""

    name = "inspection.record-contradicted"
    subject_fields = ("order_no",)

    order_no: str
    field: str
    devices: tuple[str, ...]
    noticed_at: datetime


@dataclass(frozen=True, kw_only=True)
class PhotographKept(Event):
    """A photograph of an inspection was encoded anew and kept; ``sha256`` is of what is kept."""

    name = "inspection.photograph-kept"
    subject_fields = ("order_no",)

    order_no: str
    kind: str
    sha256: str
    taken_at: datetime
    kept_at: datetime
    photograph_id: int = 0


@dataclass(frozen=True, kw_only=True)
class NumberReadByCamera(Event):
    """The number on a photograph beside the one that was expected. ``reading``: AGREES, DIFFERS
    or UNREADABLE."""

    name = "inspection.number-read-by-camera"
    subject_fields = ("order_no", "expected", "read")

    order_no: str
    kind: str
    reading: str
    read: str
    expected: str
    read_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordConfirmed(Event):
    """One officer of the crew stands for the record as it is; the second concludes it."""

    name = "inspection.record-confirmed"
    subject_fields = ("order_no",)

    order_no: str
    officer: str
    content_hash: str
    concludes: bool
    confirmed_at: datetime
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class ConfirmationVoided(Event):
    """The record was changed after an officer had confirmed it: that word no longer holds."""

    name = "inspection.confirmation-voided"
    subject_fields = ("order_no",)

    order_no: str
    officers: tuple[str, ...]
    changed: str
    voided_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordSheetIssued(Event):
    """A concluded record was printed once for all, with a code that anybody can verify."""

    name = "inspection.record-sheet-issued"
    subject_fields = ("order_no",)

    order_no: str
    code: str
    sha256: str
    issued_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordReopened(Event):
    """A supervisor returned the record: its crew fills it in again, in a new version.

    ``officers`` had confirmed the one that went back, which ``content_hash`` names.
    """

    name = "inspection.record-reopened"
    subject_fields = ("order_no",)

    order_no: str
    version: int
    officers: tuple[str, ...]
    content_hash: str
    reopened_at: datetime
