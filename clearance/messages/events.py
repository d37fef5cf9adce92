"""What messages tell the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageReceived(Event):
    """A message came in, was mapped and kept, and acted on where our law knows the act."""

    name = "clearance.message-received"
    subject_fields = ("message_no", "declaration_no")

    message_no: str
    kind: str
    reference: str
    state: str
    declaration_no: str
    kept: int
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class MessageAnswered(Event):
    """A notification of the same shape was written for the sender."""

    name = "clearance.message-answered"
    subject_fields = ("message_no", "declaration_no")

    message_no: str
    declaration_no: str
    function: str
    reference: str
    answered_at: datetime
