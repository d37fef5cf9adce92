"""What happens to mandates."""

from dataclasses import dataclass
from datetime import date, datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class MandateOffered(Event):
    name = "clearance.mandate-offered"
    subject_fields = ("mandate_no", "principal_uscc", "agent_uscc", "transport_document")

    mandate_no: str
    principal_uscc: str
    agent_uscc: str
    transport_document: str
    first_day: date
    last_day: date
    signature: str
    offered_at: datetime


@dataclass(frozen=True, kw_only=True)
class MandateAnswered(Event):
    """The agent accepted or declined; ``signature`` is empty when it declined."""

    name = "clearance.mandate-answered"
    subject_fields = ("mandate_no", "principal_uscc", "agent_uscc")

    mandate_no: str
    principal_uscc: str
    agent_uscc: str
    accepted: bool
    signature: str
    reason: str
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Event):
    """One side ended it: taken back before the answer, or revoked."""

    name = "clearance.mandate-ended"
    subject_fields = ("mandate_no", "principal_uscc", "agent_uscc")

    mandate_no: str
    principal_uscc: str
    agent_uscc: str
    state: str
    reason: str
    ended_at: datetime
