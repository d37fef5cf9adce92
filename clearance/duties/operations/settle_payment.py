"""What a payment's end means: for the bill, the deposit, the refund, and in the ledger."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clearance.duties.events import (
    DepositReceived,
    DepositReturned,
    PaymentFailed,
    RefundPaid,
    TaxPaid,
)
from clearance.duties.models import (
    DepositReturn,
    Guarantee,
    Payment,
    Posting,
    Refund,
    TaxBill,
)
from clearance.duties.operations.open_guarantee import open_guarantee
from clearance.duties.operations.post_to_ledger import (
    Account,
    Leg,
    post_tax_paid,
    post_to_ledger,
)
from customs_portal.journal.announce import announce
from customs_portal.registry import law


def group_of(*, payment: Payment) -> list[Payment]:
    """The payments that the bank's word about this one settles, locked, the leader first."""
    followers = Payment.objects.select_for_update(of=("self",)).filter(leader=payment)
    return [payment, *followers.order_by("pk")]


def amount_of(*, payment: Payment) -> Decimal:
    """What the bank was ordered: the sum of the whole group."""
    return sum((one.amount_cny for one in group_of(payment=payment)), Decimal("0.00"))


@transaction.atomic
def settle_payment(*, payment: Payment, bank_reference: str, now: datetime) -> None:
    """The bank has moved the money. The caller holds the payment's row."""
    for one in group_of(payment=payment):
        one.settle(at=now, bank_reference=bank_reference)
        if one.purpose == Payment.Purpose.DEPOSIT:
            _take_deposit(one, now)
        elif one.purpose == Payment.Purpose.REFUND:
            _close_refund(one, now)
        elif one.purpose == Payment.Purpose.RETURN:
            _close_return(one, now)
        else:
            _write_off(one, now)


@transaction.atomic
def fail_payment(*, payment: Payment, reason: str, now: datetime, bank_reference: str = "") -> None:
    """The order came to nothing: each bill is due again. The caller holds the payment's row."""
    for one in group_of(payment=payment):
        one.fail(at=now, reason=reason, bank_reference=bank_reference)
        if one.purpose == Payment.Purpose.TAX:
            _bill_of(one).fall_due_again(at=now, reason=reason)
        announce(
            PaymentFailed(
                bill_no=one.reference,
                payment_no=one.payment_no,
                reason=reason[:200],
                failed_at=now,
            )
        )


def _bill_of(payment: Payment) -> TaxBill:
    return TaxBill.objects.select_for_update().get(payments=payment)


def _write_off(payment: Payment, now: datetime) -> None:
    bill = _bill_of(payment)
    bill.write_off(at=now, reason=payment.payment_no)
    post_tax_paid(
        payment_no=payment.payment_no, bill=bill, surcharge_cny=payment.surcharge_cny, now=now
    )
    announce(
        TaxPaid(
            bill_no=bill.bill_no,
            declaration_no=bill.declaration_no,
            payment_no=payment.payment_no,
            total_cny=payment.amount_cny,
            paid_at=now,
        )
    )


def _take_deposit(payment: Payment, now: datetime) -> None:
    """The money secures the taxes of whoever paid it in, as a guarantee of that amount."""
    if payment.payer is None:
        raise ValueError(f"deposit {payment.payment_no} has no payer")
    today = timezone.localdate(now)
    years = int(law.ask("guarantee.deposit_years", on=today).value)
    guarantee_no = open_guarantee(
        enterprise=payment.payer,
        kind=Guarantee.Kind.DEPOSIT,
        limit_cny=payment.amount_cny,
        valid_from=today,
        valid_to=date(today.year + years, 12, 31),
        issuer_reference=payment.payment_no,
        now=now,
    )
    post_to_ledger(
        kind=Posting.Kind.DEPOSITED,
        reference=payment.payment_no,
        legs=[
            Leg(account=Account.BANK, amount_cny=payment.amount_cny),
            Leg(
                account=Account.DEPOSITS,
                amount_cny=-payment.amount_cny,
                enterprise_id=payment.payer_id,
            ),
        ],
        now=now,
    )
    announce(
        DepositReceived(
            payment_no=payment.payment_no,
            guarantee_no=guarantee_no,
            amount_cny=payment.amount_cny,
            received_at=now,
        )
    )


def _close_refund(payment: Payment, now: datetime) -> None:
    refund = Refund.objects.select_for_update(of=("self",)).get(payment=payment)
    refund.pay_out(at=now)
    post_to_ledger(
        kind=Posting.Kind.REFUND_PAID,
        reference=refund.refund_no,
        legs=[
            Leg(
                account=Account.REFUNDS,
                amount_cny=refund.amount_cny,
                enterprise_id=payment.payer_id,
            ),
            Leg(account=Account.BANK, amount_cny=-refund.amount_cny),
        ],
        now=now,
    )
    announce(
        RefundPaid(
            refund_no=refund.refund_no,
            bill_no=payment.reference,
            amount_cny=refund.amount_cny,
            paid_at=now,
        )
    )


def _close_return(payment: Payment, now: datetime) -> None:
    asked = (
        DepositReturn.objects.select_for_update(of=("self",))
        .select_related("guarantee")
        .get(payment=payment)
    )
    asked.pay_out(at=now)
    post_to_ledger(
        kind=Posting.Kind.RETURN_PAID,
        reference=asked.return_no,
        legs=[
            Leg(
                account=Account.REFUNDS,
                amount_cny=asked.amount_cny,
                enterprise_id=payment.payer_id,
            ),
            Leg(account=Account.BANK, amount_cny=-asked.amount_cny),
        ],
        now=now,
    )
    announce(
        DepositReturned(
            return_no=asked.return_no,
            guarantee_no=asked.guarantee.guarantee_no,
            amount_cny=asked.amount_cny,
            paid_at=now,
        )
    )
