"""Keeping judgements in columns: behind the judging, never on its way."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from customs_portal.kit.errors import NotFound
from risk.assessments.queries import AssessmentView, assessment, judged_after, judged_of
from risk.cases.facts import Column, column
from risk.cases.models import JudgedSubject
from risk.cases.operations.count_days import strike_out
from risk.cases.queries.cases import Case, case_of

AT_ONCE = 2_000
LATE = 500  # judgements may be committed out of the order of their places
_LOCK = 7_340_021  # one keeper at a time


@transaction.atomic
def keep_judged(*, limit: int = AT_ONCE) -> int:
    """Keep what was judged since the last time; returns how many were new.

    Safe to repeat; a second keeper at the same moment finds nothing to do.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    last = JudgedSubject.objects.aggregate(last=Max("position"))["last"] or 0
    begin = max(last - LATE, 0)
    there = set(JudgedSubject.objects.filter(position__gt=begin).values_list("position", flat=True))
    judged = judged_after(position=begin, limit=limit + LATE)
    return _keep([_columned(place, one) for place, one in judged if place not in there])


@transaction.atomic
def keep_subject(*, subject_reference: str) -> None:
    """Keep every judgement of one number now, for whoever has something to say about it."""
    judged = judged_of(subject_reference=subject_reference)
    there = set(
        JudgedSubject.objects.filter(subject_reference=subject_reference).values_list(
            "position", flat=True
        )
    )
    _keep([_columned(place, one) for place, one in judged if place not in there])


def _columned(position: int, one: AssessmentView) -> Column:
    return column(
        position=position,
        assessment_no=one.assessment_no,
        subject_reference=one.subject_reference,
        assessed_at=one.assessed_at,
        facts=one.facts,
        score=one.score,
        controlled=one.controlled,
        threshold=one.threshold,
        points={hit.rule: hit.points for hit in one.hits},
        channel=getattr(one, "channel", ""),
        readings=getattr(one, "readings", ()),
    )


def _keep(columns: Sequence[Column]) -> int:
    if not columns:
        return 0
    rows = [JudgedSubject(**asdict(one) | {"rules": list(one.rules)}) for one in columns]
    JudgedSubject.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    earlier = _supersede({one.subject_reference for one in columns})
    strike_out([*earlier, *(one.assessed_at for one in columns)])
    return len(rows)


def _supersede(references: Iterable[str]) -> list[datetime]:
    """Of several judgements of a number only the last stands; when the others were made."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE cases_judgedsubject AS one SET superseded = true"
            " WHERE one.subject_reference = ANY(%s) AND NOT one.superseded AND EXISTS"
            " (SELECT 1 FROM cases_judgedsubject AS later WHERE"
            " later.subject_reference = one.subject_reference AND later.position > one.position)"
            " RETURNING one.assessed_at",
            [list(references)],
        )
        return [moment for (moment,) in cursor.fetchall()]


@transaction.atomic
def kept_case(*, assessment_no: str) -> Case:
    """That case, kept now should the keeper not have come to it. Raises ``NotFound``."""
    try:
        return case_of(assessment_no=assessment_no)
    except NotFound:
        keep_subject(subject_reference=assessment(assessment_no=assessment_no).subject_reference)
        return case_of(assessment_no=assessment_no)
