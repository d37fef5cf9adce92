"""Handing payment orders to the bank, and asking about those it has not spoken of."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from clearance.duties import ports
from clearance.duties.models import Payment
from clearance.duties.operations.settle_payment import amount_of, fail_payment, settle_payment
from clearance.duties.states import PaymentState

MOST_ATTEMPTS = 200  # with a minute between them, more than three hours


@transaction.atomic
def send_payment(*, payment_no: str, now: datetime) -> None:
    """Hand the order to the bank if it has not taken it yet; safe to repeat.

    A group goes as one order under its leader's number. A bank that is away is tried again with
    growing pauses, and the page shows why; a bank that refuses, or that stayed away through
    ``MOST_ATTEMPTS``, fails the payment.
    """
    payment = (
        Payment.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("bill")
        .filter(payment_no=payment_no, state=PaymentState.ORDERED, leader=None)
        .first()
    )
    if payment is None:
        return
    order = {
        "payment_no": payment.payment_no,
        "bill_no": payment.reference,
        "amount_cny": str(amount_of(payment=payment)),
        "account": payment.account,
        "purpose": payment.purpose,
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
        payment.accepted_by_bank(at=now)
        for follower in Payment.objects.select_for_update().filter(leader=payment):
            follower.follow(at=now)


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


@transaction.atomic
def ask_after_payment(*, payment_no: str, now: datetime) -> str:
    """Ask the bank what became of an order whose callback never came; return the state.

    The answer settles the payment just as the callback would have, and a late callback then
    changes nothing.
    """
    payment = (
        Payment.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("bill")
        .filter(payment_no=payment_no, state=PaymentState.ACCEPTED, leader=None)
        .first()
    )
    if payment is None:
        return ""
    try:
        said = ports.ask_order(payment_no=payment_no, now=now)
    except (ports.BankUnreachable, ports.BankRefused):
        payment.ask_again_later(now=now)
        return payment.state
    fits = said.get("amount_cny") == str(amount_of(payment=payment))
    reference = str(said.get("bank_reference", ""))[:60]
    if fits and said.get("status") == PaymentState.PAID:
        settle_payment(payment=payment, bank_reference=reference, now=now)
    elif fits and said.get("status") == PaymentState.FAILED:
        fail_payment(
            payment=payment, reason="the bank did not pay", now=now, bank_reference=reference
        )
    else:
        payment.ask_again_later(now=now)
    return payment.state


def ask_outstanding(*, now: datetime, limit: int = 50) -> int:
    """Ask after every order that has waited long enough; returns how many."""
    numbers = list(
        Payment.objects.to_be_asked(now=now)
        .order_by("next_try_at")
        .values_list("payment_no", flat=True)[:limit]
    )
    for payment_no in numbers:
        ask_after_payment(payment_no=payment_no, now=now)
    return len(numbers)
