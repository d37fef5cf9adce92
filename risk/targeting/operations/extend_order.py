"""A longer term for an order, given by a second person."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, Faults, NotPermitted
from risk.targeting.events import ControlOrderExtended
from risk.targeting.models import ControlOrder, OrderExtension
from risk.targeting.operations.end_order import NotInForce
from risk.targeting.operations.place_order import period_faults, reason_faults
from risk.targeting.states import OrderState


class SecondOfficerExtends(DomainError):
    """Who set the term cannot lengthen it."""

    code = "second_officer_extends"
    http_status = 403
    sentence = gettext_noop("Another officer must extend the term that you have set.")
    remedy_sentence = gettext_noop("Ask a colleague who judges risk to look at the order.")


@transaction.atomic
def extend_order(
    *, order_no: str, until: datetime, reason: str, by: User, now: datetime
) -> ControlOrder:
    """Raises ``NotPermitted``, ``NotFound``, ``NotInForce``, ``SecondOfficerExtends``,
    ``Faults``.
    """
    if not by.holds(Duty.JUDGE_RISK):
        raise NotPermitted
    order = ControlOrder.objects.locked(order_no=order_no)
    if order.state != OrderState.IN_FORCE or order.until <= now:
        raise NotInForce(field="state")
    if order.term_set_by_id == by.pk:
        raise SecondOfficerExtends(field="order_no")
    faults = reason_faults(reason)
    faults += period_faults(
        starts_at=now, until=until, now=now, on=timezone.localdate(now)
    ) or _shorter(order, until)
    if faults:
        raise Faults(faults)
    said = reason.strip()[:400]
    OrderExtension.objects.create(
        order=order,
        until_before=order.until,
        until=until,
        set_before_by=order.term_set_by,
        extended_by=by,
        reason=said,
        extended_at=now,
    )
    order.lengthen(until=until, by=by)
    announce(
        ControlOrderExtended(order_no=order_no, reason=said, until=until, extended_at=now),
        actor=by,
    )
    return order


def _shorter(order: ControlOrder, until: datetime) -> list[Fault]:
    if until > order.until:
        return []
    return [
        Fault(
            _("The new end lies after the present one."),
            field="until",
            rule="order.period",
            remedy=_("To end an order earlier, withdraw it."),
        )
    ]
