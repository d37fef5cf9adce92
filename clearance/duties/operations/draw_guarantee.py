"""Claiming an overdue tax bill from the guarantee that secures its declaration."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.duties import ports
from clearance.duties.events import GuaranteeDrawn, GuarantorPaid, TaxPaid
from clearance.duties.models import Entry, Guarantee, Posting, TaxBill
from clearance.duties.operations.free_guarantee import held_by
from clearance.duties.operations.post_to_ledger import Account, Leg, post_to_ledger
from clearance.duties.states import BillState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted


class NotOverdue(DomainError):
    """The taxpayer still has time, or has paid."""

    code = "not_overdue"
    sentence = gettext_noop("Only an unpaid tax bill past its last day can be claimed.")
    remedy_sentence = gettext_noop("Wait for the last day to pay.")


class NothingSecures(DomainError):
    """No guarantee holds enough for this declaration."""

    code = "nothing_secures"
    sentence = gettext_noop("No guarantee holds enough for this declaration.")
    remedy_sentence = gettext_noop("Recover the tax from the taxpayer.")


class NothingDrawn(DomainError):
    """No guarantor owes anything for this bill."""

    code = "nothing_drawn"
    sentence = gettext_noop("No guarantor owes anything for this tax bill.")
    remedy_sentence = gettext_noop("Load the bill again to see its state.")


class GuarantorSilent(DomainError):
    """The insurer did not take the claim."""

    code = "guarantor_silent"
    http_status = 503
    sentence = gettext_noop("The insurer did not take the claim.")
    remedy_sentence = gettext_noop("Try again later; nothing was changed.")


@transaction.atomic
def draw_guarantee(*, bill_no: str, by: User, now: datetime) -> str:
    """Draw the bill's amount from the guarantee, write the bill off, return the guarantee's number.

    A deposit pays at once; a bank or an insurer owes the sum from now on, and an insurer is told
    of the claim. What was reserved beyond the bill is freed as after any payment.
    Raises ``NotPermitted``, ``NotFound``, ``NotOverdue``, ``NothingSecures``, ``GuarantorSilent``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    bill = TaxBill.objects.select_for_update().filter(bill_no=bill_no).first()
    if bill is None:
        raise NotFound(field="bill_no")
    if bill.state != BillState.DUE or timezone.localdate(now) <= bill.pay_by:
        raise NotOverdue(field="bill_no", state=bill.state)
    guarantee = (
        Guarantee.objects.select_for_update()
        .filter(
            pk__in=Guarantee.objects.filter(entries__declaration_no=bill.declaration_no).values(
                "pk"
            )
        )
        .order_by("pk")
        .last()
    )
    if guarantee is None or _held(guarantee, bill) < bill.total_cny:
        raise NothingSecures(field="bill_no")
    guarantee.draw(declaration_no=bill.declaration_no, amount_cny=bill.total_cny, at=now)
    bill.start_paying(at=now, by=by)
    bill.write_off(at=now, by=by, reason=guarantee.guarantee_no)
    _post(guarantee, bill, now)
    announce(
        GuaranteeDrawn(
            guarantee_no=guarantee.guarantee_no,
            bill_no=bill_no,
            declaration_no=bill.declaration_no,
            amount_cny=bill.total_cny,
            drawn_at=now,
        ),
        actor=by,
    )
    announce(
        TaxPaid(
            bill_no=bill_no,
            declaration_no=bill.declaration_no,
            payment_no=guarantee.guarantee_no,
            total_cny=bill.total_cny,
            paid_at=now,
        ),
        actor=by,
    )
    if guarantee.kind == Guarantee.Kind.INSURANCE and guarantee.issuer_reference:
        _claim(guarantee, bill, now)
    return guarantee.guarantee_no


@transaction.atomic
def note_guarantor_paid(*, bill_no: str, by: User, now: datetime) -> None:
    """The bank or insurer has paid what was drawn for the bill.

    Raises ``NotPermitted``, ``NothingDrawn``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    owed = (
        Entry.objects.filter(
            posting__kind=Posting.Kind.DRAWN,
            posting__reference=bill_no,
            account=Account.GUARANTORS,
        )
        .exclude(
            posting__reference__in=Posting.objects.filter(kind=Posting.Kind.GUARANTOR_PAID).values(
                "reference"
            )
        )
        .first()
    )
    if owed is None:
        raise NothingDrawn(field="bill_no")
    post_to_ledger(
        kind=Posting.Kind.GUARANTOR_PAID,
        reference=bill_no,
        legs=[
            Leg(account=Account.BANK, amount_cny=owed.amount_cny),
            Leg(
                account=Account.GUARANTORS,
                amount_cny=-owed.amount_cny,
                enterprise_id=owed.enterprise_id,
            ),
        ],
        now=now,
    )
    announce(GuarantorPaid(bill_no=bill_no, amount_cny=owed.amount_cny, paid_at=now), actor=by)


def _held(guarantee: Guarantee, bill: TaxBill) -> Decimal:
    return held_by(guarantee, declaration_no=bill.declaration_no)


def _post(guarantee: Guarantee, bill: TaxBill, now: datetime) -> None:
    """Whoever gave the guarantee owes what the taxpayer owed."""
    account = Account.DEPOSITS if guarantee.kind == Guarantee.Kind.DEPOSIT else Account.GUARANTORS
    post_to_ledger(
        kind=Posting.Kind.DRAWN,
        reference=bill.bill_no,
        legs=[
            Leg(
                account=account,
                amount_cny=bill.total_cny,
                enterprise_id=guarantee.enterprise_id,
            ),
            Leg(
                account=Account.RECEIVABLE,
                amount_cny=-bill.total_cny,
                enterprise_id=bill.enterprise_id,
            ),
        ],
        now=now,
    )


def _claim(guarantee: Guarantee, bill: TaxBill, now: datetime) -> None:
    """Last of all: when the insurer does not take it, everything above is taken back."""
    try:
        ports.claim_policy(
            policy_no=guarantee.issuer_reference,
            claim_no=bill.bill_no,
            amount_cny=str(bill.total_cny),
            now=now,
        )
    except (ports.InsurerUnreachable, ports.InsurerRefused) as error:
        raise GuarantorSilent(field="bill_no") from error
