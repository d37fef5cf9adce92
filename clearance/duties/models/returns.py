"""Deposits that enterprises ask back (保证金退还)."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from clearance.duties.models.guarantees import Guarantee
from clearance.duties.models.payments import Payment
from clearance.duties.states import RETURN_FLOW, ReturnState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

S = ReturnState


class DepositReturn(Moving):
    """Part of a deposit asked back: decided by an officer, paid out by the bank."""

    return_no = models.CharField(max_length=18, unique=True)
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="returns")
    state = models.CharField(max_length=12, choices=S.choices)
    amount_cny = models.DecimalField(max_digits=16, decimal_places=2)
    account = models.CharField(max_length=40)
    reason = models.CharField(max_length=400)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)
    payment = models.OneToOneField(
        Payment, models.PROTECT, null=True, related_name="deposit_return"
    )
    paid_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="return_positive", condition=Q(amount_cny__gt=0)),
            models.CheckConstraint(name="return_state_is_known", condition=Q(state__in=S.values)),
            models.UniqueConstraint(
                fields=["guarantee"],
                condition=Q(state=S.ASKED),
                name="one_return_asked_per_deposit",
            ),
            models.CheckConstraint(
                name="return_granted_has_a_payment",
                condition=Q(state__in=[S.GRANTED, S.PAID], payment__isnull=False)
                | (~Q(state__in=[S.GRANTED, S.PAID]) & Q(payment__isnull=True)),
            ),
            models.CheckConstraint(
                name="return_decided_says_who_and_why",
                condition=~Q(state__in=[S.GRANTED, S.REFUSED, S.PAID])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer="")),
            ),
            models.CheckConstraint(
                name="return_paid_has_a_time",
                condition=Q(state=S.PAID, paid_at__isnull=False)
                | (~Q(state=S.PAID) & Q(paid_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="return_by_deadline")]

    def __str__(self) -> str:
        return f"{self.return_no} {self.state}"

    def take_back(self, *, by: User, at: datetime) -> None:
        self._move_to(S.TAKEN_BACK, told(at=at, by=by))

    def grant(self, *, officer: User, answer: str, at: datetime, payment: Payment) -> None:
        why = told(at=at, by=officer, reason=answer, law="guarantee.return_answer_days")
        self._move_to(
            S.GRANTED, why, decided_by=officer, decided_at=at, answer=answer, payment=payment
        )

    def refuse(self, *, officer: User, answer: str, at: datetime) -> None:
        why = told(at=at, by=officer, reason=answer, law="guarantee.return_answer_days")
        self._move_to(S.REFUSED, why, decided_by=officer, decided_at=at, answer=answer)

    def order_again(self, *, account: str, payment: Payment) -> None:
        """To another account, after the bank could not pay the order before."""
        self.account, self.payment = account, payment
        self.save(update_fields=["account", "payment"])

    def pay_out(self, *, at: datetime) -> None:
        self._move_to(S.PAID, told(at=at), paid_at=at)

    def _move_to(self, target: S, move: dict[str, Any], **changes: object) -> None:
        RETURN_FLOW.check(source=S(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
