"""Tax bills with their arithmetic and payments, and what they owe on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from clearance.duties.models import NamedPayer, Payment, TaxBill, TaxLine
from clearance.duties.queries.assessment import late_payment
from clearance.duties.queries.wording import StepView, in_words
from clearance.duties.states import BillState
from customs_portal.kit.errors import NotFound

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class LineView:
    """One tax on one item with everything needed to repeat the sum."""

    item_no: int
    hs_code: str
    name: str
    origin: str
    quantity: Decimal
    unit: str
    tax: str
    tax_label: str
    dutiable_value_cny: Decimal
    base_cny: Decimal
    rate: Decimal
    per_unit_cny: Decimal
    amount_cny: Decimal
    law_key: str
    law_date: date
    source: str
    mark: str
    steps: tuple[StepView, ...] = ()

    @property
    def days_late(self) -> int:
        """Days that a late-declaration surcharge counts; 0 on every other line."""
        return int(self.quantity) if self.tax == TaxLine.Tax.LATE else 0

    @property
    def quantity_text(self) -> str:
        return f"{self.quantity.normalize():f}"

    @property
    def per_unit_text(self) -> str:
        return f"{self.per_unit_cny.normalize():f}"

    @property
    def rate_percent(self) -> str:
        """As the law writes it, without zeros at the end."""
        return f"{(self.rate * 100).normalize():f}"


@dataclass(frozen=True, kw_only=True)
class PaymentView:
    payment_no: str
    order_no: str  # the bank knows it by this number; a group's payments share one
    purpose: str
    purpose_label: str
    state: str
    state_label: str
    account: str
    amount_cny: Decimal
    surcharge_cny: Decimal
    attempts: int
    last_error: str
    bank_reference: str
    ordered_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class BillView:
    bill_no: str
    declaration_no: str
    enterprise_id: int
    enterprise: str
    state: str
    state_label: str
    total_cny: Decimal
    rated_on: date
    billed_at: datetime
    pay_by: date
    paid_at: datetime | None
    document_key: str
    credited_cny: Decimal = ZERO
    pay_by_provisional: bool = False
    lines: tuple[LineView, ...] = ()
    payments: tuple[PaymentView, ...] = ()

    @property
    def must_be_paid(self) -> bool:
        return self.state in (BillState.DUE, BillState.PAYING)

    @property
    def sums(self) -> dict[str, Decimal]:
        """The total of each tax, in the order they are reckoned."""
        found: dict[str, Decimal] = {}
        for line in self.lines:
            found[line.tax_label] = found.get(line.tax_label, ZERO) + line.amount_cny
        return found


def visible_bills(*, enterprise_id: int) -> QuerySet[TaxBill]:
    """Own bills, and those of enterprises that named this one as their payer."""
    owners = NamedPayer.objects.filter(payer_id=enterprise_id, ended_at=None)
    return TaxBill.objects.filter(
        Q(enterprise_id=enterprise_id) | Q(enterprise__in=owners.values("enterprise"))
    )


def bill_of(*, bill_no: str, enterprise_id: int | None = None) -> BillView:
    """The whole bill; with ``enterprise_id`` only if they may pay it. Raises ``NotFound``."""
    rows = TaxBill.objects.all()
    if enterprise_id is not None:
        rows = visible_bills(enterprise_id=enterprise_id)
    rows = rows.select_related("enterprise").prefetch_related("lines", "payments__leader")
    bill = rows.filter(bill_no=bill_no).first()
    if bill is None:
        raise NotFound(field="bill_no")
    return bill_view(bill)


def bill_of_declaration(*, declaration_no: str) -> BillView | None:
    """The bill in force: the one that is still owed, else the last that was not cancelled."""
    standing = TaxBill.objects.filter(declaration_no=declaration_no).exclude(
        state=BillState.CANCELLED
    )
    rows = list(standing.order_by("pk").values_list("bill_no", "state"))
    if not rows:
        return None
    open_ones = [number for number, state in rows if state in (BillState.DUE, BillState.PAYING)]
    return bill_of(bill_no=open_ones[0] if open_ones else rows[-1][0])


def owed_for(*, declaration_no: str) -> Decimal:
    """What the bills of the declaration still ask, without surcharges for late payment."""
    rows = TaxBill.objects.filter(
        declaration_no=declaration_no, state__in=[BillState.DUE, BillState.PAYING]
    )
    return rows.aggregate(sum=Sum("total_cny"))["sum"] or ZERO


@dataclass(frozen=True, kw_only=True)
class Owed:
    tax_cny: Decimal
    surcharge_cny: Decimal
    days_late: int

    @property
    def total_cny(self) -> Decimal:
        return self.tax_cny + self.surcharge_cny


@dataclass(frozen=True, kw_only=True)
class BillSearch:
    """What a list of bills is narrowed to; empty fields narrow nothing."""

    number: str = ""
    state: str = ""
    sort: str = "-billed_at"

    SORTS: ClassVar[tuple[str, ...]] = (
        "billed_at",
        "-billed_at",
        "pay_by",
        "-pay_by",
        "total_cny",
        "-total_cny",
    )

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        """From a query string; words that mean nothing are dropped."""
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            number=words.get("q", "").strip().upper()[:40],
            state=state if state in BillState.values else "",
            sort=sort if sort in cls.SORTS else "-billed_at",
        )


def find_bills(*, search: BillSearch, enterprise_id: int | None = None) -> QuerySet[TaxBill]:
    """Bills by search, for paging and export; of one enterprise or of all."""
    rows = TaxBill.objects.all()
    if enterprise_id is not None:
        rows = visible_bills(enterprise_id=enterprise_id)
    rows = rows.select_related("enterprise")
    if search.state:
        rows = rows.filter(state=search.state)
    if search.number:
        rows = rows.filter(
            Q(bill_no__startswith=search.number)
            | Q(declaration_no=search.number)
            | Q(enterprise__uscc=search.number)
            | Q(payments__payment_no=search.number)
        ).distinct()
    return rows.order_by(search.sort, "-id")


def bill_views(
    rows: QuerySet[TaxBill], *, start: int = 0, stop: int | None = None
) -> list[BillView]:
    """A slice of a list as values, without lines."""
    return [bill_view(row, whole=False) for row in rows[start:stop]]


def owed_now(*, bill_no: str, now: datetime) -> Owed:
    """What paying this bill now would cost. Raises ``NotFound``."""
    bill = TaxBill.objects.filter(bill_no=bill_no).first()
    if bill is None:
        raise NotFound(field="bill_no")
    return owed(bill=bill, now=now)


def owed(*, bill: TaxBill, now: datetime) -> Owed:
    """The bill's total and, after its pay-by date, the late-payment surcharge of that day.

    A surcharge for late declaration on the bill is no tax: nothing is charged on it.
    """
    today = timezone.localdate(now)
    late = sum((line.amount_cny for line in bill.lines.all() if line.tax == TaxLine.Tax.LATE), ZERO)
    late -= Decimal(bill.credited.get(TaxLine.Tax.LATE, ZERO))
    unpaid = bill.total_cny - max(late, ZERO)
    surcharge = late_payment(unpaid_cny=max(unpaid, ZERO), pay_by=bill.pay_by, paid=today)
    return Owed(
        tax_cny=bill.total_cny,
        surcharge_cny=surcharge,
        days_late=max(0, (today - bill.pay_by).days),
    )


def bill_view(bill: TaxBill, *, whole: bool = True) -> BillView:
    """The row as a value; ``whole`` adds lines and payments."""
    lines = sorted(bill.lines.all(), key=_by_id) if whole else []
    payments = sorted(bill.payments.all(), key=_by_id) if whole else []
    return BillView(
        bill_no=bill.bill_no,
        declaration_no=bill.declaration_no,
        enterprise_id=bill.enterprise_id,
        enterprise=bill.enterprise.name,
        state=bill.state,
        state_label=bill.get_state_display(),
        total_cny=bill.total_cny,
        rated_on=bill.rated_on,
        billed_at=bill.billed_at,
        pay_by=bill.pay_by,
        pay_by_provisional=bill.pay_by_provisional,
        paid_at=bill.paid_at,
        document_key=bill.document_key,
        credited_cny=_credited(bill),
        lines=tuple(map(_line_view, lines)),
        payments=tuple(map(_payment_view, payments)),
    )


def _credited(bill: TaxBill) -> Decimal:
    return sum((Decimal(amount) for amount in bill.credited.values()), ZERO)


def _by_id(row: TaxLine | Payment) -> int:
    return row.pk


def _line_view(row: TaxLine) -> LineView:
    return LineView(
        item_no=row.item_no,
        hs_code=row.hs_code,
        name=row.name,
        origin=row.origin,
        quantity=row.quantity,
        unit=row.unit,
        tax=row.tax,
        tax_label=row.get_tax_display(),
        dutiable_value_cny=row.dutiable_value_cny,
        base_cny=row.base_cny,
        rate=row.rate,
        per_unit_cny=row.per_unit_cny,
        amount_cny=row.amount_cny,
        law_key=row.law_key,
        law_date=row.law_date,
        source=row.source,
        mark=row.mark,
        steps=in_words(row.steps),
    )


def _payment_view(row: Payment) -> PaymentView:
    return PaymentView(
        payment_no=row.payment_no,
        order_no=row.leader.payment_no if row.leader else row.payment_no,
        purpose=row.purpose,
        purpose_label=row.get_purpose_display(),
        state=row.state,
        state_label=row.get_state_display(),
        account=row.account,
        amount_cny=row.amount_cny,
        surcharge_cny=row.surcharge_cny,
        attempts=row.attempts,
        last_error=row.last_error,
        bank_reference=row.bank_reference,
        ordered_at=row.ordered_at,
        settled_at=row.settled_at,
    )
