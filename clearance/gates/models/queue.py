"""The queue before the gate."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from clearance.gates.states import TURN_FLOW, Because, TurnState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

OPEN_TURNS = [TurnState.WAITING, TurnState.CALLED, TurnState.IN_LANE]


class Turn(Moving):
    """One truck that has come to the gate area with its pass and waits to be called."""

    plate_no = models.CharField(max_length=16)
    pass_no = models.CharField(max_length=24)
    container_no = models.CharField(max_length=11, blank=True)
    state = models.CharField(max_length=8, choices=TurnState.choices, default=TurnState.WAITING)
    joined_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    lane_code = models.CharField(max_length=12, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_turn_per_plate",
                fields=["plate_no"],
                condition=Q(state__in=OPEN_TURNS),
            ),
            models.CheckConstraint(
                name="turn_called_knows_its_lane",
                condition=~Q(state__in=[TurnState.CALLED, TurnState.IN_LANE]) | ~Q(lane_code=""),
            ),
            models.CheckConstraint(
                name="turn_ended_has_a_time",
                condition=Q(state__in=OPEN_TURNS, ended_at__isnull=True)
                | (~Q(state__in=OPEN_TURNS) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["joined_at", "id"],
                name="turn_waiting",
                condition=Q(state__in=OPEN_TURNS),
            )
        ]

    def __str__(self) -> str:
        return f"{self.plate_no} {self.state}"

    def call(self, *, lane_code: str, by: User, at: datetime) -> None:
        why = told(at=at, by=by, reason=Because.LONGEST_WAIT)
        self._move_to(TurnState.CALLED, why, lane_code=lane_code, called_at=at)

    def drive_in(self, *, lane_code: str, at: datetime) -> None:
        self._move_to(TurnState.IN_LANE, told(at=at, reason=Because.IN_LANE), lane_code=lane_code)

    def wait_again(self, *, at: datetime) -> None:
        """Not there when called, or turned back in the lane: keeps its place in time."""
        if self.state == TurnState.CALLED:
            why = told(at=at, reason=Because.NOT_THERE, law="gate.call_minutes")
        else:
            why = told(at=at, reason=Because.OTHER_TRUCK)
        self._move_to(TurnState.WAITING, why, lane_code="", called_at=None)

    def finish(self, *, at: datetime) -> None:
        self._move_to(TurnState.DONE, told(at=at, reason=Because.THROUGH), ended_at=at)

    def leave(self, *, at: datetime, by: User | None = None) -> None:
        """The driver goes away, or the pass is good no longer."""
        why = told(at=at, by=by, reason=Because.WENT_AWAY if by else Because.PASS_GONE)
        self._move_to(TurnState.LEFT, why, ended_at=at)

    def _move_to(self, target: TurnState, move: dict[str, Any], **changes: object) -> None:
        TURN_FLOW.check(source=TurnState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
