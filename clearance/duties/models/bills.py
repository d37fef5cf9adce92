"""Tax bills with their arithmetic."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.duties.states import BILL_FLOW, BillState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise


class TaxBill(Moving):
    """What one completed declaration owes. The lines carry the arithmetic, the PDF is kept.

    After an amendment a bill may follow another (``supplement``): it reckons the whole tax again
    and takes off, tax by tax, what was ``credited`` because it had been paid before.
    """

    bill_no = models.CharField(max_length=24, unique=True)
    declaration_no = models.CharField(max_length=18, db_index=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=BillState.choices)
    total_cny = models.DecimalField(max_digits=16, decimal_places=2)
    rated_on = models.DateField()
    billed_at = models.DateTimeField()
    pay_by = models.DateField()
    pay_by_provisional = models.BooleanField(default=False, db_default=False)
    paid_at = models.DateTimeField(null=True)
    law_digest = models.CharField(max_length=64)
    document_key = models.CharField(max_length=72, blank=True)
    supplement = models.BooleanField(default=False, db_default=False)
    credited = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["declaration_no"],
                condition=Q(supplement=False) & ~Q(state=BillState.CANCELLED),
                name="one_bill_per_declaration",
            ),
            models.CheckConstraint(
                name="bill_credits_only_in_a_supplement",
                condition=Q(supplement=True) | Q(credited={}),
            ),
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
            models.Index(
                fields=["pay_by"],
                name="bill_with_a_provisional_term",
                condition=Q(pay_by_provisional=True),
            ),
        ]

    def __str__(self) -> str:
        return self.bill_no

    def start_paying(self, *, at: datetime, by: User | None = None) -> None:
        self._move_to(BillState.PAYING, told(at=at, by=by))

    def fall_due_again(self, *, at: datetime, reason: str) -> None:
        self._move_to(BillState.DUE, told(at=at, reason=reason))

    def write_off(self, *, at: datetime, by: User | None = None, reason: str = "") -> None:
        self._move_to(BillState.PAID, told(at=at, by=by, reason=reason), paid_at=at)

    def confirm_term(self, *, pay_by: date) -> None:
        """The year's notice is out; the paper that named the provisional day is printed anew."""
        self.pay_by, self.pay_by_provisional, self.document_key = pay_by, False, ""
        self.save(update_fields=["pay_by", "pay_by_provisional", "document_key"])

    def cancel(self, *, at: datetime, by: User, reason: str) -> None:
        self._move_to(BillState.CANCELLED, told(at=at, by=by, reason=reason))

    def _move_to(self, target: BillState, move: dict[str, Any], **changes: object) -> None:
        BILL_FLOW.check(source=BillState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


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
        EXPORT_DUTY = "EXPORT_DUTY", _("Export duty")
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
