"""An order spoke in a judgement: it is counted, and the desk is told."""

from datetime import datetime

from customs_portal.journal.announce import announce
from customs_portal.kit.statements import store
from risk.targeting.events import ControlOrderHit
from risk.targeting.facts import OrderInForce
from risk.targeting.models import OrderHit


def note_hits(
    *,
    orders: tuple[OrderInForce, ...],
    assessment_no: str,
    subject_reference: str,
    now: datetime,
) -> None:
    """Within the caller's transaction; nothing to do where no order spoke."""
    if not orders:
        return
    store(
        [
            OrderHit(
                order_id=order.order_id,
                assessment_no=assessment_no,
                subject_reference=subject_reference,
                hit_at=now,
            )
            for order in orders
        ]
    )
    for order in orders:
        announce(
            ControlOrderHit(
                order_no=order.order_no,
                assessment_no=assessment_no,
                method=order.method,
                hit_at=now,
            )
        )
