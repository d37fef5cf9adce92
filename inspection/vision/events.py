"""What the machine's eye tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class AdviceGiven(Event):
    """A scan was read by a model; how many things it saw, never what the analyst shall think."""

    name = "inspection.advice-given"
    subject_fields = ("scan_no",)

    scan_no: str
    digest: str
    findings: int
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class AdviceFailed(Event):
    """The model could not be trusted or the picture not be read: the bench goes on without."""

    name = "inspection.advice-failed"
    subject_fields = ("scan_no",)

    scan_no: str
    cause: str
    is_of_model: bool
    failed_at: datetime
