"""Smart safety locks in use: which lock guards what, what it was told and what it reported."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from clearance.gates.states import (
    SAFETY_LOCK_FLOW,
    LockEntryKind,
    SafetyLockState,
)
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise

OPEN_LOCK_STATES = [SafetyLockState.FITTED, SafetyLockState.LOCKED, SafetyLockState.BREACHED]
_OPEN = Q(state__in=OPEN_LOCK_STATES)


class SafetyLockUse(Moving):
    """One smart lock on one container, truck or pass, from its fitting until it is off again."""

    device_code = models.CharField(max_length=32)
    container_no = models.CharField(max_length=11, blank=True)
    plate_no = models.CharField(max_length=12, blank=True)
    pass_no = models.CharField(max_length=24, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=SafetyLockState.choices, default=SafetyLockState.FITTED
    )
    fitted_at = models.DateTimeField()
    fitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True)
    battery_percent = models.PositiveSmallIntegerField(null=True)
    is_open = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_use_of_a_safety_lock_at_a_time", fields=["device_code"], condition=_OPEN
            ),
            models.UniqueConstraint(
                name="one_safety_lock_on_a_container",
                fields=["container_no"],
                condition=_OPEN & ~Q(container_no=""),
            ),
            models.CheckConstraint(
                name="safety_lock_guards_something",
                condition=~Q(container_no="", plate_no="", pass_no=""),
            ),
            models.CheckConstraint(
                name="safety_lock_known_state", condition=Q(state__in=SafetyLockState.values)
            ),
            models.CheckConstraint(
                name="safety_lock_ended_has_a_time",
                condition=(_OPEN & Q(ended_at__isnull=True)) | (~_OPEN & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="safety_lock_battery_percent",
                condition=Q(battery_percent__isnull=True) | Q(battery_percent__lte=100),
            ),
        ]
        indexes = [
            models.Index(fields=["-fitted_at", "-id"], name="safety_lock_newest"),
            models.Index(fields=["pass_no"], name="safety_lock_of_pass"),
            models.Index(fields=["plate_no"], name="safety_lock_of_plate"),
        ]

    def __str__(self) -> str:
        return f"{self.device_code} {self.state}"

    def note_report(self, *, at: datetime, is_open: bool, battery_percent: int) -> None:
        self.reported_at, self.is_open, self.battery_percent = at, is_open, battery_percent
        self.save(update_fields=["reported_at", "is_open", "battery_percent"])

    def lock(self, *, at: datetime) -> None:
        self._move_to(SafetyLockState.LOCKED, told(at=at))

    def breach(self, *, at: datetime, reason: str) -> None:
        self._move_to(SafetyLockState.BREACHED, told(at=at, reason=reason))

    def release(self, *, at: datetime, by: User | None = None, reason: str = "") -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(SafetyLockState.RELEASED, why, ended_at=at)

    def take_off(self, *, at: datetime, by: User, reason: str) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(SafetyLockState.TAKEN_OFF, why, ended_at=at)

    def _move_to(self, target: SafetyLockState, move: dict[str, Any], **changes: object) -> None:
        SAFETY_LOCK_FLOW.check(source=SafetyLockState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class SafetyLockEntry(models.Model):
    """One line of a lock's trail: an order, its answer, or something wrong from when to when.

    The number of the row is the number of the order.
    """

    use = models.ForeignKey(SafetyLockUse, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=14, choices=LockEntryKind.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    passage_no = models.CharField(max_length=32, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_entry_of_a_lock_per_kind",
                fields=["use", "kind"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="lock_entry_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use_id} {self.kind}"

    def end(self, *, at: datetime) -> None:
        self.ended_at = max(at, self.at)
        self.save(update_fields=["ended_at"])
