"""The line no longer needs the inspection (撤销布控)."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from hardware_adapters.controls import wearables
from inspection.orders.events import InspectionCancelled
from inspection.orders.models import InspectionOrder
from inspection.orders.operations.call_box import free_box


@transaction.atomic
def cancel_order(*, order_no: str, reason: str, now: datetime, by: User | None = None) -> None:
    """Safe to repeat; a concluded order stays concluded."""
    order = InspectionOrder.objects.locked(order_no=order_no)
    if not order.is_open:
        return
    order.cancel(at=now, by=by, reason=reason)
    wearables.settle(order_no=order_no, now=now)
    free_box(order, inspected=False, by=by, now=now)
    announce(
        InspectionCancelled(
            order_no=order_no,
            subject_reference=order.subject_reference,
            container_no=order.container_no,
            reason=reason,
            cancelled_at=now,
        ),
        actor=by,
    )
