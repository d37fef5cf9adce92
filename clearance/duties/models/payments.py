"""Payments with what the bank said of them."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clearance.duties.models.bills import TaxBill
from clearance.duties.states import PAYMENT_FLOW, PaymentState
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise

ZERO = Decimal("0.00")
ASK_AFTER = timedelta(seconds=60)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def to_be_sent(self, *, now: datetime) -> "PaymentQuerySet":
        return self.filter(state=PaymentState.ORDERED, next_try_at__lte=now)

    def to_be_asked(self, *, now: datetime) -> "PaymentQuerySet":
        """Taken by the bank, and no word since."""
        return self.filter(state=PaymentState.ACCEPTED, next_try_at__lte=now)


class Payment(Moving):
    """One order to the bank about one bill, or a deposit in or back, with what became of it.

    Payments of a group go to the bank as one order under the number of their ``leader``, with
    the sum of all; only the leader is sent, and the bank's word settles every one of them.
    ``payer`` is whose account is charged, or credited for a refund or a deposit given back.
    """

    class Purpose(models.TextChoices):
        TAX = "TAX", _("Tax")
        DEPOSIT = "DEPOSIT", _("Deposit")
        REFUND = "REFUND", _("Refund")
        RETURN = "RETURN", _("Deposit given back")

    payment_no = models.CharField(max_length=24, unique=True)
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.TAX)
    bill = models.ForeignKey(TaxBill, models.PROTECT, null=True, related_name="payments")
    leader = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    payer = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
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
            models.CheckConstraint(
                name="payment_without_bill_is_a_deposit",
                condition=Q(bill__isnull=False) ^ Q(purpose__in=["DEPOSIT", "RETURN"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="payment_to_be_sent",
                condition=Q(state=PaymentState.ORDERED),
            ),
            models.Index(
                fields=["next_try_at"],
                name="payment_to_be_asked",
                condition=Q(state=PaymentState.ACCEPTED),
            ),
        ]

    def __str__(self) -> str:
        return self.payment_no

    @property
    def reference(self) -> str:
        """What the bank is told the money is for."""
        return self.bill.bill_no if self.bill is not None else self.payment_no

    def accepted_by_bank(self, *, at: datetime) -> None:
        """The bank has it; without its word it is asked after a minute."""
        self._move_to(PaymentState.ACCEPTED, told(at=at), next_try_at=at + ASK_AFTER, last_error="")

    def follow(self, *, at: datetime) -> None:
        """The leader's order was taken, and this payment with it."""
        self._move_to(PaymentState.ACCEPTED, told(at=at), next_try_at=None, last_error="")

    def ask_again_later(self, *, now: datetime) -> None:
        self.next_try_at = now + ASK_AFTER
        self.save(update_fields=["next_try_at"])

    def try_again_later(self, *, now: datetime, reason: str) -> None:
        """Back off from 2 s to a minute; the reason stays visible until the bank answers."""
        self.attempts += 1
        self.last_error = reason[:300]
        self.next_try_at = now + timedelta(seconds=min(60, 2**self.attempts))
        self.save(update_fields=["attempts", "last_error", "next_try_at"])

    def settle(self, *, at: datetime, bank_reference: str) -> None:
        self._move_to(
            PaymentState.PAID,
            told(at=at, reason=bank_reference),
            settled_at=at,
            bank_reference=bank_reference,
            next_try_at=None,
            last_error="",
        )

    def fail(self, *, at: datetime, reason: str, bank_reference: str = "") -> None:
        self._move_to(
            PaymentState.FAILED,
            told(at=at, reason=reason),
            settled_at=at,
            bank_reference=bank_reference,
            next_try_at=None,
            last_error=reason[:300],
        )

    def _move_to(self, target: PaymentState, move: dict[str, Any], **changes: object) -> None:
        PAYMENT_FLOW.check(source=PaymentState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class BankNonce(models.Model):
    """A number the bank used once; kept as long as its timestamp would still be believed."""

    nonce = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.nonce
