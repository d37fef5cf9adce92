"""Writing a posting into the ledger; the database insists that it adds up to zero."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from clearance.duties.models import Entry, Posting, TaxBill

ZERO = Decimal("0.00")
Account = Entry.Account


@dataclass(frozen=True, kw_only=True)
class Leg:
    """One side: debit above zero, credit below; whose account it is where it is somebody's."""

    account: str
    amount_cny: Decimal
    enterprise_id: int | None = None


@transaction.atomic
def post_to_ledger(*, kind: str, reference: str, legs: list[Leg], now: datetime) -> None:
    """Post once: a second posting of the same kind and reference is an ``IntegrityError``."""
    posting = Posting.objects.create(kind=kind, reference=reference, posted_at=now)
    Entry.objects.bulk_create(
        Entry(
            posting=posting,
            account=leg.account,
            enterprise_id=leg.enterprise_id,
            amount_cny=leg.amount_cny,
        )
        for leg in legs
        if leg.amount_cny
    )


def post_bill(*, bill: TaxBill, sums: Mapping[str, Decimal], now: datetime) -> None:
    """What is owed from now on, and for which taxes."""
    owes = Leg(
        account=Account.RECEIVABLE, amount_cny=bill.total_cny, enterprise_id=bill.enterprise_id
    )
    taxes = [Leg(account=tax, amount_cny=-amount) for tax, amount in sums.items()]
    post_to_ledger(kind=Posting.Kind.BILLED, reference=bill.bill_no, legs=[owes, *taxes], now=now)


def post_bill_cancelled(*, bill: TaxBill, now: datetime) -> None:
    """What its billing wrote is taken back, entry by entry."""
    billed = Posting.objects.get(kind=Posting.Kind.BILLED, reference=bill.bill_no)
    back = [
        Leg(
            account=entry.account,
            amount_cny=-entry.amount_cny,
            enterprise_id=entry.enterprise_id,
        )
        for entry in billed.entries.order_by("pk")
    ]
    post_to_ledger(kind=Posting.Kind.CANCELLED, reference=bill.bill_no, legs=back, now=now)


def post_tax_paid(*, payment_no: str, bill: TaxBill, surcharge_cny: Decimal, now: datetime) -> None:
    """Money came in for a bill, and for paying it late."""
    post_to_ledger(
        kind=Posting.Kind.PAID,
        reference=payment_no,
        legs=[
            Leg(account=Account.BANK, amount_cny=bill.total_cny + surcharge_cny),
            Leg(
                account=Account.RECEIVABLE,
                amount_cny=-bill.total_cny,
                enterprise_id=bill.enterprise_id,
            ),
            Leg(account=Account.LATE_PAYMENT, amount_cny=-surcharge_cny),
        ],
        now=now,
    )
