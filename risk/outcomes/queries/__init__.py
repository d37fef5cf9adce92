"""Questions about outcomes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from customs_portal.accounts.duties import Duty
from risk.outcomes.models import Outcome
from risk.outcomes.rules.truth import Said, truth_of
from risk.outcomes.states import WITHDRAWN, Looked

READERS = (Duty.JUDGE_RISK, Duty.REVIEW_DECLARATION, Duty.READ_JOURNAL)


@dataclass(frozen=True, kw_only=True)
class OutcomeView:
    """One statement as it was made. ``replaced`` when a later one corrects it; ``used_by`` the
    back-test that counted it first, "" for none."""

    outcome_no: str
    subject_reference: str
    assessment_no: str
    source: str
    source_label: str
    evidence: str
    found: bool
    kind: str
    category: str
    reason: str
    by: str
    corrects: str
    replaced: bool
    recorded_at: datetime
    used_by: str = ""


def outcomes_found(
    *, number: str, source: str, found: str, since: datetime | None, until: datetime | None
) -> QuerySet[Outcome]:
    """Statements by number, way of looking and result ("yes", "no", ""), newest first."""
    rows = Outcome.objects.select_related("corrects", "corrected_by", "use")
    if number:
        rows = rows.filter(
            Q(subject_reference=number) | Q(assessment_no=number.lower()) | Q(evidence=number)
        )
    if source in Looked.values:
        rows = rows.filter(source=source)
    if found in ("yes", "no"):
        rows = rows.filter(found=found == "yes")
    if since is not None:
        rows = rows.filter(recorded_at__gte=since)
    if until is not None:
        rows = rows.filter(recorded_at__lt=until)
    return rows.order_by("-recorded_at", "-id")


def truths_of(*, references: Iterable[str]) -> dict[str, bool]:
    """By number: whether all looks together say that there was a fault; without a look none.

    The strongest way of looking decides, as in the hit rates.
    """
    rows = Outcome.objects.filter(
        subject_reference__in=list(references), corrected_by__isnull=True
    ).exclude(kind=WITHDRAWN)
    said: dict[str, list[Said]] = {}
    for reference, source, found, kind, at in rows.values_list(
        "subject_reference", "source", "found", "kind", "recorded_at"
    ):
        one = Said(source=source, found=found, kind=kind, at=at)
        said.setdefault(reference, []).append(one)
    truths = {reference: truth_of(looks) for reference, looks in said.items()}
    return {reference: one.found for reference, one in truths.items() if one is not None}


def outcome_views(rows: Iterable[Outcome]) -> list[OutcomeView]:
    return [_view(row) for row in rows]


def outcomes_of(*, subject_reference: str) -> list[OutcomeView]:
    """Everything that was ever said about that number, oldest first."""
    rows = Outcome.objects.select_related("corrects", "corrected_by", "use")
    return outcome_views(rows.filter(subject_reference=subject_reference).order_by("pk"))


def _view(row: Outcome) -> OutcomeView:
    return OutcomeView(
        outcome_no=row.outcome_no,
        subject_reference=row.subject_reference,
        assessment_no=row.assessment_no,
        source=row.source,
        source_label=row.get_source_display(),
        evidence=row.evidence,
        found=row.found,
        kind=row.kind,
        category=row.category,
        reason=row.reason,
        by=row.by,
        corrects=row.corrects.outcome_no if row.corrects else "",
        replaced=hasattr(row, "corrected_by"),
        recorded_at=row.recorded_at,
        used_by=row.use.used_by if hasattr(row, "use") else "",
    )
