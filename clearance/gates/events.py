"""What the gate tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class GatePassApproved(Event):
    name = "clearance.gate-pass-approved"
    subject_fields = ("pass_no", "plate_no", "container_no", "declaration_no")

    pass_no: str
    plate_no: str
    container_no: str
    declaration_no: str
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class PassageDecided(Event):
    """The lane was told to open, or why not. ``rule`` is empty when the barrier rises."""

    name = "clearance.passage-decided"
    subject_fields = ("passage_no", "plate_no", "container_no", "pass_no")

    passage_no: str
    place_code: str
    plate_no: str
    container_no: str
    pass_no: str
    opened: bool
    rule: str
    seen_at: datetime
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContainerLeftPort(Event):
    """The barrier let the container out; the gate pass is written off."""

    name = "clearance.container-left-port"
    subject_fields = ("container_no", "declaration_no", "pass_no", "plate_no")

    container_no: str
    declaration_no: str
    pass_no: str
    plate_no: str
    left_at: datetime


@dataclass(frozen=True, kw_only=True)
class GatePassVoided(Event):
    """The enterprise took its pass back."""

    name = "clearance.gate-pass-voided"
    subject_fields = ("pass_no", "plate_no", "container_no")

    pass_no: str
    plate_no: str
    container_no: str
    voided_at: datetime


@dataclass(frozen=True, kw_only=True)
class PassageOpenedByHand(Event):
    """A gate officer overruled a refusal and said why."""

    name = "clearance.passage-opened-by-hand"
    subject_fields = ("passage_no", "plate_no", "container_no")

    passage_no: str
    place_code: str
    plate_no: str
    container_no: str
    overruled: str
    reason: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class BarrierOpenedUnasked(Event):
    """A barrier reports that it rose for a passage nobody had opened."""

    name = "clearance.barrier-opened-unasked"
    subject_fields = ("passage_no",)

    passage_no: str
    place_code: str
    moved_at: datetime
