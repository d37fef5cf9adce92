"""The box was scanned; the scan waits on the review bench."""

from django.db import transaction

from inspection.orders.models import InspectionOrder
from inspection.orders.states import OrderState


@transaction.atomic
def note_scan(*, order_no: str, scan_no: str) -> None:
    """Safe to repeat; a later scan of a box that is already on the bench changes nothing."""
    order = InspectionOrder.objects.locked(order_no=order_no)
    if order.state == OrderState.ORDERED:
        order.note_scan(scan_no=scan_no)
