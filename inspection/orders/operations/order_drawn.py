"""What a pool's draw has chosen is inspected: one order for each subject."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from customs_portal.kit.errors import DomainError
from customs_portal.registry.law.pack import ask
from inspection.draws.queries.draws import DrawnSubject, subjects_drawn
from inspection.orders.models import InspectionOrder
from inspection.orders.operations.order_inspection import order_inspection

CONTAINER = "container"


def order_drawn(*, draw_no: str, now: datetime) -> list[str]:
    """The numbers. Safe to repeat; a box under inspection already keeps its order."""
    methods = ask("draw.method_by_kind", on=timezone.localdate(now)).value
    return [
        order_no
        for one in subjects_drawn(draw_no=draw_no)
        if (order_no := _order(draw_no, one, str(methods[one.kind]), now=now))
    ]


@transaction.atomic
def _order(draw_no: str, one: DrawnSubject, method: str, *, now: datetime) -> str:
    known = InspectionOrder.objects.filter(
        drawn_in=draw_no, subject_kind=one.kind, subject_reference=one.reference
    ).first()
    if known is not None:
        return known.order_no
    try:
        return order_inspection(
            subject_kind=one.kind,
            subject_reference=one.reference,
            container_no=one.reference if one.kind == CONTAINER else "",
            place_code=one.place_code,
            reasons=(f"Drawn by lot in {draw_no}",),
            method=method,
            drawn_in=draw_no,
            enterprise_id=one.enterprise_id,
            now=now,
        )
    except DomainError:  # the box is open for another reference
        return ""
