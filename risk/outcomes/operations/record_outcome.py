"""What an inspection, an image or a document review said comes back to the risk desk."""

import uuid
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from risk.cases.operations.label_case import judgement_at, label_case, unlabel_case
from risk.outcomes.events import OutcomeRecorded
from risk.outcomes.models import Outcome
from risk.outcomes.rules.truth import Said, truth_of
from risk.outcomes.states import WITHDRAWN, Looked

UNNAMED = "FAULT"


@transaction.atomic
def record_outcome(
    *,
    subject_reference: str,
    found: bool,
    kind: str,
    by: str,
    now: datetime,
    source: str = Looked.OPENED,
    evidence: str = "",
    category: str = "",
    reason: str = "",
    assessment_no: str = "",
    actor: User | None = None,
) -> str:
    """Keep what was found, once a look; returns the number of the statement.

    ``evidence`` tells several looks into one number apart (each box has an order of its own).
    The same statement again changes nothing. Another statement about the same look is a
    correction: a row of its own that names the one it replaces; nothing is ever changed. The
    look speaks of the last judgement of that number, or of ``assessment_no``, which is kept.
    """
    one_at_a_time(subject_reference)
    last = _latest(subject_reference).filter(source=source, evidence=evidence).first()
    kind = (kind.strip() or UNNAMED) if found else kind.strip()
    if last is not None and (last.found, last.kind, last.category) == (found, kind, category):
        return last.outcome_no
    judgement = (
        last.assessment_no
        if last is not None
        else assessment_no or judgement_at(subject_reference=subject_reference, at=now)
    )
    row = Outcome(
        outcome_no=uuid.uuid4().hex,
        subject_reference=subject_reference,
        assessment_no=judgement,
        source=source,
        evidence=evidence,
        found=found,
        kind=kind[:40],
        category=category[:80],
        reason=reason.strip()[:400],
        by=by[:150],
        corrects=last,
        recorded_at=now,
    )
    row.save(force_insert=True)
    label(subject_reference=subject_reference, assessment_no=judgement)
    announce(
        OutcomeRecorded(
            outcome_no=row.outcome_no,
            subject_reference=subject_reference,
            assessment_no=row.assessment_no,
            source=str(source),
            evidence=evidence,
            found=found,
            kind=row.kind,
            corrects=last.outcome_no if last else "",
            recorded_at=now,
        ),
        actor=actor,
    )
    return row.outcome_no


def label(*, subject_reference: str, assessment_no: str) -> None:
    """The judgement bears what all looks together say; nothing when nobody looked any more."""
    if not assessment_no:
        return
    truth = truth_of(
        Said(source=one.source, found=one.found, kind=one.kind, at=one.recorded_at)
        for one in standing(subject_reference).filter(assessment_no=assessment_no)
    )
    if truth is None:
        unlabel_case(assessment_no=assessment_no)
    else:
        label_case(
            assessment_no=assessment_no,
            found=truth.found,
            looked=truth.source,
            kind=truth.kind,
            looked_at=truth.at,
        )


def standing(subject_reference: str) -> QuerySet[Outcome]:
    """Statements about that number that nothing has corrected or taken back, oldest first."""
    return _latest(subject_reference).exclude(kind=WITHDRAWN)


def _latest(subject_reference: str) -> QuerySet[Outcome]:
    return Outcome.objects.filter(
        subject_reference=subject_reference, corrected_by__isnull=True
    ).order_by("pk")


def one_at_a_time(subject_reference: str) -> None:
    """Two reports about the same number wait for one another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 20))", [subject_reference]
        )
