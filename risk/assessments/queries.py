"""Questions about stored judgements."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from customs_portal.kit.errors import NotFound
from risk.assessments.models import Assessment
from risk.verdicts import Hit


@dataclass(frozen=True, kw_only=True)
class AssessmentView:
    """One judgement as stored. ``score`` is the sum of the points of ``hits``."""

    assessment_no: str
    subject_reference: str
    score: int
    threshold: int
    controlled: bool
    hits: tuple[Hit, ...]
    facts: dict[str, Any]
    law_digest: str
    rules_digest: str
    assessed_at: datetime

    def for_enterprise(self) -> "AssessmentView":
        """Only the reasons an enterprise may see: no facts, no score, no watched lists."""
        return replace(
            self, hits=tuple(h for h in self.hits if h.shown_to_enterprise), facts={}, score=0
        )


def assessment_of(*, subject_reference: str) -> AssessmentView | None:
    """The latest judgement of that number, or None."""
    row = Assessment.objects.filter(subject_reference=subject_reference).order_by("-id").first()
    return None if row is None else _view(row)


def assessment(*, assessment_no: str) -> AssessmentView:
    """That judgement. Raises ``NotFound``."""
    row = Assessment.objects.filter(assessment_no=assessment_no).first()
    if row is None:
        raise NotFound(field="assessment_no")
    return _view(row)


def _view(row: Assessment) -> AssessmentView:
    return AssessmentView(
        assessment_no=row.assessment_no,
        subject_reference=row.subject_reference,
        score=row.score,
        threshold=row.threshold,
        controlled=row.controlled,
        hits=tuple(Hit(**hit) for hit in row.hits),
        facts=row.facts,
        law_digest=row.law_digest,
        rules_digest=row.rules_digest,
        assessed_at=row.assessed_at,
    )
