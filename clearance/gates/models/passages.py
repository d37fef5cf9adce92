"""The passages of vehicles through the lanes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from clearance.gates.states import PASSAGE_FLOW, Because, PassageState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

DECIDED_STATES = [PassageState.OPENED, PassageState.REFUSED, PassageState.PASSED]
RAISED_STATES = [PassageState.OPENED, PassageState.PASSED]


class Passage(Moving):
    """One vehicle in one lane, once. What the lane reads may arrive in any order."""

    passage_no = models.CharField(max_length=40, unique=True)
    place_code = models.CharField(max_length=12)
    direction = models.CharField(max_length=3, default="OUT")
    plate_no = models.CharField(max_length=16, blank=True, db_index=True)
    container_no = models.CharField(max_length=11, blank=True, db_index=True)
    picture_key = models.CharField(max_length=80, blank=True)
    tag_id = models.CharField(max_length=32, blank=True)
    code_pass_no = models.CharField(max_length=24, blank=True)
    code_fault = models.CharField(max_length=12, blank=True)
    seal_no = models.CharField(max_length=24, blank=True)
    seal_is_intact = models.BooleanField(null=True)
    gross_weight_kg = models.PositiveIntegerField(null=True)
    identities = ArrayField(models.CharField(max_length=10), default=list)
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
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    decided_alone = models.BooleanField(default=False)
    contradiction = models.CharField(max_length=24, blank=True, db_index=True)

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
            models.CheckConstraint(
                name="passage_opened_on_two_identities",
                condition=~Q(state__in=RAISED_STATES)
                | Q(identities__len__gte=2)
                | Q(opened_by__isnull=False)
                | ~Q(contradiction=""),
            ),
            models.CheckConstraint(
                name="passage_overruled_by_two_people",
                condition=Q(asked_by__isnull=True)
                | Q(opened_by__isnull=True)
                | ~Q(asked_by=models.F("opened_by")),
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

    def note_tag(self, *, tag_id: str) -> None:
        if not self.tag_id:
            self.tag_id = tag_id
            self.save(update_fields=["tag_id"])

    def note_code(self, *, pass_no: str, fault: str) -> None:
        """A code that could be read replaces one that could not."""
        if not self.code_pass_no:
            self.code_pass_no, self.code_fault = pass_no, fault
            self.save(update_fields=["code_pass_no", "code_fault"])

    def note_seal(self, *, seal_no: str, is_intact: bool) -> None:
        if not self.seal_no:
            self.seal_no, self.seal_is_intact = seal_no, is_intact
            self.save(update_fields=["seal_no", "seal_is_intact"])

    def take_over(
        self,
        *,
        direction: str,
        plate_no: str,
        container_no: str,
        tag_id: str,
        seal_no: str,
        gross_weight_kg: int | None,
        seen_at: datetime,
    ) -> None:
        """The lane was cut off and decided by itself: what it read stands."""
        self.decided_alone = True
        self.direction, self.plate_no, self.container_no = direction, plate_no, container_no
        self.tag_id, self.seal_no = tag_id, seal_no
        self.gross_weight_kg, self.seen_at = gross_weight_kg, seen_at
        self.weighed_at = seen_at if gross_weight_kg is not None else None
        self.save()

    def wait_for(self, state: PassageState, *, at: datetime) -> bool:
        """True when this is news."""
        if self.state == state:
            return False
        self._move_to(state, told(at=at, reason=Because.READING_NEEDED))
        return True

    def open(self, *, at: datetime, pass_no: str, identities: Iterable[str]) -> None:
        self._move_to(
            PassageState.OPENED,
            told(at=at, reason=Because.ALONE if self.decided_alone else Because.ALL_AGREES),
            decided_at=at,
            pass_no=pass_no,
            rule="",
            identities=list(identities),
        )

    def refuse(
        self,
        *,
        at: datetime,
        pass_no: str,
        rule: str,
        law: str = "",
        by: User | None = None,
        reason: str = "",
    ) -> None:
        """By the rule of that code, or by an officer who says why."""
        why = told(at=at, by=by, reason=reason or rule, law=law)
        said = {"opening_reason": reason} if reason else {}
        self._move_to(PassageState.REFUSED, why, decided_at=at, pass_no=pass_no, rule=rule, **said)

    def open_by_hand(self, *, at: datetime, officer: User, reason: str) -> None:
        """``rule`` stays: it says what the officer overruled."""
        why = told(at=at, by=officer, reason=reason)
        self._move_to(
            PassageState.OPENED, why, decided_at=at, opened_by=officer, opening_reason=reason
        )

    def ask_second_person(self, *, at: datetime, officer: User, reason: str, rule: str) -> None:
        """The first of two people who overrule a refusal."""
        self.asked_by, self.asked_at = officer, at
        self.opening_reason, self.rule = reason, rule
        self.save(update_fields=["asked_by", "asked_at", "opening_reason", "rule"])

    def contradict(self, *, contradiction: str) -> None:
        self.contradiction = contradiction
        self.save(update_fields=["contradiction"])

    def go_through(self, *, at: datetime) -> None:
        self._move_to(PassageState.PASSED, told(at=at, reason=Because.THROUGH), passed_at=at)

    def _move_to(self, target: PassageState, move: dict[str, Any], **changes: object) -> None:
        PASSAGE_FLOW.check(source=PassageState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
