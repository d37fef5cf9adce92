"""What the outcomes wing tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class OutcomeRecorded(Event):
    """Somebody looked into what was judged. ``source`` says how; ``corrects`` what it replaces."""

    name = "risk.outcome-recorded"
    subject_fields = ("subject_reference", "assessment_no")

    outcome_no: str
    subject_reference: str
    assessment_no: str
    source: str
    evidence: str
    found: bool
    kind: str
    corrects: str
    recorded_at: datetime
