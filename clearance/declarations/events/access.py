"""What is told of goods that leave the port and are checked elsewhere."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class AccessAsked(Event):
    """The declarant asks to take held goods away and have them checked elsewhere."""

    name = "clearance.access-asked"
    subject_fields = ("declaration_no",)

    declaration_no: str
    kind: str
    site: str
    reason: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class AccessProposed(Event):
    """A first officer would let the goods go on condition; a second one must agree."""

    name = "clearance.access-proposed"
    subject_fields = ("declaration_no",)

    declaration_no: str
    kind: str
    reason: str
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class AccessOrdered(Event):
    """The instruction is in force: the goods are checked there, and not used before."""

    name = "clearance.access-ordered"
    subject_fields = ("declaration_no",)

    declaration_no: str
    kind: str
    site: str
    check_by: datetime
    proposed_by: str
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class AccessRefused(Event):
    """The goods stay where they are."""

    name = "clearance.access-refused"
    subject_fields = ("declaration_no",)

    declaration_no: str
    kind: str
    reason: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class AccessChecked(Event):
    """The check away from the port is over; without a fault the goods may be used."""

    name = "clearance.access-checked"
    subject_fields = ("declaration_no",)

    declaration_no: str
    kind: str
    fault: bool
    finding: str
    checked_at: datetime
