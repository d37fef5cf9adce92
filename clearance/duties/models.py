"""Guarantees with their ledger, tax bills with their arithmetic, payments with their receipts."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clearance.duties.states import BILL_FLOW, PAYMENT_FLOW, BillState, PaymentState
from customs_portal.registry.models import Enterprise

ZERO = Decimal("0.00")


def next_number(series: str) -> int:
    """The next value of a database sequence of this wing; gaps are possible, repeats are not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s::regclass)", [f"duties_{series}_number"])
        return int(cursor.fetchone()[0])


class GuaranteeQuerySet(models.QuerySet["Guarantee"]):
    def in_force(self, *, on: date) -> "GuaranteeQuerySet":
        return self.filter(valid_from__lte=on, valid_to__gte=on)


class Guarantee(models.Model):
    """A registered security of one enterprise. ``used_cny`` is what its ledger has reserved."""

    class Kind(models.TextChoices):
        DEPOSIT = "DEPOSIT", _("Deposit")
        BANK = "BANK", _("Bank guarantee")
        INSURANCE = "INSURANCE", _("Guarantee insurance")

    guarantee_no = models.CharField(max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    limit_cny = models.DecimalField(max_digits=16, decimal_places=2)
    used_cny = models.DecimalField(max_digits=16, decimal_places=2, default=ZERO)
    valid_from = models.DateField()
    valid_to = models.DateField()
    opened_at = models.DateTimeField()

    objects = GuaranteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="guarantee_limit_positive", condition=Q(limit_cny__gt=0)),
            models.CheckConstraint(
                name="guarantee_used_within_limit",
                condition=Q(used_cny__gte=0, used_cny__lte=F("limit_cny")),
            ),
            models.CheckConstraint(
                name="guarantee_ends_after_it_begins", condition=Q(valid_to__gte=F("valid_from"))
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="guarantee_of_enterprise")]

    def __str__(self) -> str:
        return self.guarantee_no

    @property
    def left_cny(self) -> Decimal:
        return self.limit_cny - self.used_cny

    def is_in_force(self, *, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to

    def reserve(self, *, declaration_no: str, amount_cny: Decimal, at: datetime) -> None:
        """Write a reservation into the ledger; the row must be locked by the caller."""
        self._write(GuaranteeEntry.Kind.RESERVE, declaration_no, amount_cny, at)

    def free(self, *, declaration_no: str, amount_cny: Decimal, at: datetime) -> None:
        """Give back what was reserved; the row must be locked by the caller."""
        self._write(GuaranteeEntry.Kind.FREE, declaration_no, amount_cny, at)

    def _write(self, kind: str, declaration_no: str, amount_cny: Decimal, at: datetime) -> None:
        self.entries.create(
            declaration_no=declaration_no, kind=kind, amount_cny=amount_cny, written_at=at
        )
        self.used_cny += amount_cny if kind == GuaranteeEntry.Kind.RESERVE else -amount_cny
        self.save(update_fields=["used_cny"])


class GuaranteeEntry(models.Model):
    """One line of a guarantee's ledger: an amount reserved for a declaration, or freed again."""

    class Kind(models.TextChoices):
        RESERVE = "RESERVE", _("Reserved")
        FREE = "FREE", _("Freed")

    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="entries")
    declaration_no = models.CharField(max_length=18, db_index=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount_cny = models.DecimalField(max_digits=16, decimal_places=2)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_amount_positive", condition=Q(amount_cny__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.guarantee_id} {self.kind} {self.amount_cny} {self.declaration_no}"


class TaxBill(models.Model):
    """What one completed declaration owes. The lines carry the arithmetic, the PDF is kept."""

    bill_no = models.CharField(max_length=24, unique=True)
    declaration_no = models.CharField(max_length=18, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=BillState.choices)
    total_cny = models.DecimalField(max_digits=16, decimal_places=2)
    rated_on = models.DateField()
    billed_at = models.DateTimeField()
    pay_by = models.DateField()
    paid_at = models.DateTimeField(null=True)
    law_digest = models.CharField(max_length=64)
    document_key = models.CharField(max_length=72, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="bill_total_not_negative", condition=Q(total_cny__gte=0)),
            models.CheckConstraint(
                name="bill_paid_has_a_time",
                condition=Q(state=BillState.PAID, paid_at__isnull=False)
                | (~Q(state=BillState.PAID) & Q(paid_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-id"], name="bill_of_enterprise"),
            models.Index(fields=["state", "-id"], name="bill_by_state"),
        ]

    def __str__(self) -> str:
        return self.bill_no

    def start_paying(self) -> None:
        self._move_to(BillState.PAYING)

    def fall_due_again(self) -> None:
        self._move_to(BillState.DUE)

    def write_off(self, *, at: datetime) -> None:
        self._move_to(BillState.PAID, paid_at=at)

    def _move_to(self, target: BillState, **changes: object) -> None:
        BILL_FLOW.check(source=BillState(self.state), target=target)
        self.state = target
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=["state", *changes])


class TaxLine(models.Model):
    """One tax on one item: ``base_cny`` x ``rate`` + ``quantity`` x ``per_unit_cny`` = amount.

    ``law_key`` and ``law_date`` say which entry of the law pack gave the rate, ``source`` quotes
    its authority, so that every figure can be explained years later. The surcharge for a late
    declaration is a line of item 0: dutiable value x rate x days (``quantity``), whole yuan.
    ``steps`` holds the calculation as kinds and figures; queries put it into words.
    """

    class Tax(models.TextChoices):
        DUTY = "DUTY", _("Customs duty")
        RETALIATORY = "RETALIATORY", _("Retaliatory duty")
        ANTI_DUMPING = "ANTI_DUMPING", _("Anti-dumping duty")
        CONSUMPTION = "CONSUMPTION", _("Consumption tax")
        VAT = "VAT", _("Value added tax")
        LATE = "LATE", _("Late-declaration surcharge")

    bill = models.ForeignKey(TaxBill, models.CASCADE, related_name="lines")
    item_no = models.PositiveSmallIntegerField()
    hs_code = models.CharField(max_length=10)
    name = models.CharField(max_length=200)
    origin = models.CharField(max_length=2)
    quantity = models.DecimalField(max_digits=19, decimal_places=5)
    unit = models.CharField(max_length=20)
    tax = models.CharField(max_length=12, choices=Tax.choices)
    dutiable_value_cny = models.DecimalField(max_digits=16, decimal_places=2)
    base_cny = models.DecimalField(max_digits=22, decimal_places=6)
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    per_unit_cny = models.DecimalField(max_digits=16, decimal_places=6)
    amount_cny = models.DecimalField(max_digits=16, decimal_places=2)
    law_key = models.CharField(max_length=60)
    law_date = models.DateField()
    source = models.CharField(max_length=200)
    mark = models.CharField(max_length=1)
    steps = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bill", "item_no", "tax"], name="one_line_per_tax"),
            models.CheckConstraint(
                name="tax_line_not_negative", condition=Q(amount_cny__gte=0, base_cny__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bill_id} {self.item_no} {self.tax} {self.amount_cny}"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def to_be_sent(self, *, now: datetime) -> "PaymentQuerySet":
        return self.filter(state=PaymentState.ORDERED, next_try_at__lte=now)


class Payment(models.Model):
    """One order to the bank to pay one bill, with what became of it."""

    payment_no = models.CharField(max_length=24, unique=True)
    bill = models.ForeignKey(TaxBill, models.PROTECT, related_name="payments")
    state = models.CharField(max_length=12, choices=PaymentState.choices)
    account = models.CharField(max_length=40)
    surcharge_cny = models.DecimalField(max_digits=16, decimal_places=2, default=ZERO)
    amount_cny = models.DecimalField(max_digits=16, decimal_places=2)
    ordered_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    bank_reference = models.CharField(max_length=60, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_payment_per_bill",
                fields=["bill"],
                condition=Q(state__in=[PaymentState.ORDERED, PaymentState.ACCEPTED]),
            ),
            models.CheckConstraint(
                name="payment_settled_has_a_time",
                condition=Q(
                    state__in=[PaymentState.PAID, PaymentState.FAILED], settled_at__isnull=False
                )
                | Q(
                    state__in=[PaymentState.ORDERED, PaymentState.ACCEPTED],
                    settled_at__isnull=True,
                ),
            ),
            models.CheckConstraint(name="payment_positive", condition=Q(amount_cny__gt=0)),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="payment_to_be_sent",
                condition=Q(state=PaymentState.ORDERED),
            )
        ]

    def __str__(self) -> str:
        return self.payment_no

    def accepted_by_bank(self) -> None:
        self._move_to(PaymentState.ACCEPTED, next_try_at=None, last_error="")

    def try_again_later(self, *, now: datetime, reason: str) -> None:
        """Back off from 2 s to a minute; the reason stays visible until the bank answers."""
        self.attempts += 1
        self.last_error = reason[:300]
        self.next_try_at = now + timedelta(seconds=min(60, 2**self.attempts))
        self.save(update_fields=["attempts", "last_error", "next_try_at"])

    def settle(self, *, at: datetime, bank_reference: str) -> None:
        self._move_to(
            PaymentState.PAID,
            settled_at=at,
            bank_reference=bank_reference,
            next_try_at=None,
            last_error="",
        )

    def fail(self, *, at: datetime, reason: str, bank_reference: str = "") -> None:
        self._move_to(
            PaymentState.FAILED,
            settled_at=at,
            bank_reference=bank_reference,
            next_try_at=None,
            last_error=reason[:300],
        )

    def _move_to(self, target: PaymentState, **changes: object) -> None:
        PAYMENT_FLOW.check(source=PaymentState(self.state), target=target)
        self.state = target
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=["state", *changes])


class BankNonce(models.Model):
    """A number the bank used once; kept as long as its timestamp would still be believed."""

    nonce = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce
