"""Giving tax back: one officer proposes, another decides, the bank pays out."""

from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_noop

from clearance.duties.events import PaymentOrdered, RefundDecided, RefundProposed
from clearance.duties.models import Payment, Posting, Refund, TaxBill, next_number
from clearance.duties.operations.bill_tax import asked_sums
from clearance.duties.operations.order_payment import checked_account, new_payment_no
from clearance.duties.operations.post_to_ledger import Account, Leg, post_to_ledger
from clearance.duties.rules.formulae import apportion
from clearance.duties.states import BillState, PaymentState, RefundState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted

ZERO = Decimal("0.00")


class BadRefund(Fault):
    """Nothing, more than was paid, or without a reason."""

    code = "bad_refund"
    sentence = gettext_noop(
        "A refund needs a reason, and no more than was paid and not yet given back."
    )
    remedy_sentence = gettext_noop("Correct the amount or give the reason.")


class NothingPaid(DomainError):
    """The bill has not been paid, or a refund of it is being decided."""

    code = "nothing_paid"
    sentence = gettext_noop("Only a paid tax bill without an open proposal can be refunded.")
    remedy_sentence = gettext_noop(
        "Wait for the payment, or for the decision on the open proposal."
    )


class SameOfficer(DomainError):
    """Who proposed a refund does not decide on it."""

    code = "refund_needs_a_second_officer"
    http_status = 403
    sentence = gettext_noop("A refund is decided by another officer than the one who proposed it.")
    remedy_sentence = gettext_noop("Ask a colleague to decide.")


class RefundUnderWay(DomainError):
    """It was paid, is being paid, or was never granted."""

    code = "refund_under_way"
    sentence = gettext_noop("This refund does not wait for a new order.")
    remedy_sentence = gettext_noop("Load the refund again to see its state.")


class RefundDecidedBefore(DomainError):
    """It was granted or refused before."""

    code = "refund_decided_before"
    sentence = gettext_noop("This refund was decided before.")
    remedy_sentence = gettext_noop("Load the refund again to see its state.")


@transaction.atomic
def propose_refund(
    *, bill_no: str, amount_cny: Decimal, account: str, reason: str, by: User, now: datetime
) -> str:
    """Propose to give back part of a paid bill; return the refund's number.

    Raises ``NotPermitted``, ``NotFound``, ``NothingPaid``, ``BadRefund``, ``BadAccount``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    bill = TaxBill.objects.select_for_update().filter(bill_no=bill_no).first()
    if bill is None:
        raise NotFound(field="bill_no")
    return write_proposal(
        bill=bill, amount_cny=amount_cny, account=account, reason=reason, by=by, now=now
    )


def write_proposal(
    *,
    bill: TaxBill,
    amount_cny: Decimal,
    account: str,
    reason: str,
    by: User,
    now: datetime,
    amended: bool = False,
) -> str:
    """The proposal itself, within the caller's transaction, which holds the bill's row.

    ``amended``: the declaration's own change brought it about.
    """
    if bill.state != BillState.PAID:
        raise NothingPaid(field="bill_no", state=bill.state)
    given = bill.refunds.exclude(state=RefundState.REFUSED).aggregate(sum=Sum("amount_cny"))
    left = bill.total_cny - (given["sum"] or ZERO)
    if not amount_cny.is_finite() or not 0 < amount_cny <= left:
        raise BadRefund(field="amount_cny", left_cny=left)
    if amount_cny != amount_cny.quantize(ZERO):
        raise BadRefund(field="amount_cny", left_cny=left)
    if not reason.strip():
        raise BadRefund(field="reason")
    try:
        with transaction.atomic():
            refund = Refund.objects.create(
                refund_no=f"R{now:%Y}{next_number('payment'):010d}",
                bill=bill,
                state=RefundState.PROPOSED,
                move=told(at=now, by=by, reason=reason.strip()[:400]),
                amount_cny=amount_cny,
                account=checked_account(account),
                reason=reason.strip()[:400],
                amended=amended,
                proposed_by=by.username,
                proposed_at=now,
            )
    except IntegrityError as error:
        raise NothingPaid(field="bill_no") from error
    announce(
        RefundProposed(
            refund_no=refund.refund_no,
            bill_no=bill.bill_no,
            amount_cny=amount_cny,
            proposed_at=now,
        ),
        actor=by,
    )
    return refund.refund_no


@transaction.atomic
def decide_refund(*, refund_no: str, grant: bool, by: User, now: datetime) -> str:
    """Grant or refuse; a granted one is owed from now on and ordered at the bank.

    It is taken from the taxes of the bill in proportion. Returns the refund's state.
    Raises ``NotPermitted``, ``NotFound``, ``SameOfficer``, ``RefundDecidedBefore``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    refund = (
        Refund.objects.select_for_update(of=("self",))
        .select_related("bill")
        .filter(refund_no=refund_no)
        .first()
    )
    if refund is None:
        raise NotFound(field="refund_no")
    if refund.state != RefundState.PROPOSED:
        raise RefundDecidedBefore(field="refund_no", state=refund.state)
    if refund.proposed_by == by.username:
        raise SameOfficer(field="refund_no")
    payment_no = ""
    if grant:
        payment = _order(refund, by, now)
        payment_no = payment.payment_no
        refund.grant(by=by, at=now, payment=payment)
        _post(refund, now)
    else:
        refund.refuse(by=by, at=now)
    announce(
        RefundDecided(
            refund_no=refund_no,
            bill_no=refund.bill.bill_no,
            granted=grant,
            payment_no=payment_no,
            decided_at=now,
        ),
        actor=by,
    )
    return refund.state


@transaction.atomic
def order_refund_again(*, refund_no: str, account: str, by: User, now: datetime) -> str:
    """A granted refund that the bank could not pay out, to the account given now.

    Returns the payment's number. Raises ``NotPermitted``, ``NotFound``, ``BadAccount``,
    ``RefundUnderWay``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    refund = (
        Refund.objects.select_for_update(of=("self",))
        .select_related("bill", "payment")
        .filter(refund_no=refund_no)
        .first()
    )
    if refund is None:
        raise NotFound(field="refund_no")
    failed = refund.payment is not None and refund.payment.state == PaymentState.FAILED
    if refund.state != RefundState.GRANTED or not failed:
        raise RefundUnderWay(field="refund_no", state=refund.state)
    refund.account = checked_account(account)
    payment = _order(refund, by, now)
    refund.order_again(payment=payment)
    announce(
        PaymentOrdered(bill_no=refund.bill.bill_no, payment_no=payment.payment_no, ordered_at=now),
        actor=by,
    )
    return payment.payment_no


def _order(refund: Refund, by: User, now: datetime) -> Payment:
    return Payment.objects.create(
        payment_no=new_payment_no(now=now),
        purpose=Payment.Purpose.REFUND,
        bill=refund.bill,
        payer_id=refund.bill.enterprise_id,
        state=PaymentState.ORDERED,
        move=told(at=now, by=by, reason=refund.refund_no),
        account=refund.account,
        amount_cny=refund.amount_cny,
        ordered_at=now,
        next_try_at=now,
    )


def _post(refund: Refund, now: datetime) -> None:
    asked = asked_sums(refund.bill, lines=refund.bill.lines.all())
    sums = {tax: amount for tax, amount in asked.items() if amount > 0}
    shares = apportion(refund.amount_cny, over=list(sums.values()))
    taken = [Leg(account=tax, amount_cny=share) for tax, share in zip(sums, shares, strict=True)]
    owed = Leg(
        account=Account.REFUNDS,
        amount_cny=-refund.amount_cny,
        enterprise_id=refund.bill.enterprise_id,
    )
    post_to_ledger(
        kind=Posting.Kind.REFUND_GRANTED, reference=refund.refund_no, legs=[*taken, owed], now=now
    )
