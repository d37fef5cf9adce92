"""The box was scanned; the scan waits on the review bench."""

from datetime import datetime

from django.db import transaction

from inspection.orders.models import InspectionOrder
from inspection.orders.operations.call_box import note_scanned_box
from inspection.orders.states import OrderState


@transaction.atomic
def note_scan(*, order_no: str, scan_no: str, now: datetime) -> None:
    """Safe to repeat; a later scan of a box that is already on the bench changes nothing."""
    order = InspectionOrder.objects.locked(order_no=order_no)
    if order.state == OrderState.ORDERED:
        order.note_scan(scan_no=scan_no, at=now)
        note_scanned_box(order, scan_no=scan_no, at=now)
