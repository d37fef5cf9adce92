"""The firm is told that its goods are inspected, and nothing of why (查验通知)."""

from datetime import datetime

from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from inspection.orders.events import FirmTold
from inspection.orders.models import FirmNotice, InspectionOrder


def tell_firm(order: InspectionOrder, /, *, enterprise_id: int, now: datetime) -> None:
    """In the transaction of the order, so that no firm is left out."""
    FirmNotice.objects.create(
        order=order, enterprise_id=enterprise_id, told_at=now, move=told(at=now)
    )
    announce(
        FirmTold(
            order_no=order.order_no,
            subject_reference=order.subject_reference,
            container_no=order.container_no,
            enterprise_id=enterprise_id,
            told_at=now,
        )
    )


def firm_told_of(order: InspectionOrder, /) -> int | None:
    """The firm that was told of this order."""
    return FirmNotice.objects.filter(order=order).values_list("enterprise_id", flat=True).first()
