"""The ledger of the office's money: double entry, append-only, zero at every commit.

A deferred trigger refuses a commit whose posting does not add up to zero; other triggers refuse
changing and deleting. A kind of posting happens once for its reference.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customs_portal.registry.models import Enterprise


class Posting(models.Model):
    """One event of money: its entries add up to zero."""

    class Kind(models.TextChoices):
        BILLED = "BILLED", _("Tax billed")
        CANCELLED = "CANCELLED", _("Tax bill cancelled")
        PAID = "PAID", _("Tax paid in")
        DEPOSITED = "DEPOSITED", _("Deposit paid in")
        DRAWN = "DRAWN", _("Guarantee drawn")
        GUARANTOR_PAID = "GUARANTOR_PAID", _("Guarantor paid")
        REFUND_GRANTED = "REFUND_GRANTED", _("Refund granted")
        REFUND_PAID = "REFUND_PAID", _("Refund paid out")
        RETURN_GRANTED = "RETURN_GRANTED", _("Deposit to be given back")
        RETURN_PAID = "RETURN_PAID", _("Deposit given back")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    reference = models.CharField(max_length=48)
    posted_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="posted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Entry(models.Model):
    """One side of a posting: debit above zero, credit below."""

    class Account(models.TextChoices):
        RECEIVABLE = "RECEIVABLE", _("Taxes receivable")
        BANK = "BANK", _("Treasury account at the bank")
        DEPOSITS = "DEPOSITS", _("Deposits held")
        GUARANTORS = "GUARANTORS", _("Receivable from guarantors")
        REFUNDS = "REFUNDS", _("Refunds owed")
        DUTY = "DUTY", _("Customs duty")
        RETALIATORY = "RETALIATORY", _("Retaliatory duty")
        ANTI_DUMPING = "ANTI_DUMPING", _("Anti-dumping duty")
        EXPORT_DUTY = "EXPORT_DUTY", _("Export duty")
        CONSUMPTION = "CONSUMPTION", _("Consumption tax")
        VAT = "VAT", _("Value added tax")
        LATE = "LATE", _("Late-declaration surcharge")
        LATE_PAYMENT = "LATE_PAYMENT", _("Late-payment surcharge")

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries")
    account = models.CharField(max_length=16, choices=Account.choices)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
    amount_cny = models.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(name="entry_moves_money", condition=~Q(amount_cny=0)),
        ]
        indexes = [
            models.Index(fields=["account", "enterprise"], name="entry_by_account"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount_cny}"

    @property
    def credit_cny(self) -> Decimal:
        return -self.amount_cny


class BankStatement(models.Model):
    """A day as the bank tells it, compared with ours. ``differences`` lists what does not fit."""

    for_date = models.DateField()
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
    lines = models.PositiveIntegerField()
    matched = models.PositiveIntegerField()
    bank_total_cny = models.DecimalField(max_digits=18, decimal_places=2)
    our_total_cny = models.DecimalField(max_digits=18, decimal_places=2)
    differences = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["for_date", "sha256"], name="statement_read_once"),
        ]
        indexes = [models.Index(fields=["-for_date", "-id"], name="statement_by_day")]

    def __str__(self) -> str:
        return f"{self.for_date} {self.sha256[:8]}"
