"""What the risk desk tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class ShipmentAssessed(Event):
    """The facts of a shipment were judged; the full reasoning stands in the assessment."""

    name = "risk.shipment-assessed"
    subject_fields = ("assessment_no", "subject_reference")

    assessment_no: str
    subject_reference: str
    score: int
    controlled: bool
    rules: tuple[str, ...]
    assessed_at: datetime
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class JudgementTroubled(Event):
    """A source of suspicion failed; a person looks at the declaration, with the causes named."""

    name = "risk.judgement-troubled"
    subject_fields = ("assessment_no", "subject_reference")

    assessment_no: str
    subject_reference: str
    causes: tuple[str, ...]
    troubled_at: datetime
