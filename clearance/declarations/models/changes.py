"""Requests to change an accepted declaration, and every version that was ever accepted."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from clearance.declarations.models.declaration import Declaration
from clearance.declarations.states import CHANGE_FLOW, OPEN_CHANGES, ChangeKind, ChangeState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

S = ChangeState
ANSWERED = [S.APPROVED, S.REFUSED]


def next_change_sequence() -> int:
    """The next value of the sequence of change requests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('declarations_change_number')")
        return int(cursor.fetchone()[0])


class ChangeRequest(Moving):
    """What the declarant asks, what would differ, and who answered. ``wanted`` is the summary
    as it would stand, empty for a withdrawal. Nobody else assigns ``state``.
    """

    request_no = models.CharField(max_length=16, unique=True)
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=8, choices=ChangeKind.choices)
    state = models.CharField(max_length=10, choices=S.choices)
    reason = models.CharField(max_length=400)
    wanted = models.JSONField(default=dict)
    differences = models.JSONField(default=list)
    base_version = models.PositiveSmallIntegerField()
    two_because = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    answer_by = models.DateTimeField()

    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    proposal = models.CharField(max_length=400, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="change_state_is_known", condition=Q(state__in=S.values)),
            models.UniqueConstraint(
                fields=["declaration"],
                condition=Q(state__in=sorted(OPEN_CHANGES)),
                name="one_open_change_per_declaration",
            ),
            models.CheckConstraint(
                name="change_answered_says_who_and_when",
                condition=~Q(state__in=ANSWERED)
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="change_refused_says_why", condition=~Q(state=S.REFUSED) | ~Q(answer="")
            ),
            models.CheckConstraint(
                name="change_is_answered_by_another_person",
                condition=~Q(state__in=ANSWERED) | ~Q(answered_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="change_for_two_is_approved_by_two",
                condition=~Q(state=S.APPROVED)
                | Q(two_because=[])
                | (Q(proposed_by__isnull=False) & ~Q(proposed_by=F("answered_by"))),
            ),
            models.CheckConstraint(
                name="change_proposed_says_who",
                condition=~Q(state=S.PROPOSED) | Q(proposed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="change_amendment_changes_something",
                condition=Q(kind=ChangeKind.WITHDRAW) ^ ~Q(differences=[]),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_by", "id"], name="change_by_state"),
            models.Index(fields=["declaration", "-id"], name="change_by_declaration"),
        ]

    def __str__(self) -> str:
        return f"{self.request_no} {self.state}"

    def propose(self, *, by: User, reason: str, two_because: list[str], at: datetime) -> None:
        why = told(at=at, by=by, reason=reason, law="amendment.two_officers_fields")
        self._move_to(
            S.PROPOSED,
            move=why,
            proposed_by=by,
            proposal=reason,
            proposed_at=at,
            two_because=two_because,
        )

    def approve(self, *, by: User, reason: str, two_because: list[str], at: datetime) -> None:
        self._move_to(
            S.APPROVED,
            move=told(at=at, by=by, reason=reason),
            answered_by=by,
            answer=reason,
            answered_at=at,
            two_because=two_because,
        )

    def refuse(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(S.REFUSED, move=why, answered_by=by, answer=reason, answered_at=at)

    def take_back(self, *, by: User, at: datetime) -> None:
        self._move_to(S.TAKEN_BACK, move=told(at=at, by=by), answered_at=at)

    def _move_to(self, target: S, *, move: dict[str, Any], **changes: object) -> None:
        CHANGE_FLOW.check(source=S(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class DeclarationVersion(models.Model):
    """A declaration as it was accepted, whole. The database refuses to alter or delete one."""

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    document = models.JSONField()
    sha256 = models.CharField(max_length=64)
    accepted_at = models.DateTimeField()
    request = models.OneToOneField(ChangeRequest, models.PROTECT, null=True, related_name="made")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "number"], name="one_version_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_id} version {self.number}"
