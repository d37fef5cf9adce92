"""An opened box tells whether the scan, the rule and the analyst were right."""

import re
from datetime import datetime

from django.db import transaction

from inspection.imaging.models import ImageReview, OpenedBox
from inspection.imaging.states import ReviewState
from inspection.orders.queries import order_file

RULE = re.compile(r"[A-Z]{1,3}-\d{1,5}\b")
FAULT = "FAULT"


@transaction.atomic
def note_outcome(*, order_no: str, outcome: str, by_image: bool, concluded_at: datetime) -> None:
    """Keeps what was found in a box that was opened; the same news twice changes nothing.

    A record that was returned to its crew is concluded again: the last word stands.
    """
    if by_image:
        return
    known = OpenedBox.objects.filter(order_no=order_no)
    if known.exists():
        earlier = known.filter(concluded_at__lt=concluded_at)
        earlier.update(has_fault=outcome == FAULT, concluded_at=concluded_at)
        return
    file = order_file(order_no=order_no)
    if file is None:
        return
    review = (
        ImageReview.objects.filter(order_no=order_no, state=ReviewState.CONCLUDED, planted=None)
        .order_by("-concluded_at")
        .first()
    )
    OpenedBox.objects.get_or_create(
        order_no=order_no,
        defaults={
            "container_no": file.order.container_no,
            "scan_no": review.scan_no if review else "",
            "verdict": review.verdict if review else "",
            "analyst": review.reviewer if review else None,
            "device_code": review.device_code if review else "",
            "method": file.order.method,
            "rules": _rules_of(file.order.reasons),
            "has_fault": outcome == FAULT,
            "concluded_at": concluded_at,
        },
    )


def _rules_of(reasons: tuple[str, ...]) -> list[str]:
    """The numbers of the rules with which reasons begin, each once."""
    found = (RULE.match(reason) for reason in reasons)
    return list(dict.fromkeys(one[0] for one in found if one))
