"""Ordering the bank to pay a tax bill, and handing the order over."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.duties import ports
from clearance.duties.events import PaymentFailed, PaymentOrdered
from clearance.duties.models import Payment, TaxBill, next_number
from clearance.duties.queries import owed
from clearance.duties.states import BillState, PaymentState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted

MOST_ATTEMPTS = 200  # with a minute between them, more than three hours


class BadAccount(Fault):
    """An account has 8 to 32 digits."""

    code = "bad_account"
    sentence = gettext_noop("An account number has 8 to 32 digits.")
    remedy_sentence = gettext_noop("Enter the number of the account that pays.")


class BillNotDue(DomainError):
    """Paid, under way, or never owed."""

    code = "bill_not_due"
    sentence = gettext_noop("This tax bill is not waiting for payment.")
    remedy_sentence = gettext_noop("Load the bill again to see its state.")


@transaction.atomic
def order_payment(*, bill_no: str, account: str, by: User, now: datetime) -> str:
    """Order the payment of a bill and return the payment's number.

    After the pay-by date the late-payment surcharge is part of the order. The order is only
    written here; the bank hears of it right after commit and until it answers.
    Raises ``NotPermitted``, ``NotFound``, ``BadAccount``, ``BillNotDue``.
    """
    if not by.holds(Duty.PAY_TAX) or by.enterprise_id is None:
        raise NotPermitted
    account = account.replace(" ", "").replace("-", "")
    if not (account.isascii() and account.isdigit() and 8 <= len(account) <= 32):
        raise BadAccount(field="account")
    bill = (
        TaxBill.objects.select_for_update()
        .filter(bill_no=bill_no, enterprise_id=by.enterprise_id)
        .first()
    )
    if bill is None:
        raise NotFound(field="bill_no")
    if bill.state != BillState.DUE:
        raise BillNotDue(field="bill_no", state=bill.state)
    now_owed = owed(bill=bill, now=now)
    payment = Payment.objects.create(
        payment_no=f"P{now:%Y%m%d}{next_number('payment'):010d}",
        bill=bill,
        state=PaymentState.ORDERED,
        account=account,
        surcharge_cny=now_owed.surcharge_cny,
        amount_cny=now_owed.total_cny,
        ordered_at=now,
        next_try_at=now,
    )
    bill.start_paying()
    announce(
        PaymentOrdered(bill_no=bill.bill_no, payment_no=payment.payment_no, ordered_at=now),
        actor=by,
    )
    return payment.payment_no


@transaction.atomic
def send_payment(*, payment_no: str, now: datetime) -> None:
    """Hand the order to the bank if it has not taken it yet; safe to repeat.

    A bank that is away is tried again with growing pauses, and the page shows why; a bank that
    refuses, or that stayed away through ``MOST_ATTEMPTS``, fails the payment.
    """
    payment = (
        Payment.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("bill")
        .filter(payment_no=payment_no, state=PaymentState.ORDERED)
        .first()
    )
    if payment is None:
        return
    order = {
        "payment_no": payment.payment_no,
        "bill_no": payment.bill.bill_no,
        "amount_cny": str(payment.amount_cny),
        "account": payment.account,
        "callback_url": f"{settings.PUBLIC_URL}/api/v1/bank/callback",
    }
    try:
        ports.send_order(order=order, now=now)
    except ports.BankRefused as error:
        fail_payment(payment=payment, reason=str(error), now=now)
    except ports.BankUnreachable as error:
        if payment.attempts + 1 >= MOST_ATTEMPTS:
            fail_payment(payment=payment, reason=str(error), now=now)
        else:
            payment.try_again_later(now=now, reason=str(error))
    else:
        payment.accepted_by_bank()


def fail_payment(*, payment: Payment, reason: str, now: datetime, bank_reference: str = "") -> None:
    """The order came to nothing: the bill is due again. Called inside a transaction."""
    payment.fail(at=now, reason=reason, bank_reference=bank_reference)
    bill = TaxBill.objects.select_for_update().get(pk=payment.bill_id)
    bill.fall_due_again()
    announce(
        PaymentFailed(
            bill_no=bill.bill_no,
            payment_no=payment.payment_no,
            reason=reason[:200],
            failed_at=now,
        )
    )


def send_outstanding(*, now: datetime, limit: int = 50) -> int:
    """Try every order whose time has come again; returns how many were tried."""
    numbers = list(
        Payment.objects.to_be_sent(now=now)
        .order_by("next_try_at")
        .values_list("payment_no", flat=True)[:limit]
    )
    for payment_no in numbers:
        send_payment(payment_no=payment_no, now=now)
    return len(numbers)
