"""An officer says that a judgement stopped the goods for nothing."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError, NotPermitted
from risk.assessments.queries import assessment
from risk.cases.operations.keep_judged import keep_subject
from risk.outcomes.operations.record_outcome import record_outcome, standing
from risk.outcomes.states import FALSE_POSITIVE, Looked
from risk.verdicts import RELEASE

SHORTEST_REASON = 10
MAY_SAY = (Duty.JUDGE_RISK, Duty.REVIEW_DECLARATION)


class ReasonTooShort(DomainError):
    """A word without a reason teaches nobody anything."""

    code = "false_positive_needs_a_reason"
    http_status = 422
    sentence = gettext_noop("Say in at least ten characters why this stop was for nothing.")
    remedy_sentence = gettext_noop("Name what was checked, and what it showed.")


class NobodyWasStopped(DomainError):
    """The judgement let the goods pass."""

    code = "false_positive_of_a_release"
    sentence = gettext_noop("This judgement stopped nothing.")
    remedy_sentence = gettext_noop("Only a judgement that stopped the declaration can be marked.")


class FaultWasFound(DomainError):
    """Goods or papers were looked into, and something was wrong."""

    code = "false_positive_against_a_finding"
    sentence = gettext_noop("A fault was found: the stop was right.")
    remedy_sentence = gettext_noop("If the finding is wrong, have it corrected first.")


@transaction.atomic
def mark_false_positive(*, assessment_no: str, reason: str, by: User, now: datetime) -> str:
    """Keep the officer's word as an outcome of the judged number; returns its number.

    Whatever stopped the declaration can be marked: an inspection, or a look at its documents.
    Raises ``NotPermitted``, ``NotFound``, ``ReasonTooShort``, ``NobodyWasStopped`` or
    ``FaultWasFound``.
    """
    if not any(by.holds(duty) for duty in MAY_SAY):
        raise NotPermitted(duty=", ".join(MAY_SAY))
    judged = assessment(assessment_no=assessment_no)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonTooShort(field="reason")
    if judged.channel == RELEASE:
        raise NobodyWasStopped(field="assessment_no")
    looks = [Looked.OPENED, *([] if judged.controlled else [Looked.DOCUMENTS])]
    at_fault = standing(judged.subject_reference).filter(
        source__in=looks, found=True, assessment_no=assessment_no
    )
    if at_fault.exists():
        raise FaultWasFound(field="assessment_no")
    keep_subject(subject_reference=judged.subject_reference)
    return record_outcome(
        subject_reference=judged.subject_reference,
        found=False,
        kind=FALSE_POSITIVE,
        by=by.get_username(),
        now=now,
        source=Looked.OFFICER,
        evidence=assessment_no,
        reason=reason,
        assessment_no=assessment_no,
        actor=by,
    )
