"""Instructions of two-stage access: goods that leave the port and are checked elsewhere."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from clearance.declarations.models.declaration import Declaration
from clearance.declarations.states import ACCESS_FLOW, OPEN_ACCESS, AccessKind, AccessState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

S = AccessState
ENDED = [S.NO_FAULT, S.FAULT, S.REFUSED]


class AccessInstruction(Moving):
    """Held goods let go on condition, or cleared goods checked where they arrive.

    Nobody else assigns ``state``.
    """

    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="accesses")
    kind = models.CharField(max_length=20, choices=AccessKind.choices)
    state = models.CharField(max_length=10, choices=S.choices)
    site = models.CharField(max_length=120)
    reason = models.CharField(max_length=400)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposal = models.CharField(max_length=400, blank=True)
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField(null=True)
    check_by = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_state_is_known", condition=Q(state__in=S.values)),
            models.UniqueConstraint(
                fields=["declaration"],
                condition=Q(state__in=sorted(OPEN_ACCESS)),
                name="one_open_access_per_declaration",
            ),
            models.CheckConstraint(
                name="access_in_force_says_until_when",
                condition=~Q(state__in=[S.IN_FORCE, S.NO_FAULT, S.FAULT])
                | Q(ordered_by__isnull=False, ordered_at__isnull=False, check_by__isnull=False),
            ),
            models.CheckConstraint(
                name="access_on_condition_is_ordered_by_two",
                condition=Q(kind=AccessKind.DESTINATION_CHECK)
                | Q(ordered_by__isnull=True)
                | (Q(proposed_by__isnull=False) & ~Q(proposed_by=F("ordered_by"))),
            ),
            models.CheckConstraint(
                name="access_ended_says_what_was_found",
                condition=~Q(state__in=ENDED)
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(finding="")),
            ),
            models.CheckConstraint(
                name="access_is_checked_by_another_person",
                condition=~Q(state__in=[S.NO_FAULT, S.FAULT]) | ~Q(ended_by=F("ordered_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    def propose(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(S.PROPOSED, move=why, proposed_by=by, proposal=reason)

    def order(self, *, by: User, at: datetime, check_by: datetime) -> None:
        why = told(at=at, by=by, reason=self.proposal, law="access.check_days")
        self._move_to(S.IN_FORCE, move=why, ordered_by=by, ordered_at=at, check_by=check_by)

    def refuse(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(S.REFUSED, move=why, ended_by=by, finding=reason, ended_at=at)

    def end(self, *, fault: bool, finding: str, by: User, at: datetime) -> None:
        why = told(at=at, by=by, reason=finding, law="access.check_days")
        target = S.FAULT if fault else S.NO_FAULT
        self._move_to(target, move=why, ended_by=by, finding=finding, ended_at=at)

    def _move_to(self, target: S, *, move: dict[str, Any], **changes: object) -> None:
        ACCESS_FLOW.check(source=S(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
