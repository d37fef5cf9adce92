"""Questions about stored judgements."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from customs_portal.kit.errors import NotFound
from risk.assessments.models import Assessment
from risk.rules.combine import KeptReading
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
    channel: str
    at_least: str
    documents_from: int
    open_from: int
    readings: tuple[KeptReading, ...]
    law: dict[str, Any]
    book_digest: str

    def for_enterprise(self) -> "AssessmentView":
        """Only the reasons an enterprise may see: no facts, no score, no watched lists."""
        return replace(
            self,
            hits=tuple(
                replace(hit, points=0, at_least="") for hit in self.hits if hit.shown_to_enterprise
            ),
            facts={},
            score=0,
            channel="",
            at_least="",
            readings=(),
            law={},
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
        channel=row.channel,
        at_least=row.at_least,
        documents_from=row.documents_from,
        open_from=row.open_from,
        readings=tuple(
            KeptReading(**{**one, "parts": tuple(map(tuple, one["parts"]))}) for one in row.readings
        ),
        law=row.law,
        book_digest=row.book_digest,
    )


def assessments_found(
    *, number: str, rule: str, controlled: str, sort: str, channel: str = ""
) -> QuerySet[Assessment]:
    """Judgements by number, by rule that hit, by outcome ("yes", "no", ""), newest first."""
    found = Assessment.objects.all()
    if number:
        found = found.filter(Q(subject_reference=number) | Q(assessment_no=number.lower()))
    if rule:
        found = found.filter(hits__contains=[{"rule": rule}])
    if controlled in ("yes", "no"):
        found = found.filter(controlled=controlled == "yes")
    if channel:
        found = found.filter(channel=channel)
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


@dataclass(frozen=True, kw_only=True)
class JudgedThen:
    """One stored judgement as a replay needs it; ``key`` orders them."""

    key: int
    assessment_no: str
    subject_reference: str
    facts: dict[str, Any]
    hits: list[dict[str, Any]]
    score: int
    threshold: int
    controlled: bool


def judged_count(*, since: datetime, until: datetime) -> int:
    """How many judgements were made from ``since`` (inclusive) to ``until`` (exclusive)."""
    return Assessment.objects.filter(assessed_at__gte=since, assessed_at__lt=until).count()


def judged_between(*, since: datetime, until: datetime, after: int, limit: int) -> list[JudgedThen]:
    """The next judgements of that time after ``after``, in the order in which they were stored."""
    found = Assessment.objects.filter(assessed_at__gte=since, assessed_at__lt=until, id__gt=after)
    return [_then(row) for row in found.order_by("id")[:limit]]


def judged_last(*, limit: int) -> list[JudgedThen]:
    """The latest judgements, newest first."""
    return [_then(row) for row in Assessment.objects.order_by("-id")[:limit]]


def _then(row: Assessment) -> JudgedThen:
    return JudgedThen(
        key=row.pk,
        assessment_no=row.assessment_no,
        subject_reference=row.subject_reference,
        facts=row.facts,
        hits=row.hits,
        score=row.score,
        threshold=row.threshold,
        controlled=row.controlled,
    )


def judged_after(*, position: int, limit: int) -> list[tuple[int, AssessmentView]]:
    """Judgements in the desk's own order, each with its place in it, from the one behind
    ``position`` on."""
    rows = Assessment.objects.filter(pk__gt=position).order_by("pk")[:limit]
    return [(row.pk, _view(row)) for row in rows]


def judged_of(*, subject_reference: str) -> list[tuple[int, AssessmentView]]:
    """Every judgement of that number with its place in the desk's order, oldest first."""
    rows = Assessment.objects.filter(subject_reference=subject_reference).order_by("pk")
    return [(row.pk, _view(row)) for row in rows]


CHANCE = "S-900"


@dataclass(frozen=True, kw_only=True)
class FallenLot:
    """The lot of a declaration as it fell: ``rate`` permille of the grade, on the words ``filed``.

    ``drawn`` is what the judgement made of it, and what the firm was told.
    """

    reference: str
    on: date
    filed: str
    grade: str
    rate: int
    lot: int
    drawn: bool
    firms: tuple[str, ...]


def lots_fallen(*, on: date) -> list[FallenLot]:
    """Every lot that fell on that day, in the order of the desk."""
    return [_lot(row) for row in Assessment.objects.filter(lot_on=on).order_by("id").iterator()]


def lot_fallen(*, reference: str) -> FallenLot | None:
    """The lot of one declaration; None where none fell, or long ago under another secret."""
    found = Assessment.objects.filter(subject_reference=reference).exclude(lot_on=None)
    row = found.order_by("id").first()
    return None if row is None else _lot(row)


def _lot(row: Assessment) -> FallenLot:
    facts = row.facts
    grade = facts["grade"] or "UNKNOWN"
    assert row.lot_on is not None  # both readers ask for it
    return FallenLot(
        reference=row.subject_reference,
        on=row.lot_on,
        filed=row.filed,
        grade=grade,
        rate=int(row.law["risk.random_permille_by_grade"][grade]),
        lot=facts["lot"],
        drawn=any(hit["rule"] == CHANCE for hit in row.hits),
        firms=tuple({one for one in (facts["enterprise_key"], facts["agent_key"]) if one}),
    )
