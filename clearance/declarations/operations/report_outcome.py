"""What became of a judged declaration goes back to the risk desk, which learns from it."""

from datetime import UTC, datetime

from clearance.declarations.models import Declaration
from clearance.declarations.operations.resume_after_inspection import FAULT
from inspection.orders.queries import order_file
from risk.outcomes.operations.record_outcome import record_outcome
from risk.outcomes.states import Looked

RETURNED = "RETURNED"


def report_inspection(
    *, declaration_no: str, order_no: str, outcome: str, by_image: bool, now: datetime
) -> None:
    """One look into one box, or at its image; safe to repeat."""
    file = order_file(order_no=order_no)
    record = file.record if file is not None else None
    elements = [one["element"] for one in record.findings] if record is not None else []
    record_outcome(
        subject_reference=declaration_no,
        found=outcome == FAULT,
        kind=elements[0] if elements and outcome == FAULT else "",
        by=record.concluded_by if record is not None else "",
        now=now,
        source=Looked.IMAGE if by_image else Looked.OPENED,
        evidence=order_no,
        category=", ".join(dict.fromkeys(elements)),
    )


def report_review(*, declaration_no: str, found: bool, by: str, now: datetime) -> None:
    """An officer's decision on the documents alone says something too, though less.

    ``now`` is when it was decided, and tells this look from the next; safe to repeat. A
    declaration that was never judged teaches nothing.
    """
    declaration = Declaration.objects.filter(declaration_no=declaration_no).first()
    if declaration is None or not declaration.assessment_no:
        return
    record_outcome(
        subject_reference=declaration_no,
        found=found,
        kind=RETURNED if found else "",
        by=by,
        now=now,
        source=Looked.DOCUMENTS,
        evidence=f"review {now.astimezone(UTC):%Y%m%dT%H%M%S%f}",
    )
