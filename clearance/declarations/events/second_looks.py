"""What is told when officers look a second time, or reject what was filed."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DeclarationDoubted(Event):
    """An officer sent a cleared declaration to re-review, and said why."""

    name = "clearance.declaration-doubted"
    subject_fields = ("declaration_no",)

    declaration_no: str
    reason: str
    review_by: datetime
    doubted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReReviewDecided(Event):
    """A second officer decided: cleared as before, held, or returned for change."""

    name = "clearance.re-review-decided"
    subject_fields = ("declaration_no",)

    declaration_no: str
    decision: str
    reason: str
    doubted_by: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationRejected(Event):
    """An officer rejected what no change can mend; its bill may be declared anew."""

    name = "clearance.declaration-rejected"
    subject_fields = ("declaration_no", "container_nos")

    declaration_no: str
    container_nos: tuple[str, ...]
    reason: str
    rejected_at: datetime
