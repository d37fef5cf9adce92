"""Ordering the bank to pay tax bills: one, several apart, or several in one order."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.duties.events import PaymentOrdered
from clearance.duties.models import NamedPayer, Payment, TaxBill, next_number
from clearance.duties.queries.bills import owed
from clearance.duties.states import BillState, PaymentState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted

MOST_BILLS = 200


class BadAccount(Fault):
    """An account has 8 to 32 digits."""

    code = "bad_account"
    sentence = gettext_noop("An account number has 8 to 32 digits.")
    remedy_sentence = gettext_noop("Enter the number of the account that pays.")


class NoBillChosen(Fault):
    """Nothing was selected, or more than one order can carry."""

    code = "no_bill_chosen"
    sentence = gettext_noop("Choose between one and 200 tax bills.")
    remedy_sentence = gettext_noop("Select the bills to pay in the list.")


class BillNotDue(DomainError):
    """Paid, under way, or never owed."""

    code = "bill_not_due"
    sentence = gettext_noop("This tax bill is not waiting for payment.")
    remedy_sentence = gettext_noop("Load the bill again to see its state.")


def order_payment(*, bill_no: str, account: str, by: User, now: datetime) -> str:
    """Order the payment of a bill and return the payment's number; see ``order_payments``."""
    (payment_no,) = order_payments(
        bill_nos=[bill_no], account=account, together=False, by=by, now=now
    )
    return payment_no


@transaction.atomic
def order_payments(
    *, bill_nos: list[str], account: str, together: bool, by: User, now: datetime
) -> list[str]:
    """Order the payment of own bills, or of those of an enterprise that named this one as payer.

    ``together`` makes one order of all for the bank, which pays all or none; apart, each bill is
    an order of its own. After the pay-by date the late-payment surcharge is part of the order.
    The orders are only written here; the bank hears of them right after commit and until it
    answers. Returns the numbers of the orders.
    Raises ``NotPermitted``, ``NotFound``, ``BadAccount``, ``NoBillChosen``, ``BillNotDue``; then
    nothing is ordered at all.
    """
    if not by.holds(Duty.PAY_TAX) or by.enterprise_id is None:
        raise NotPermitted
    account = checked_account(account)
    wanted = sorted(set(bill_nos))
    if not 0 < len(wanted) <= MOST_BILLS:
        raise NoBillChosen(field="bill_nos")
    for_others = NamedPayer.objects.filter(payer_id=by.enterprise_id, ended_at=None)
    owners = {by.enterprise_id, *for_others.values_list("enterprise_id", flat=True)}
    bills = list(
        TaxBill.objects.select_for_update()
        .filter(bill_no__in=wanted, enterprise_id__in=owners)
        .order_by("bill_no")
    )
    if len(bills) != len(wanted):
        raise NotFound(field="bill_no")
    leader: Payment | None = None
    orders = []
    for bill in bills:
        payment = _order(bill, account=account, leader=leader, by=by, now=now)
        if leader is None:
            orders.append(payment.payment_no)
        if together:
            leader = leader or payment
    return orders


def _order(
    bill: TaxBill, *, account: str, leader: Payment | None, by: User, now: datetime
) -> Payment:
    if bill.state != BillState.DUE:
        raise BillNotDue(field="bill_no", bill_no=bill.bill_no, state=bill.state)
    now_owed = owed(bill=bill, now=now)
    payment = Payment.objects.create(
        payment_no=new_payment_no(now=now),
        bill=bill,
        leader=leader,
        payer_id=by.enterprise_id,
        state=PaymentState.ORDERED,
        move=told(at=now, by=by),
        account=account,
        surcharge_cny=now_owed.surcharge_cny,
        amount_cny=now_owed.total_cny,
        ordered_at=now,
        next_try_at=now if leader is None else None,
    )
    bill.start_paying(at=now, by=by)
    announce(
        PaymentOrdered(bill_no=bill.bill_no, payment_no=payment.payment_no, ordered_at=now),
        actor=by,
    )
    return payment


def checked_account(account: str) -> str:
    """Spaces and hyphens left out. Raises ``BadAccount``."""
    account = account.replace(" ", "").replace("-", "")
    if not (account.isascii() and account.isdigit() and 8 <= len(account) <= 32):
        raise BadAccount(field="account")
    return account


def new_payment_no(*, now: datetime) -> str:
    return f"P{timezone.localdate(now):%Y%m%d}{next_number('payment'):010d}"
