"""Payers by name, months paid together, and refunds, as people see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from clearance.duties.models import NamedPayer, PeriodicBill, PeriodicPayer, Refund
from clearance.duties.queries.bills import BillView, bill_view, owed, visible_bills
from clearance.duties.states import BillState, PaymentState, RefundState

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class PayerView:
    uscc: str
    name: str
    named_at: datetime


@dataclass(frozen=True, kw_only=True)
class ChosenBill:
    """A bill about to be paid with others, and what it costs today."""

    bill: BillView
    surcharge_cny: Decimal
    total_cny: Decimal


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Bills chosen to be paid together, and the sum."""

    bills: tuple[ChosenBill, ...]

    @property
    def total_cny(self) -> Decimal:
        return sum((one.total_cny for one in self.bills), ZERO)

    @property
    def surcharge_cny(self) -> Decimal:
        return sum((one.surcharge_cny for one in self.bills), ZERO)


@dataclass(frozen=True, kw_only=True)
class MonthView:
    """A periodic bill with the numbers of what it gathers."""

    periodic_no: str
    enterprise: str
    month: date
    pay_by: date
    pay_by_provisional: bool
    total_cny: Decimal
    bill_nos: tuple[str, ...]
    due_nos: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RefundView:
    refund_no: str
    state: str
    state_label: str
    amount_cny: Decimal
    reason: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    payment_failed: bool

    @property
    def is_open(self) -> bool:
        return self.state == RefundState.PROPOSED


def payers_of(*, enterprise_id: int) -> list[PayerView]:
    """Who may pay this enterprise's bills now."""
    rows = NamedPayer.objects.filter(enterprise_id=enterprise_id, ended_at=None)
    return [
        PayerView(uscc=row.payer.uscc or "", name=row.payer.name, named_at=row.named_at)
        for row in rows.select_related("payer").order_by("named_at")
    ]


def chosen_bills(*, bill_nos: Sequence[str], enterprise_id: int, now: datetime) -> Choice:
    """The bills of these numbers that wait for payment; others are left out."""
    rows = visible_bills(enterprise_id=enterprise_id).filter(
        bill_no__in=list(bill_nos)[:200], state=BillState.DUE
    )
    found = []
    for row in rows.select_related("enterprise").prefetch_related("lines").order_by("bill_no"):
        now_owed = owed(bill=row, now=now)
        found.append(
            ChosenBill(
                bill=bill_view(row, whole=False),
                surcharge_cny=now_owed.surcharge_cny,
                total_cny=now_owed.total_cny,
            )
        )
    return Choice(bills=tuple(found))


def months(*, enterprise_id: int | None = None) -> QuerySet[PeriodicBill]:
    """Periodic bills, newest first; of one enterprise or of all."""
    rows = PeriodicBill.objects.select_related("enterprise").prefetch_related("bills")
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    return rows.order_by("-month", "-id")


def month_view(row: PeriodicBill) -> MonthView:
    bills = sorted(row.bills.all(), key=lambda bill: bill.bill_no)
    return MonthView(
        periodic_no=row.periodic_no,
        enterprise=row.enterprise.name,
        month=row.month,
        pay_by=row.pay_by,
        pay_by_provisional=row.pay_by_provisional,
        total_cny=row.total_cny,
        bill_nos=tuple(bill.bill_no for bill in bills),
        due_nos=tuple(bill.bill_no for bill in bills if bill.state == BillState.DUE),
    )


def periodic_payers() -> list[tuple[str, str, date]]:
    """Code, name and first day of everyone who pays by the month."""
    rows = PeriodicPayer.objects.select_related("enterprise").order_by("since", "id")
    return [(row.enterprise.uscc or "", row.enterprise.name, row.since) for row in rows]


def refunds_of(*, bill_no: str) -> list[RefundView]:
    rows = Refund.objects.filter(bill__bill_no=bill_no).select_related("payment").order_by("-id")
    return [
        RefundView(
            refund_no=row.refund_no,
            state=row.state,
            state_label=row.get_state_display(),
            amount_cny=row.amount_cny,
            reason=row.reason,
            proposed_by=row.proposed_by,
            proposed_at=row.proposed_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            payment_failed=row.state == RefundState.GRANTED
            and row.payment is not None
            and row.payment.state == PaymentState.FAILED,
        )
        for row in rows
    ]
