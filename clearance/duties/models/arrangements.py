"""What enterprises arrange about paying: who may pay for whom, who pays by the month; refunds."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from clearance.duties.models.bills import TaxBill
from clearance.duties.models.payments import Payment
from clearance.duties.states import REFUND_FLOW, RefundState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise


class NamedPayer(models.Model):
    """An enterprise that may pay another one's tax bills, until the other ends it."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    payer = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "payer"],
                condition=Q(ended_at__isnull=True),
                name="payer_named_once",
            ),
            models.CheckConstraint(name="payer_is_another", condition=~Q(enterprise=F("payer"))),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} for {self.enterprise_id}"

    def end(self, *, at: datetime) -> None:
        self.ended_at = at
        self.save(update_fields=["ended_at"])


class PeriodicBill(models.Model):
    """A month's tax bills of one enterprise, paid together (汇总征税)."""

    periodic_no = models.CharField(max_length=24, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    month = models.DateField()
    issued_at = models.DateTimeField()
    pay_by = models.DateField()
    pay_by_provisional = models.BooleanField(default=False, db_default=False)
    total_cny = models.DecimalField(max_digits=18, decimal_places=2)
    bills = models.ManyToManyField(TaxBill, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "month"], name="one_periodic_bill"),
        ]

    def __str__(self) -> str:
        return self.periodic_no

    def confirm_term(self, *, pay_by: date) -> None:
        self.pay_by, self.pay_by_provisional = pay_by, False
        self.save(update_fields=["pay_by", "pay_by_provisional"])


class PeriodicPayer(models.Model):
    """An enterprise whose bills fall due together, in the month after."""

    enterprise = models.OneToOneField(Enterprise, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.enterprise_id} since {self.since}"


class Refund(Moving):
    """Tax given back: proposed by one officer, granted by another, paid out by the bank."""

    refund_no = models.CharField(max_length=24, unique=True)
    bill = models.ForeignKey(TaxBill, models.PROTECT, related_name="refunds")
    amended = models.BooleanField(default=False, db_default=False)
    state = models.CharField(max_length=12, choices=RefundState.choices)
    amount_cny = models.DecimalField(max_digits=16, decimal_places=2)
    account = models.CharField(max_length=40)
    reason = models.CharField(max_length=400)
    proposed_by = models.CharField(max_length=150)
    proposed_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150, blank=True)
    decided_at = models.DateTimeField(null=True)
    payment = models.OneToOneField(Payment, models.PROTECT, null=True, related_name="refund")

    class Meta:
        constraints = [
            models.CheckConstraint(name="refund_positive", condition=Q(amount_cny__gt=0)),
            models.CheckConstraint(
                name="refund_decided_by_another",
                condition=Q(state=RefundState.PROPOSED, decided_by="")
                | (
                    ~Q(state=RefundState.PROPOSED)
                    & ~Q(decided_by="")
                    & ~Q(decided_by=F("proposed_by"))
                ),
            ),
            models.UniqueConstraint(
                fields=["bill"],
                condition=Q(state=RefundState.PROPOSED),
                name="one_refund_proposed_per_bill",
            ),
        ]

    def __str__(self) -> str:
        return self.refund_no

    def grant(self, *, by: User, at: datetime, payment: Payment) -> None:
        why = told(at=at, by=by, reason=self.reason)
        self._move_to(
            RefundState.GRANTED, why, decided_by=by.username, decided_at=at, payment=payment
        )

    def refuse(self, *, by: User, at: datetime) -> None:
        why = told(at=at, by=by)
        self._move_to(RefundState.REFUSED, why, decided_by=by.username, decided_at=at)

    def order_again(self, *, payment: Payment) -> None:
        """To ``account``, after the bank could not pay the order before."""
        self.payment = payment
        self.save(update_fields=["payment", "account"])

    def pay_out(self, *, at: datetime) -> None:
        self._move_to(RefundState.PAID, told(at=at))

    def _move_to(self, target: RefundState, move: dict[str, Any], **changes: object) -> None:
        REFUND_FLOW.check(source=RefundState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
