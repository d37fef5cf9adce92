"""An officer takes a word back, as long as nothing was reckoned with it."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from risk.assessments.queries import assessment
from risk.outcomes.events import OutcomeRecorded
from risk.outcomes.models import Outcome, OutcomeUse
from risk.outcomes.operations.mark_false_positive import MAY_SAY
from risk.outcomes.operations.record_outcome import label, one_at_a_time, standing
from risk.outcomes.states import WITHDRAWN, Looked

UNSAID = "taken back"


class NotYourWord(DomainError):
    """Somebody else said it."""

    code = "false_positive_of_another"
    sentence = gettext_noop("Another officer said so.")
    remedy_sentence = gettext_noop("Only who gave the word takes it back.")


class WordWasUsed(DomainError):
    """A back-test has counted it."""

    code = "false_positive_was_used"
    sentence = gettext_noop("This word was counted in a back-test already.")
    remedy_sentence = gettext_noop("Have what an inspection finds recorded: it outweighs the word.")


@transaction.atomic
def take_back(*, assessment_no: str, by: User, now: datetime) -> str:
    """The word that this judgement stopped for nothing says nothing any more; nothing is erased.

    Returns the number of the statement that replaces it. Raises ``NotPermitted``, ``NotFound``
    when no such word stands, ``NotYourWord``, ``WordWasUsed``.
    """
    if not any(by.holds(duty) for duty in MAY_SAY):
        raise NotPermitted(duty=", ".join(MAY_SAY))
    judged = assessment(assessment_no=assessment_no)
    one_at_a_time(judged.subject_reference)
    word = (
        standing(judged.subject_reference)
        .select_for_update(of=("self",))
        .filter(source=Looked.OFFICER, evidence=assessment_no)
        .first()
    )
    if word is None:
        raise NotFound(field="assessment_no")
    if word.by != by.get_username():
        raise NotYourWord(field="assessment_no")
    if OutcomeUse.objects.filter(outcome=word).exists():
        raise WordWasUsed(field="assessment_no")
    row = Outcome(
        outcome_no=uuid.uuid4().hex,
        subject_reference=word.subject_reference,
        assessment_no=word.assessment_no,
        source=word.source,
        evidence=word.evidence,
        found=False,
        kind=WITHDRAWN,
        reason=UNSAID,
        by=word.by,
        corrects=word,
        recorded_at=now,
    )
    row.save(force_insert=True)
    label(subject_reference=word.subject_reference, assessment_no=word.assessment_no)
    announce(
        OutcomeRecorded(
            outcome_no=row.outcome_no,
            subject_reference=row.subject_reference,
            assessment_no=row.assessment_no,
            source=str(row.source),
            evidence=row.evidence,
            found=False,
            kind=WITHDRAWN,
            corrects=word.outcome_no,
            recorded_at=now,
        ),
        actor=by,
    )
    return row.outcome_no


def note_use(*, references: Iterable[str], used_by: str, now: datetime) -> None:
    """Officers' words about these numbers are reckoned with from now on; the first use is kept.

    Within the caller's transaction, before the words are read.
    """
    words = Outcome.objects.filter(
        subject_reference__in=list(references),
        source=Looked.OFFICER,
        corrected_by__isnull=True,
        use__isnull=True,
    ).exclude(kind=WITHDRAWN)
    OutcomeUse.objects.bulk_create(
        [OutcomeUse(outcome=one, used_by=used_by, used_at=now) for one in words.order_by("pk")],
        ignore_conflicts=True,
    )
