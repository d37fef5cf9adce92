"""Mandates: who may file for whom."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from clearance.enterprises.rules.terms import terms_of
from clearance.enterprises.states import ENDED, MANDATE_FLOW, MandateKind, MandateState
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise

ENDED_STATES = sorted(ENDED)


def next_mandate_sequence() -> int:
    """The next value of the sequence of mandates."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('enterprises_mandate_number')")
        return int(cursor.fetchone()[0])


class Mandate(Moving):
    """An importer or exporter lets an agent file for it. Nobody else assigns ``state``."""

    mandate_no = models.CharField(max_length=16, unique=True)
    principal = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=MandateKind.choices)
    transport_document = models.CharField(max_length=35, blank=True)
    supervision_modes = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    imports = models.BooleanField()
    exports = models.BooleanField()
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=12, choices=MandateState.choices)

    offered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    offer_signature = models.CharField(max_length=128)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    acceptance_signature = models.CharField(max_length=128, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_state_is_known", condition=Q(state__in=MandateState.values)
            ),
            models.CheckConstraint(
                name="mandate_between_two_firms", condition=~Q(principal=F("agent"))
            ),
            models.CheckConstraint(
                name="mandate_ends_after_it_begins", condition=Q(last_day__gte=F("first_day"))
            ),
            models.CheckConstraint(
                name="mandate_for_one_bill_names_it",
                condition=Q(kind=MandateKind.SINGLE) ^ Q(transport_document=""),
            ),
            models.CheckConstraint(
                name="mandate_allows_something", condition=Q(imports=True) | Q(exports=True)
            ),
            models.CheckConstraint(
                name="mandate_offer_is_signed", condition=~Q(offer_signature="")
            ),
            models.CheckConstraint(
                name="mandate_in_force_is_signed_twice",
                condition=~Q(state__in=[MandateState.ACCEPTED, MandateState.REVOKED])
                | (Q(answered_by__isnull=False) & ~Q(acceptance_signature="")),
            ),
            models.CheckConstraint(
                name="mandate_ended_says_when",
                condition=Q(state__in=ENDED_STATES, ended_at__isnull=False)
                | (~Q(state__in=ENDED_STATES) & Q(ended_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "principal", "state"], name="mandate_of_agent"),
            models.Index(fields=["principal", "-id"], name="mandate_of_principal"),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_no} {self.state}"

    @property
    def terms(self) -> dict[str, object]:
        return terms_of(
            mandate_no=self.mandate_no,
            principal_uscc=str(self.principal.uscc),
            agent_uscc=str(self.agent.uscc),
            kind=self.kind,
            first_day=self.first_day,
            last_day=self.last_day,
            transport_document=self.transport_document,
            supervision_modes=self.supervision_modes,
            imports=self.imports,
            exports=self.exports,
        )

    def accept(self, *, by: User, signature: str, at: datetime) -> None:
        self._move_to(
            MandateState.ACCEPTED,
            told(at=at, by=by),
            answered_by=by,
            answered_at=at,
            acceptance_signature=signature,
        )

    def decline(self, *, by: User, reason: str, at: datetime) -> None:
        self._move_to(
            MandateState.DECLINED,
            told(at=at, by=by, reason=reason),
            answered_by=by,
            answered_at=at,
            ended_by=by,
            ended_at=at,
            reason=reason,
        )

    def take_back(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(MandateState.TAKEN_BACK, why, ended_by=by, ended_at=at, reason=reason)

    def revoke(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(MandateState.REVOKED, why, ended_by=by, ended_at=at, reason=reason)

    def _move_to(self, target: MandateState, move: dict[str, Any], **changes: object) -> None:
        MANDATE_FLOW.check(source=MandateState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
