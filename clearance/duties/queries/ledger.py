"""The ledger as officers read it: balances, entries, and days held against the bank."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clearance.duties.models import BankStatement, Entry
from customs_portal.kit.errors import NotFound

ZERO = Decimal("0.00")
DIFFERENCES = {
    "ONLY_AT_BANK": _("Paid at the bank, not here"),
    "ONLY_OURS": _("Paid here, not at the bank"),
    "NOT_PAID_AT_BANK": _("Paid here, not paid at the bank"),
    "TWICE_AT_BANK": _("Twice in the bank's statement"),
    "AMOUNT": _("Another amount"),
    "REFERENCE": _("Another bank reference"),
}


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One account: debits, credits, and what is left of both."""

    account: str
    label: str
    debit_cny: Decimal
    credit_cny: Decimal
    entries: int

    @property
    def balance_cny(self) -> Decimal:
        return self.debit_cny - self.credit_cny


@dataclass(frozen=True, kw_only=True)
class LedgerSearch:
    """What the list of entries is narrowed to; empty fields narrow nothing."""

    number: str = ""
    account: str = ""

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        account = words.get("account", "")
        return cls(
            number=words.get("q", "").strip().upper()[:48],
            account=account if account in Entry.Account.values else "",
        )


@dataclass(frozen=True, kw_only=True)
class StatementView:
    """A day of the bank held against ours."""

    pk: int
    for_date: date
    received_at: datetime
    received_by: str
    lines: int
    matched: int
    bank_total_cny: Decimal
    our_total_cny: Decimal
    differences: tuple[dict[str, Any], ...]


def balances() -> list[Balance]:
    """Every account that has moved, in the order of the chart; they add up to zero."""
    rows = Entry.objects.values("account").annotate(
        debit=Sum("amount_cny", filter=Q(amount_cny__gt=0)),
        credit=Sum("amount_cny", filter=Q(amount_cny__lt=0)),
        entries=Count("id"),
    )
    found = {row["account"]: row for row in rows.order_by("account")}
    return [
        Balance(
            account=account.value,
            label=str(account.label),
            debit_cny=found[account]["debit"] or ZERO,
            credit_cny=-(found[account]["credit"] or ZERO),
            entries=found[account]["entries"],
        )
        for account in Entry.Account
        if account in found
    ]


def find_entries(*, search: LedgerSearch) -> QuerySet[Entry]:
    """Entries, newest first, for paging and export."""
    rows = Entry.objects.select_related("posting", "enterprise")
    if search.account:
        rows = rows.filter(account=search.account)
    if search.number:
        rows = rows.filter(
            Q(posting__reference__startswith=search.number) | Q(enterprise__uscc=search.number)
        )
    return rows.order_by("-id")


def accounts() -> list[tuple[str, str | Promise]]:
    return list(Entry.Account.choices)


def statements() -> QuerySet[BankStatement]:
    """Days held against the bank, newest first."""
    return BankStatement.objects.order_by("-for_date", "-id")


def statement_of(*, pk: int) -> StatementView:
    """Raises ``NotFound``."""
    row = BankStatement.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound(field="statement")
    return statement_view(row)


def statement_view(row: BankStatement) -> StatementView:
    return StatementView(
        pk=row.pk,
        for_date=row.for_date,
        received_at=row.received_at,
        received_by=row.received_by,
        lines=row.lines,
        matched=row.matched,
        bank_total_cny=row.bank_total_cny,
        our_total_cny=row.our_total_cny,
        differences=tuple(
            one | {"label": DIFFERENCES.get(one["kind"], one["kind"])} for one in row.differences
        ),
    )


def guarantor_owes(*, bill_no: str) -> bool:
    """Whether the bill was drawn from a guarantor who has not paid yet."""
    moved = Entry.objects.filter(
        account=Entry.Account.GUARANTORS, posting__reference=bill_no
    ).aggregate(sum=Sum("amount_cny"))
    return bool(moved["sum"])
