"""Learned models as signed rows, and when each was in service."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from risk.learning.states import SERVICE_FLOW, ServiceState


class RiskModel(models.Model):
    """One artefact, by its digest. Never altered; both files lie in the store."""

    model_no = models.CharField(max_length=16, unique=True)
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    json_key = models.CharField(max_length=72)
    onnx_key = models.CharField(max_length=72)
    card = models.JSONField()
    signature = models.CharField(max_length=128)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="risk_model_is_signed", condition=~Q(signature=""))
        ]

    def __str__(self) -> str:
        return f"{self.model_no} {self.name}"

    @property
    def signed_words(self) -> dict[str, object]:
        return {"model_no": self.model_no, "name": self.name, "digest": self.digest}


class Service(Moving):
    """A time in which a model read shipments, counting or in shadow. Nobody else sets ``state``."""

    model = models.ForeignKey(RiskModel, models.PROTECT, related_name="services")
    counts = models.BooleanField()
    state = models.CharField(max_length=10, choices=ServiceState.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=400, blank=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    restores = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="risk_model_service_state_is_known",
                condition=Q(state__in=ServiceState.values),
            ),
            models.CheckConstraint(
                name="risk_model_in_force_has_begun",
                condition=~Q(state=ServiceState.IN_FORCE) | Q(began_at__isnull=False),
            ),
            models.CheckConstraint(
                name="risk_model_ended_says_when",
                condition=Q(state=ServiceState.ENDED, ended_at__isnull=False)
                | (~Q(state=ServiceState.ENDED) & Q(ended_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="risk_model_counts_by_two_persons",
                condition=Q(counts=False)
                | Q(began_at__isnull=True)
                | Q(restores__isnull=False)
                | (Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("asked_by"))),
            ),
            models.UniqueConstraint(
                name="one_risk_model_counts_one_is_shadow",
                fields=["counts"],
                condition=Q(state=ServiceState.IN_FORCE),
            ),
            models.UniqueConstraint(
                name="one_risk_model_waits",
                fields=["state"],
                condition=Q(state=ServiceState.WAITING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_id} {self.state}"

    def begin(self, *, confirmed_by: User, at: datetime) -> None:
        self._move_to(
            ServiceState.IN_FORCE,
            told(at=at, by=confirmed_by),
            confirmed_by=confirmed_by,
            began_at=at,
        )

    def end(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(ServiceState.ENDED, why, ended_by=by, ended_at=at, end_reason=reason)

    def _move_to(self, target: ServiceState, move: dict[str, Any], **changes: object) -> None:
        SERVICE_FLOW.check(source=ServiceState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
