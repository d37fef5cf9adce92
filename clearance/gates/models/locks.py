"""Locks: what may not pass until the named person unlocks it or the time is over."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from clearance.gates.states import LOCK_FLOW, Because, LockState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told


class Lock(Moving):
    """A container, a pass or a declaration that customs keeps from passing any gate."""

    class Kind(models.TextChoices):
        CONTAINER = "CONTAINER", "Container"
        PASS = "PASS", "Gate pass"  # noqa: S105  # a kind of number
        DECLARATION = "DECLARATION", "Declaration"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    number = models.CharField(max_length=24)
    reason = models.CharField(max_length=300)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    unlocker = models.ForeignKey(User, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=LockState.choices, default=LockState.ACTIVE)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lift_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_active_lock_per_number",
                fields=["kind", "number"],
                condition=Q(state=LockState.ACTIVE),
            ),
            models.CheckConstraint(name="lock_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="lock_ends_after_it_began",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("placed_at")),
            ),
            models.CheckConstraint(
                name="lock_ended_by_a_person_or_by_time",
                condition=Q(state=LockState.ACTIVE, ended_at__isnull=True, lifted_by__isnull=True)
                | (
                    Q(state=LockState.LIFTED, ended_at__isnull=False, lifted_by__isnull=False)
                    & ~Q(lift_reason="")
                )
                | Q(
                    state=LockState.EXPIRED,
                    ended_at__isnull=False,
                    expires_at__isnull=False,
                    lifted_by__isnull=True,
                ),
            ),
        ]
        indexes = [models.Index(fields=["-placed_at", "-id"], name="lock_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    def lift(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(LockState.LIFTED, why, ended_at=at, lifted_by=by, lift_reason=reason)

    def expire(self, *, at: datetime) -> None:
        self._move_to(LockState.EXPIRED, told(at=at, reason=Because.TIME_OVER), ended_at=at)

    def _move_to(self, target: LockState, move: dict[str, Any], **changes: object) -> None:
        LOCK_FLOW.check(source=LockState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
