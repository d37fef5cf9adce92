"""What was found out about a number, written on the judgement that stood then."""

from datetime import datetime

from django.db import transaction

from risk.cases.models import JudgedSubject
from risk.cases.operations.count_days import strike_out
from risk.cases.operations.keep_judged import keep_subject


def judgement_at(*, subject_reference: str, at: datetime) -> str:
    """The number of the last judgement of that number made by then, "" when there is none."""
    keep_subject(subject_reference=subject_reference)
    judged = JudgedSubject.objects.filter(subject_reference=subject_reference)
    row = (
        judged.filter(assessed_at__lte=at).order_by("-position").first()
        or judged.order_by("position").first()
    )
    return "" if row is None else row.assessment_no


@transaction.atomic
def label_case(
    *, assessment_no: str, found: bool, looked: str, kind: str, looked_at: datetime
) -> None:
    """Write on that judgement what was found; it stays there when the number is judged again."""
    _write(assessment_no, found=found, looked=looked, fault_kind=kind[:40], looked_at=looked_at)


def unlabel_case(*, assessment_no: str) -> None:
    """Nothing stands any more of what was said about that judgement."""
    _write(assessment_no, found=None, looked="", fault_kind="", looked_at=None)


def _write(assessment_no: str, **labels: object) -> None:
    case = JudgedSubject.objects.filter(assessment_no=assessment_no)
    case.update(**labels)
    strike_out(case.values_list("assessed_at", flat=True))
