"""Journeys under satellite positioning: from the gate to the destination of the pass."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from clearance.gates.models.passes import GatePass
from clearance.gates.states import JOURNEY_FLOW, Because, Disturbance, JourneyState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

ROUTES = "positioning.routes"


class Journey(Moving):
    """What a truck does between the barrier and its destination."""

    gate_pass = models.OneToOneField(GatePass, models.PROTECT, related_name="journey")
    device_code = models.CharField(max_length=32)
    destination_code = models.CharField(max_length=12)
    state = models.CharField(
        max_length=10, choices=JourneyState.choices, default=JourneyState.UNDER_WAY
    )
    started_at = models.DateTimeField()
    followed_until = models.DateTimeField()
    standing_since = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    close_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_journey_under_way_per_positioner",
                fields=["device_code"],
                condition=Q(state=JourneyState.UNDER_WAY),
            ),
            models.CheckConstraint(
                name="journey_ended_has_a_time",
                condition=Q(state=JourneyState.UNDER_WAY, ended_at__isnull=True)
                | (~Q(state=JourneyState.UNDER_WAY) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="journey_closed_by_hand_has_a_reason",
                condition=Q(closed_by__isnull=True, close_reason="")
                | (Q(closed_by__isnull=False, state=JourneyState.BROKEN_OFF) & ~Q(close_reason="")),
            ),
            models.CheckConstraint(
                name="journey_known_state", condition=Q(state__in=JourneyState.values)
            ),
        ]
        indexes = [models.Index(fields=["state", "-started_at"], name="journey_by_state")]

    def __str__(self) -> str:
        return f"{self.gate_pass_id} {self.state}"

    def follow(self, *, until: datetime, standing_since: datetime | None) -> None:
        self.followed_until, self.standing_since = until, standing_since
        self.save(update_fields=["followed_until", "standing_since"])

    def arrive(self, *, at: datetime) -> None:
        self._end(JourneyState.ARRIVED, at, Because.FENCE)

    def break_off(self, *, at: datetime, by: User | None = None, reason: str = "") -> None:
        self.closed_by, self.close_reason = by, reason
        self._end(JourneyState.BROKEN_OFF, at, Because.NEXT_JOURNEY)

    def _end(self, target: JourneyState, at: datetime, why: Because) -> None:
        JOURNEY_FLOW.check(source=JourneyState(self.state), target=target)
        self.state, self.ended_at = target, at
        self.move = told(
            at=at,
            by=self.closed_by,
            reason=self.close_reason or why,
            law=ROUTES if target == JourneyState.ARRIVED else "",
        )
        self.save(update_fields=["state", "move", "ended_at", "closed_by", "close_reason"])


class JourneyDisturbance(models.Model):
    """What went wrong on the way, from when until when; one open of each kind."""

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="disturbances")
    kind = models.CharField(max_length=10, choices=Disturbance.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_disturbance_per_kind",
                fields=["journey", "kind"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="disturbance_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journey_id} {self.kind}"

    def end(self, *, at: datetime) -> None:
        self.ended_at = max(at, self.began_at)
        self.save(update_fields=["ended_at"])
