"""News of requests to change a declaration."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ChangeAsked(Event):
    """The declarant asks to amend or to withdraw an accepted declaration."""

    name = "clearance.change-asked"
    subject_fields = ("declaration_no", "request_no")

    declaration_no: str
    request_no: str
    kind: str
    fields: tuple[str, ...]
    reason: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChangeProposed(Event):
    """A first officer would approve the change; a second one must agree."""

    name = "clearance.change-proposed"
    subject_fields = ("declaration_no", "request_no")

    declaration_no: str
    request_no: str
    reason: str
    two_because: tuple[str, ...]
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChangeApproved(Event):
    """The change stands in the register, as this version when it was an amendment."""

    name = "clearance.change-approved"
    subject_fields = ("declaration_no", "request_no")

    declaration_no: str
    request_no: str
    kind: str
    fields: tuple[str, ...]
    version: int
    sha256: str
    proposed_by: str
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChangeRefused(Event):
    """The declaration stands as it was."""

    name = "clearance.change-refused"
    subject_fields = ("declaration_no", "request_no")

    declaration_no: str
    request_no: str
    reason: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChangeTakenBack(Event):
    """The declarant no longer asks for it."""

    name = "clearance.change-taken-back"
    subject_fields = ("declaration_no", "request_no")

    declaration_no: str
    request_no: str
    taken_back_at: datetime
