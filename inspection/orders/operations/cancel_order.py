"""The line no longer needs the inspection (撤销布控)."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from hardware_adapters.controls import wearables
from inspection.orders.events import InspectionCancelled
from inspection.orders.models import InspectionOrder


@transaction.atomic
def cancel_order(*, order_no: str, reason: str, now: datetime, by: User | None = None) -> None:
    """Safe to repeat; a concluded order stays concluded."""
    order = InspectionOrder.objects.locked(order_no=order_no)
    if not order.is_open:
        return
    order.cancel(at=now)
    wearables.settle(order_no=order_no, now=now)
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
