"""The end of a control order: withdrawn by an officer, or its time has run out."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Faults, NotPermitted
from risk.targeting.events import ControlOrderExpired, ControlOrderWithdrawn
from risk.targeting.models import ControlOrder
from risk.targeting.operations.place_order import reason_faults
from risk.targeting.states import OrderState


class NotInForce(DomainError):
    """An order that ended stays ended."""

    code = "order_not_in_force"
    sentence = gettext_noop("This control order is no longer in force.")
    remedy_sentence = gettext_noop("Place a new order if the goods still need a look.")


@transaction.atomic
def withdraw_order(*, order_no: str, reason: str, by: User, now: datetime) -> ControlOrder:
    """Take the order back. Raises ``NotPermitted``, ``NotFound``, ``NotInForce``, ``Faults``."""
    if not by.holds(Duty.JUDGE_RISK):
        raise NotPermitted
    order = ControlOrder.objects.locked(order_no=order_no)
    faults = reason_faults(reason)
    if faults:
        raise Faults(faults)
    if order.state != OrderState.IN_FORCE:
        raise NotInForce(field="state")
    said = reason.strip()[:400]
    order.withdraw(by=by, reason=said, at=now)
    announce(ControlOrderWithdrawn(order_no=order_no, reason=said, withdrawn_at=now), actor=by)
    return order


@transaction.atomic
def expire_orders(*, now: datetime, limit: int = 500) -> int:
    """End the orders whose time has run out; safe to repeat. They hit nothing since."""
    rows = list(
        ControlOrder.objects.select_for_update(skip_locked=True)
        .filter(state=OrderState.IN_FORCE, until__lte=now)
        .order_by("until")[:limit]
    )
    for order in rows:
        order.expire(at=now)
        announce(ControlOrderExpired(order_no=order.order_no, expired_at=now))
    return len(rows)
