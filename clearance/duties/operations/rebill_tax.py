"""Reckoning the tax of a declaration again: its answers were amended, or it is taken back."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_noop

from clearance.duties.events import TaxBillCancelled, TaxOverpaid
from clearance.duties.facts import Lateness, TaxableItem
from clearance.duties.models import Payment, PeriodicBill, TaxBill
from clearance.duties.operations.bill_tax import Reckoned, asked_sums, issue_bill, reckon
from clearance.duties.operations.post_to_ledger import post_bill_cancelled
from clearance.duties.operations.refund_tax import write_proposal
from clearance.duties.queries.bills import BillView, bill_of_declaration
from clearance.duties.rules.formulae import apportion
from clearance.duties.states import BillState, PaymentState, RefundState
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from customs_portal.registry.models import Enterprise

ZERO = Decimal("0.00")
SAME = ("item_no", "hs_code", "tax", "law_key", "amount_cny")


class PaymentUnderWay(DomainError):
    """The bank has the order: whether the bill is paid is not known yet."""

    code = "payment_under_way"
    sentence = gettext_noop("A tax bill of this declaration is being paid.")
    remedy_sentence = gettext_noop("Wait until the bank has answered, then try again.")


class RefundUndecided(DomainError):
    """How much of a paid bill stays paid is not known yet."""

    code = "refund_undecided"
    sentence = gettext_noop("A refund of this declaration's tax waits for a decision.")
    remedy_sentence = gettext_noop("Have the tax office decide on the refund first.")


class BilledWithItsMonth(DomainError):
    """The month's bill names the sum; it is not altered any more."""

    code = "billed_with_its_month"
    sentence = gettext_noop("The tax stands on the month's bill already.")
    remedy_sentence = gettext_noop(
        "Pay the month's bill first; what is too much is then given back, what lacks is billed."
    )


@transaction.atomic
def rebill_tax(
    *,
    declaration_no: str,
    enterprise: Enterprise,
    items: tuple[TaxableItem, ...],
    on: date,
    by: User,
    reason: str,
    now: datetime,
    freight_cny: Decimal = ZERO,
    insurance_cny: Decimal | None = None,
    other_cny: Decimal = ZERO,
    lateness: Lateness | None = None,
    exported: bool = False,
) -> BillView | None:
    """Reckon again what was billed; return the bill in force, None where nothing is billed.

    A bill that nobody has paid is cancelled and issued anew. Of what was paid the difference is
    billed, or a refund of it is proposed. The same result leaves the bills as they are.
    Raises ``PaymentUnderWay``, ``RefundUndecided``, ``BilledWithItsMonth``, ``LawGap``.
    """
    standing = refuse_unsettled(declaration_no=declaration_no)
    found = reckon(
        items=items,
        on=on,
        freight_cny=freight_cny,
        insurance_cny=insurance_cny,
        other_cny=other_cny,
        lateness=lateness,
        exported=exported,
    )
    paid = [one for one in standing if one.state == BillState.PAID]
    if standing and not _differs(standing, found):
        return bill_of_declaration(declaration_no=declaration_no)
    _cancel(standing, by=by, reason=reason, now=now)
    credited = _paid_sums(paid)
    more = found.total_cny - sum(credited.values(), ZERO)
    if found.lines and not paid:
        issue_bill(found, declaration_no=declaration_no, enterprise=enterprise, now=now)
    elif more > 0:
        issue_bill(
            found,
            declaration_no=declaration_no,
            enterprise=enterprise,
            now=now,
            credited=credited,
        )
    elif more < 0:
        _give_back(paid, -more, by=by, reason=reason, now=now)
    return bill_of_declaration(declaration_no=declaration_no)


@transaction.atomic
def cancel_bills(*, declaration_no: str, by: User, reason: str, now: datetime) -> None:
    """The declaration is taken back: nothing is owed, and what was paid is proposed for refund.

    Raises ``PaymentUnderWay``, ``RefundUndecided``, ``BilledWithItsMonth``.
    """
    standing = refuse_unsettled(declaration_no=declaration_no)
    _cancel(standing, by=by, reason=reason, now=now)
    paid = [one for one in standing if one.state == BillState.PAID]
    left = sum(_paid_sums(paid).values(), ZERO)
    if left > 0:
        _give_back(paid, left, by=by, reason=reason, now=now)


def refuse_unsettled(*, declaration_no: str) -> list[TaxBill]:
    """The bills that stand, locked, oldest first.

    Raises ``PaymentUnderWay``, ``RefundUndecided`` and ``BilledWithItsMonth``.
    """
    standing = list(
        TaxBill.objects.select_for_update()
        .filter(declaration_no=declaration_no)
        .exclude(state=BillState.CANCELLED)
        .order_by("pk")
    )
    for bill in standing:
        if bill.state == BillState.PAYING:
            raise PaymentUnderWay(field="state", bill_no=bill.bill_no)
        if bill.refunds.filter(state=RefundState.PROPOSED).exists():
            raise RefundUndecided(field="state", bill_no=bill.bill_no)
    due = [one.pk for one in standing if one.state == BillState.DUE]
    month = PeriodicBill.objects.filter(bills__in=due).first() if due else None
    if month is not None:
        raise BilledWithItsMonth(field="state", periodic_no=month.periodic_no)
    return standing


def _differs(standing: Sequence[TaxBill], found: Reckoned) -> bool:
    """Whether the last calculation, which every bill holds whole, came to something else."""
    last = standing[-1].lines.order_by("pk")
    before = [tuple(getattr(line, name) for name in SAME) for line in last]
    after = [tuple(getattr(line, name) for name in SAME) for line in found.lines]
    given_back = any(_given_back(one, amended=True) for one in standing)
    return before != after or given_back


def _cancel(bills: Sequence[TaxBill], *, by: User, reason: str, now: datetime) -> None:
    for bill in bills:
        if bill.state == BillState.PAID:
            continue
        collected = bill.state == BillState.DUE
        bill.cancel(at=now, by=by, reason=reason)
        if collected:
            post_bill_cancelled(bill=bill, now=now)
        announce(
            TaxBillCancelled(
                bill_no=bill.bill_no,
                declaration_no=bill.declaration_no,
                total_cny=bill.total_cny,
                reason=reason,
                cancelled_at=now,
            ),
            actor=by,
        )


def _paid_sums(bills: Sequence[TaxBill]) -> dict[str, Decimal]:
    """What counts as paid of each tax: a refund that followed an amendment is taken off."""
    sums: dict[str, Decimal] = {}
    for bill in bills:
        asked = asked_sums(bill, lines=bill.lines.all())
        over = [max(amount, ZERO) for amount in asked.values()]
        back = apportion(_given_back(bill, amended=True), over=over)
        for (tax, amount), less in zip(asked.items(), back, strict=True):
            sums[tax] = sums.get(tax, ZERO) + amount - less
    return {tax: amount for tax, amount in sums.items() if amount}


def _given_back(bill: TaxBill, *, amended: bool = False) -> Decimal:
    refunds = bill.refunds.exclude(state=RefundState.REFUSED)
    if amended:
        refunds = refunds.filter(amended=True)
    return refunds.aggregate(sum=Sum("amount_cny"))["sum"] or ZERO


def _give_back(
    paid: Sequence[TaxBill], amount: Decimal, *, by: User, reason: str, now: datetime
) -> None:
    """A refund is proposed to whoever paid, the last bill first; the tax office decides.

    Where no account is known, because a guarantor paid, the tax office proposes it by hand.
    """
    for bill in reversed(paid):
        part = min(amount, bill.total_cny - _given_back(bill))
        if part <= 0:
            continue
        amount -= part
        payment = bill.payments.filter(purpose=Payment.Purpose.TAX, state=PaymentState.PAID).last()
        refund_no = ""
        if payment is not None:
            refund_no = write_proposal(
                bill=bill,
                amount_cny=part,
                account=payment.account,
                reason=reason,
                amended=True,
                by=by,
                now=now,
            )
        announce(
            TaxOverpaid(
                bill_no=bill.bill_no,
                declaration_no=bill.declaration_no,
                amount_cny=part,
                refund_no=refund_no,
                found_at=now,
            ),
            actor=by,
        )
