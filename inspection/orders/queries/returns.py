"""Which conclusion stands, and which were returned to their crews."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from inspection.orders.models import InspectionOrder, InspectionRecord, ReturnedConclusion
from inspection.orders.states import OrderState, Outcome, RecordPart


@dataclass(frozen=True, kw_only=True)
class ReturnView:
    """One conclusion as it was said, and why it went back."""

    version: int
    outcome: str
    outcome_label: str
    note: str
    concluded_by: str
    concluded_at: datetime
    parts: tuple[str, ...]
    part_labels: tuple[str, ...]
    reason: str
    was_told: bool
    returned_by: str
    returned_at: datetime

    @property
    def people(self) -> set[str]:
        return {self.concluded_by, self.returned_by}


def returns_of(*, order_no: str) -> tuple[ReturnView, ...]:
    """Oldest first."""
    return returns_of_many(order_nos=[order_no]).get(order_no, ())


def returns_of_many(*, order_nos: Iterable[str]) -> dict[str, tuple[ReturnView, ...]]:
    """By order; one question, however many there are."""
    rows = ReturnedConclusion.objects.filter(order__order_no__in=list(order_nos))
    found: dict[str, list[ReturnView]] = defaultdict(list)
    for one in rows.select_related("order", "concluded_by", "returned_by").order_by("version"):
        found[one.order.order_no].append(_view(one))
    return {order_no: tuple(views) for order_no, views in found.items()}


def conclusion_stands(*, order_no: str, version: int) -> bool:
    """Whether what was told of this order has not been returned since.

    A second look tells for the order of the first as well. Of an order that is not kept here
    nothing was ever returned.
    """
    orders = InspectionOrder.objects.filter(Q(order_no=order_no) | Q(recheck_of=order_no))
    teller = orders.order_by("-id").first()
    if teller is None:
        return True
    if teller.state != OrderState.CONCLUDED:
        return False
    return teller.returns.count() + 1 == version


def outcomes_told(*, subject_kind: str, subject_reference: str) -> dict[str, str]:
    """What the line was told of each of its orders and was not taken back, by order number."""
    rows = InspectionRecord.objects.filter(
        order__subject_kind=subject_kind,
        order__subject_reference=subject_reference,
        order__state=OrderState.CONCLUDED,
    ).select_related("order")
    found = list(rows.order_by("order_id"))
    again = set(
        InspectionOrder.objects.filter(
            recheck_of__in=[one.order.order_no for one in found]
        ).values_list("recheck_of", flat=True)
    )
    return {
        one.order.recheck_of or one.order.order_no: one.outcome
        for one in found
        if one.order.order_no not in again
    }


def _view(one: ReturnedConclusion) -> ReturnView:
    return ReturnView(
        version=one.version,
        outcome=one.outcome,
        outcome_label=str(Outcome(one.outcome).label),
        note=str(one.said.get("note", "")),
        concluded_by=one.concluded_by.username,
        concluded_at=one.concluded_at,
        parts=tuple(one.parts),
        part_labels=tuple(str(RecordPart(part).label) for part in one.parts),
        reason=one.reason,
        was_told=one.was_told,
        returned_by=one.returned_by.username,
        returned_at=one.returned_at,
    )
