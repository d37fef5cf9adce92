"""Addresses of enterprises, the news owed to them, and every attempt to bring it."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from clearance.webhooks.states import (
    DELIVERY_FLOW,
    HOOK_FLOW,
    DeliveryState,
    HookState,
    Topic,
)
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise


class Webhook(Moving):
    """One address. The secret lies sealed; ``failures`` counts attempts that failed in a row."""

    hook_no = models.CharField(max_length=18, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    url = models.CharField(max_length=400)
    topics = ArrayField(models.CharField(max_length=16, choices=Topic.choices))
    sealed_secret = models.TextField()
    state = models.CharField(max_length=8, choices=HookState.choices)
    failures = models.PositiveIntegerField(default=0)
    paused_because = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "url"],
                condition=~Q(state=HookState.REMOVED),
                name="one_webhook_per_address",
            ),
            models.CheckConstraint(name="webhook_has_a_topic", condition=~Q(topics=[])),
            models.CheckConstraint(
                name="webhook_state_is_known", condition=Q(state__in=HookState.values)
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="webhook_of_enterprise")]

    def __str__(self) -> str:
        return f"{self.hook_no} {self.state}"

    def pause(self, *, at: datetime, by: User | None = None, reason: str) -> None:
        why = told(at=at, by=by, reason=reason, law="" if by else "webhook.pause_after_failures")
        self._move_to(HookState.PAUSED, why, paused_because=reason[:300])

    def resume(self, *, at: datetime, by: User) -> None:
        self._move_to(HookState.ACTIVE, told(at=at, by=by), paused_because="", failures=0)

    def remove(self, *, at: datetime, by: User) -> None:
        self._move_to(HookState.REMOVED, told(at=at, by=by), sealed_secret="")

    def _move_to(self, target: HookState, move: dict[str, Any], **changes: object) -> None:
        HOOK_FLOW.check(source=HookState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class HookDelivery(Moving):
    """One piece of news for one address. ``event_key`` is the fact: the same one is owed once."""

    delivery_no = models.CharField(max_length=32, unique=True)
    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    event = models.CharField(max_length=80)
    event_key = models.CharField(max_length=64)
    topic = models.CharField(max_length=16, choices=Topic.choices)
    number = models.CharField(max_length=64)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "event_key"], name="one_webhook_delivery_per_fact"
            ),
            models.CheckConstraint(
                name="webhook_delivery_waits_for_a_time",
                condition=Q(state=DeliveryState.WAITING, next_try_at__isnull=False, ended_at=None)
                | (~Q(state=DeliveryState.WAITING) & Q(next_try_at=None, ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["webhook", "-id"], name="delivery_of_webhook"),
            models.Index(
                fields=["next_try_at"],
                name="webhook_delivery_due",
                condition=Q(state=DeliveryState.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_no} {self.state}"

    def lease(self, *, until: datetime) -> None:
        """Somebody is on the way with it; whoever dies on the way is followed by another."""
        self.next_try_at = until
        self.save(update_fields=["next_try_at"])

    def count_try(self) -> None:
        self.tries += 1
        self.save(update_fields=["tries"])

    def try_again(self, *, at: datetime) -> None:
        self.next_try_at = at
        self.save(update_fields=["next_try_at"])

    def deliver(self, *, at: datetime, answer: str) -> None:
        self._move_to(DeliveryState.DELIVERED, told(at=at, reason=answer), ended_at=at)

    def fail(self, *, at: datetime, reason: str) -> None:
        why = told(at=at, reason=reason, law="webhook.retry_seconds")
        self._move_to(DeliveryState.FAILED, why, ended_at=at)

    def send_again(self, *, at: datetime, by: User) -> None:
        self._move_to(
            DeliveryState.WAITING, told(at=at, by=by), ended_at=None, next_try_at=at, tries=0
        )

    def _move_to(self, target: DeliveryState, move: dict[str, Any], **changes: object) -> None:
        DELIVERY_FLOW.check(source=DeliveryState(self.state), target=target)
        changes.setdefault("next_try_at", None)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class HookHearing(models.Model):
    """How far the journal was heard for webhooks; there is no row before the first address."""

    feed = models.CharField(max_length=40, primary_key=True)
    heard = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.feed} {self.heard}"


class HookAttempt(models.Model):
    """One knock at the door: ``status`` is what was answered, None when nobody did."""

    delivery = models.ForeignKey(HookDelivery, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    took_ms = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="one_attempt_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number} {self.status}"
