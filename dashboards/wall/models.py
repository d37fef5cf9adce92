"""What the wall remembers: its cells, the facts behind them, and the alarms.

The facts (``Tally`` to ``VesselCall``) are heard from the journal and may be forgotten and
heard again at any time. Alarms are the wall's own records and are never rebuilt.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from dashboards.wall.states import ACTIVE, ALARM_FLOW, AlarmState, Severity, Stage


class Board(models.Model):
    """One wall. ``version`` grows by one each time some of its cells change, without gaps."""

    name = models.CharField(max_length=20, primary_key=True)
    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class WallCell(models.Model):
    """One value on a wall, and the version of the board that brought it."""

    board = models.ForeignKey(Board, models.CASCADE, related_name="cells")
    key = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    version = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["board", "key"], name="one_cell_per_key"),
        ]
        indexes = [models.Index(fields=["board", "version"], name="wall_cell_by_version")]

    def __str__(self) -> str:
        return f"{self.key} {self.version}"


class Hearing(models.Model):
    """How far the journal was heard for the second time.

    The second hearing makes up for news that a killed process did not hear the first time.
    """

    feed = models.CharField(max_length=40, primary_key=True)
    heard = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.feed} {self.heard}"


class Tally(models.Model):
    """One thing that is counted once: ``measure`` how much, ``hit`` yes or no."""

    class Kind(models.TextChoices):
        ACCEPTED = "ACCEPTED"  # a summary declaration; hit is not used
        DECIDED = "DECIDED"  # hit: released without inspection
        RELEASED = "RELEASED"  # measure: seconds from accepted to released
        CONCLUDED = "CONCLUDED"  # an inspection; hit: a fault was found
        LANDED = "LANDED"  # a container seen at ship side
        LEFT = "LEFT"  # a container out of the gate
        PASSAGE = "PASSAGE"  # measure: milliseconds to the answer; hit: the barrier rose
        REFUSED_FRAME = "REFUSED_FRAME"  # reference begins with the device's code

    kind = models.CharField(max_length=16, choices=Kind.choices)
    reference = models.CharField(max_length=120)
    at = models.DateTimeField()
    measure = models.BigIntegerField(null=True)
    hit = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="counted_once"),
        ]
        indexes = [models.Index(fields=["kind", "at"], name="tally_by_time")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class DeclarationProgress(models.Model):
    """What has happened to a declaration; the database draws its stage from that."""

    declaration_no = models.CharField(max_length=18, unique=True)
    accepted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    held = models.BooleanField(default=False, db_default=False)
    inspection_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    detained_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    stage = models.GeneratedField(
        expression=Case(
            When(closed_at__isnull=False, then=Value(Stage.CLOSED.value)),
            When(detained_at__isnull=False, then=Value(Stage.HELD.value)),
            When(released_at__isnull=False, then=Value(Stage.RELEASED.value)),
            When(inspection_at__isnull=False, then=Value(Stage.INSPECTION.value)),
            When(held=True, then=Value(Stage.HELD.value)),
            When(decided_at__isnull=False, then=Value(Stage.ACCEPTED.value)),
            default=Value(Stage.RISK_CHECK.value),
        ),
        output_field=models.CharField(max_length=12, choices=Stage.choices),
        db_persist=True,
    )

    class Meta:
        indexes = [models.Index(fields=["stage", "accepted_at"], name="progress_by_stage")]

    def __str__(self) -> str:
        return f"{self.declaration_no} {self.stage}"


class WaitingTask(models.Model):
    """Something a person must do, from when it waits until it is done."""

    class Kind(models.TextChoices):
        REVIEW = "REVIEW"  # a scan on the central bench
        INSPECTION = "INSPECTION"  # an inspection order
        READING = "READING"  # a container number that needs a person's eyes
        MOVE = "MOVE"  # a box that the terminal is to bring to its inspection
        LOOK = "LOOK"  # a box that was brought and waits to be inspected
        MOVE_OFF = "MOVE_OFF"  # a box that the terminal is to take away after its inspection

    kind = models.CharField(max_length=12, choices=Kind.choices)
    reference = models.CharField(max_length=120)
    place_code = models.CharField(max_length=12, blank=True, default="")
    since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "reference"], name="one_task_per_reference"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="task_waiting", condition=Q(done_at=None)),
            models.Index(fields=["done_at"], name="task_done"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class DeviceState(models.Model):
    """Whether a device is on the line; the newest news wins."""

    device_code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=32)
    place_code = models.CharField(max_length=12, blank=True)
    online = models.BooleanField()
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device_code} {'online' if self.online else 'lost'}"


class LatestFrame(models.Model):
    """The last picture of a camera. Not in the journal, so not rebuilt."""

    device_code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=32)
    place_code = models.CharField(max_length=12, blank=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device_code} {self.seen_at:%H:%M:%S}"


class VesselCall(models.Model):
    """A ship that reported alongside."""

    manifest_no = models.CharField(max_length=40, unique=True)
    vessel = models.CharField(max_length=80)
    voyage = models.CharField(max_length=40, blank=True)
    place_code = models.CharField(max_length=12)
    arrived_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.vessel} at {self.place_code}"


class Alarm(Moving):
    """One cause for concern. ``details`` holds codes and numbers, no words."""

    alarm_no = models.CharField(max_length=20, unique=True)
    rule = models.CharField(max_length=32)
    severity = models.CharField(max_length=12, choices=Severity.choices)
    place_code = models.CharField(max_length=12, blank=True)
    reference = models.CharField(max_length=64)
    details = models.JSONField(default=dict)
    state = models.CharField(max_length=16, choices=AlarmState.choices)
    raised_at = models.DateTimeField()
    last_at = models.DateTimeField()
    occasions = models.PositiveIntegerField(default=1)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="owned_alarms"
    )
    acknowledged_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="asked_alarms"
    )
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "reference"],
                condition=Q(state__in=[state.value for state in ACTIVE]),
                name="one_open_alarm_per_rule_and_reference",
            ),
            models.CheckConstraint(
                name="alarm_acknowledged_has_owner_and_time",
                condition=Q(
                    state__in=["ACTIVE_ACK", "CLEARED_ACK"],
                    owner__isnull=False,
                    acknowledged_at__isnull=False,
                )
                | Q(state__in=["ACTIVE_UNACK", "CLEARED_UNACK"], owner=None, acknowledged_at=None),
            ),
            models.CheckConstraint(
                name="alarm_over_has_a_time",
                condition=Q(state__in=["CLEARED_UNACK", "CLEARED_ACK"], cleared_at__isnull=False)
                | Q(state__in=["ACTIVE_UNACK", "ACTIVE_ACK"], cleared_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["-raised_at"], name="alarm_newest_first"),
            models.Index(fields=["state", "raised_at"], name="alarm_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.alarm_no} {self.rule}"

    def acknowledge(self, *, owner: User, at: datetime) -> None:
        acknowledged = {
            AlarmState.ACTIVE_UNACK: AlarmState.ACTIVE_ACK,
            AlarmState.CLEARED_UNACK: AlarmState.CLEARED_ACK,
        }
        target = acknowledged.get(AlarmState(self.state), AlarmState.ACTIVE_ACK)
        self._move_to(target, told(at=at, by=owner), owner=owner, acknowledged_at=at)

    def clear(self, *, by: User | None, at: datetime, note: str = "") -> None:
        """By a person who says what was done, or because the cause is over."""
        cleared = {
            AlarmState.ACTIVE_UNACK: AlarmState.CLEARED_UNACK,
            AlarmState.ACTIVE_ACK: AlarmState.CLEARED_ACK,
        }
        target = cleared.get(AlarmState(self.state), AlarmState.CLEARED_UNACK)
        self._move_to(target, told(at=at, by=by, reason=note), cleared_by=by, cleared_at=at)

    def _move_to(self, target: AlarmState, move: dict[str, Any], **changes: object) -> None:
        ALARM_FLOW.check(source=AlarmState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class AlarmOccasion(models.Model):
    """One time an alarm's rule was met; the same occasion told twice counts once."""

    rule = models.CharField(max_length=32)
    occasion = models.CharField(max_length=120)
    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="occasion_rows", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "occasion"], name="one_alarm_per_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.occasion}"


class AlarmNote(models.Model):
    """What a person wrote about an alarm."""

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.at:%H:%M}"
