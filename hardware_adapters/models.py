"""What the hub remembers: lines, frames already heard, orders to devices, unread pictures."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from hardware_adapters.states import SIGHTING_FLOW, DeviceKind, SightingState


class DeviceLine(models.Model):
    """Where one device stands: on the line or not, and since when."""

    device_code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=DeviceKind.choices)
    place_code = models.CharField(max_length=12, blank=True)
    is_connected = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    last_heard_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device_code} {'connected' if self.is_connected else 'lost'}"


class DeviceFrameQuerySet(models.QuerySet["DeviceFrame"]):
    def enter(self, *, device_code: str, frame_id: str, at: datetime) -> bool:
        """Enter the frame in one statement; False when it stands there already."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO hardware_deviceframe (device_code, frame_id, heard_at)"
                " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [device_code, frame_id, at],
            )
            return bool(cursor.rowcount)


class DeviceFrame(models.Model):
    """A frame that was heard and committed: the same frame sent again changes nothing."""

    device_code = models.CharField(max_length=64)
    frame_id = models.CharField(max_length=80)
    heard_at = models.DateTimeField(db_index=True)

    objects = DeviceFrameQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device_code", "frame_id"], name="frame_heard_once")
        ]

    def __str__(self) -> str:
        return f"{self.device_code} {self.frame_id}"


class LatestFrame(models.Model):
    """The newest picture of a camera, for the wall; it is replaced, never collected."""

    device_code = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=16, choices=DeviceKind.choices)
    place_code = models.CharField(max_length=12, blank=True)
    picture = models.BinaryField()
    picture_key = models.CharField(max_length=72)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device_code} {self.seen_at:%H:%M:%S}"


class DeviceCommandQuerySet(models.QuerySet["DeviceCommand"]):
    def owed(self, *, since: datetime) -> "DeviceCommandQuerySet":
        """Not answered yet, and still young enough to be carried out."""
        return self.filter(done_at=None, created_at__gt=since).order_by("id")

    def order(
        self,
        *,
        device_code: str,
        purpose: str,
        body: dict[str, Any],
        created_at: datetime,
        sent_at: datetime | None,
    ) -> int | None:
        """Write the order in one statement; its number, or None when it was given before."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO hardware_devicecommand"
                " (device_code, purpose, body, created_at, sent_at) VALUES (%s, %s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING RETURNING id",
                [device_code, purpose, json.dumps(body), created_at, sent_at],
            )
            row = cursor.fetchone()
            return row[0] if row else None


class DeviceCommand(models.Model):
    """Something a device was told to do; the row is the order, the line only carries it.

    ``purpose`` makes the same order asked twice one order (``raise:<passage_no>``).
    """

    device_code = models.CharField(max_length=32)
    purpose = models.CharField(max_length=80)
    body = models.JSONField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = DeviceCommandQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device_code", "purpose"], name="commanded_once_per_purpose"
            ),
            models.CheckConstraint(
                name="command_done_after_it_was_made",
                condition=Q(done_at=None) | Q(done_at__gte=models.F("created_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["device_code", "id"], name="command_owed", condition=Q(done_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.device_code} {self.purpose}"


class Buzz(models.Model):
    """An order on an officer's wrist; it stays until the officer acknowledges it.

    It is settled without that when the crew answered elsewhere (``answered_by``) or when the
    order is over for this officer (``is_over``).
    """

    buzz_no = models.CharField(max_length=24, unique=True)
    officer = models.CharField(max_length=150)
    order_no = models.CharField(max_length=40)
    title_en = models.CharField(max_length=200)
    title_zh = models.CharField(max_length=200)
    container_no = models.CharField(max_length=11, blank=True)
    place_code = models.CharField(max_length=12, blank=True)
    times = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField()
    buzzed_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    device_code = models.CharField(max_length=64, blank=True)
    settled_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=150, blank=True)
    is_over = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "order_no"], name="one_buzz_per_order"),
            models.CheckConstraint(
                name="buzz_over_is_settled",
                condition=Q(is_over=False) | Q(settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["officer"], name="buzz_open", condition=Q(acknowledged_at=None)),
            models.Index(fields=["officer"], name="buzz_at_hand", condition=Q(is_over=False)),
        ]

    def __str__(self) -> str:
        return f"{self.buzz_no} {self.officer}"

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None and self.settled_at is None


class Sighting(Moving):
    """A picture whose container number needs a person's eyes."""

    sighting_no = models.CharField(max_length=24, unique=True)
    device_code = models.CharField(max_length=32)
    place_code = models.CharField(max_length=12, blank=True)
    readings = ArrayField(models.CharField(max_length=40), default=list)
    picture_key = models.CharField(max_length=72)
    seen_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, choices=SightingState.choices, default=SightingState.WAITING
    )
    container_no = models.CharField(max_length=11, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sighting_decided_by_somebody",
                condition=Q(state="WAITING", decided_by=None, decided_at=None)
                | Q(~Q(state="WAITING"), decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sighting_confirmed_has_a_number",
                condition=~Q(state="CONFIRMED") | ~Q(container_no=""),
            ),
        ]
        indexes = [
            models.Index(fields=["seen_at"], name="sighting_waiting", condition=Q(state="WAITING"))
        ]

    def __str__(self) -> str:
        return f"{self.sighting_no} {self.state}"

    def confirm(self, *, container_no: str, by: User, at: datetime) -> None:
        why = told(at=at, by=by, reason=container_no)
        self._move_to(
            SightingState.CONFIRMED, why, container_no=container_no, decided_by=by, decided_at=at
        )

    def dismiss(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(SightingState.DISMISSED, why, decided_by=by, decided_at=at)

    def _move_to(self, target: SightingState, move: dict[str, Any], **changes: object) -> None:
        SIGHTING_FLOW.check(source=SightingState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class FixBatch(models.Model):
    """The fixes of one report, packed into 17 bytes each; forgotten in time."""

    device_code = models.CharField(max_length=32)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    packed = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fix_batch_in_order", condition=Q(last_at__gte=models.F("first_at"))
            ),
            models.UniqueConstraint(
                fields=["device_code", "first_at"], name="fix_batch_heard_once"
            ),
        ]
        indexes = [models.Index(fields=["device_code", "-last_at"], name="fix_batch_newest")]

    def __str__(self) -> str:
        return f"{self.device_code} {self.first_at:%H:%M:%S}"
