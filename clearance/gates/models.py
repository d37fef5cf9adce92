"""Gate passes, and the passages of vehicles through the lanes."""

from datetime import datetime

from django.db import connection, models
from django.db.models import Q

from clearance.gates.states import PASS_FLOW, PASSAGE_FLOW, PassageState, PassState
from customs_portal.accounts.models import User
from customs_portal.registry.models import Enterprise

OPEN_PASS_STATES = [PassState.APPLIED, PassState.APPROVED]
DECIDED_STATES = [PassageState.OPENED, PassageState.REFUSED, PassageState.PASSED]


def next_pass_sequence() -> int:
    """The next value of the sequence of gate passes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('gates_pass_number')")
        return int(cursor.fetchone()[0])


class GatePass(models.Model):
    """Leave for one vehicle to take one container out of the port, once."""

    pass_no = models.CharField(max_length=24, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declaration_no = models.CharField(max_length=18, db_index=True)
    container_no = models.CharField(max_length=11)
    plate_no = models.CharField(max_length=16)
    truck_kg = models.PositiveIntegerField()
    frame_kg = models.PositiveIntegerField()
    container_kg = models.PositiveIntegerField()
    goods_kg = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=PassState.choices)
    applied_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_pass_per_container",
                fields=["container_no"],
                condition=Q(state__in=OPEN_PASS_STATES),
            ),
            models.CheckConstraint(
                name="pass_weights_positive",
                condition=Q(truck_kg__gt=0, frame_kg__gte=0, container_kg__gt=0, goods_kg__gte=0),
            ),
            models.CheckConstraint(
                name="pass_approved_has_a_time",
                condition=Q(state__in=[PassState.APPLIED, PassState.VOID])
                | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="pass_ended_has_a_time",
                condition=Q(state__in=OPEN_PASS_STATES, ended_at__isnull=True)
                | (~Q(state__in=OPEN_PASS_STATES) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-id"], name="pass_of_enterprise"),
            models.Index(
                fields=["valid_until"],
                name="pass_open_until",
                condition=Q(state__in=OPEN_PASS_STATES),
            ),
        ]

    def __str__(self) -> str:
        return self.pass_no

    @property
    def declared_total_kg(self) -> int:
        return self.truck_kg + self.frame_kg + self.container_kg + self.goods_kg

    def approve(self, *, at: datetime) -> None:
        self._move_to(PassState.APPROVED, approved_at=at)

    def write_off(self, *, at: datetime) -> None:
        self._move_to(PassState.PASSED, ended_at=at)

    def void(self, *, at: datetime) -> None:
        self._move_to(PassState.VOID, ended_at=at)

    def expire(self, *, at: datetime) -> None:
        self._move_to(PassState.EXPIRED, ended_at=at)

    def _move_to(self, target: PassState, **changes: object) -> None:
        PASS_FLOW.check(source=PassState(self.state), target=target)
        self.state = target
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=["state", *changes])


class Passage(models.Model):
    """One vehicle in one lane, once. Plate and weight may arrive in either order."""

    passage_no = models.CharField(max_length=40, unique=True)
    place_code = models.CharField(max_length=12)
    direction = models.CharField(max_length=3, default="OUT")
    plate_no = models.CharField(max_length=16, blank=True, db_index=True)
    container_no = models.CharField(max_length=11, blank=True, db_index=True)
    picture_key = models.CharField(max_length=80, blank=True)
    gross_weight_kg = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=20, choices=PassageState.choices)
    rule = models.CharField(max_length=8, blank=True)
    pass_no = models.CharField(max_length=24, blank=True)
    arrived_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    weighed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opening_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="passage_decided_has_a_time",
                condition=Q(state__in=DECIDED_STATES, decided_at__isnull=False)
                | (~Q(state__in=DECIDED_STATES) & Q(decided_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="passage_refused_has_a_rule",
                condition=~Q(state=PassageState.REFUSED) | ~Q(rule=""),
            ),
            models.CheckConstraint(
                name="passage_opened_by_hand_has_a_reason",
                condition=Q(opened_by__isnull=True) | ~Q(opening_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["place_code", "-arrived_at"], name="passage_by_lane"),
            models.Index(fields=["-arrived_at", "-id"], name="passage_newest"),
            models.Index(fields=["state", "-arrived_at"], name="passage_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.passage_no} {self.state}"

    @property
    def is_decided(self) -> bool:
        return self.state in DECIDED_STATES

    def note_vehicle(
        self,
        *,
        direction: str,
        plate_no: str,
        container_no: str,
        picture_key: str,
        seen_at: datetime,
    ) -> None:
        """What the lane read; the first reading of a passage stands."""
        if self.seen_at is None:
            self.direction, self.plate_no = direction, plate_no
            self.container_no, self.picture_key = container_no, picture_key
            self.seen_at = seen_at
            self.save(
                update_fields=["direction", "plate_no", "container_no", "picture_key", "seen_at"]
            )

    def read_by_eye(self, *, container_no: str) -> None:
        """An officer read what the camera could not."""
        self.container_no = container_no
        self.save(update_fields=["container_no"])

    def note_weight(self, *, gross_weight_kg: int, weighed_at: datetime) -> None:
        """What the bridge weighed; the first weight of a passage stands."""
        if self.weighed_at is None:
            self.gross_weight_kg, self.weighed_at = gross_weight_kg, weighed_at
            self.save(update_fields=["gross_weight_kg", "weighed_at"])

    def wait_for_weight(self) -> None:
        if self.state != PassageState.AWAITING_WEIGHT:
            self._move_to(PassageState.AWAITING_WEIGHT)

    def open(self, *, at: datetime, pass_no: str) -> None:
        self._move_to(PassageState.OPENED, decided_at=at, pass_no=pass_no, rule="")

    def refuse(self, *, at: datetime, pass_no: str, rule: str) -> None:
        self._move_to(PassageState.REFUSED, decided_at=at, pass_no=pass_no, rule=rule)

    def open_by_hand(self, *, at: datetime, officer: User, reason: str) -> None:
        """``rule`` stays: it says what the officer overruled."""
        self._move_to(PassageState.OPENED, decided_at=at, opened_by=officer, opening_reason=reason)

    def go_through(self, *, at: datetime) -> None:
        self._move_to(PassageState.PASSED, passed_at=at)

    def _move_to(self, target: PassageState, **changes: object) -> None:
        PASSAGE_FLOW.check(source=PassageState(self.state), target=target)
        self.state = target
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=["state", *changes])
