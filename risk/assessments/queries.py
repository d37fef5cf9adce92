"""Questions about stored judgements."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

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


def assessments_found(
    *, number: str, rule: str, controlled: str, sort: str
) -> QuerySet[Assessment]:
    """Judgements by number, by rule that hit, by outcome ("yes", "no", ""), newest first."""
    found = Assessment.objects.all()
    if number:
        found = found.filter(Q(subject_reference=number) | Q(assessment_no=number.lower()))
    if rule:
        found = found.filter(hits__contains=[{"rule": rule}])
    if controlled in ("yes", "no"):
        found = found.filter(controlled=controlled == "yes")
    order = sort if sort.lstrip("-") in ("score", "assessed_at") else "-assessed_at"
    return found.order_by(order, "-id")


def views_of(rows: Iterable[Assessment]) -> list[AssessmentView]:
    return [_view(row) for row in rows]


def hits_by_rule(*, since: datetime) -> dict[str, int]:
    """How often each rule has hit since then: rule number → judgements."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT hit->>'rule', count(*) FROM assessments_assessment,"
            " jsonb_array_elements(hits) AS hit WHERE assessed_at >= %s GROUP BY 1",
            [since],
        )
        return dict(cursor.fetchall())
