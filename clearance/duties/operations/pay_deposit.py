"""Paying a deposit (保证金) in: once the bank has it, it secures taxes as a guarantee."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.duties.events import PaymentOrdered
from clearance.duties.models import Payment
from clearance.duties.operations.order_payment import checked_account, new_payment_no
from clearance.duties.states import PaymentState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import Fault, NotPermitted

LARGEST = Decimal(10) ** 13


class BadDeposit(Fault):
    """Not an amount that can be paid in."""

    code = "bad_deposit"
    sentence = gettext_noop("A deposit is an amount above zero with at most two places.")
    remedy_sentence = gettext_noop("Enter the amount in CNY.")


@transaction.atomic
def pay_deposit(*, amount_cny: Decimal, account: str, by: User, now: datetime) -> str:
    """Order the deposit and return the payment's number.

    Raises ``NotPermitted``, ``BadDeposit``, ``BadAccount``.
    """
    if not by.holds(Duty.PAY_TAX) or by.enterprise_id is None:
        raise NotPermitted
    if not amount_cny.is_finite() or not 0 < amount_cny < LARGEST:
        raise BadDeposit(field="amount_cny")
    if amount_cny != amount_cny.quantize(Decimal("0.01")):
        raise BadDeposit(field="amount_cny")
    payment = Payment.objects.create(
        payment_no=new_payment_no(now=now),
        purpose=Payment.Purpose.DEPOSIT,
        payer_id=by.enterprise_id,
        state=PaymentState.ORDERED,
        move=told(at=now, by=by),
        account=checked_account(account),
        amount_cny=amount_cny,
        ordered_at=now,
        next_try_at=now,
    )
    announce(
        PaymentOrdered(bill_no=payment.reference, payment_no=payment.payment_no, ordered_at=now),
        actor=by,
    )
    return payment.payment_no
