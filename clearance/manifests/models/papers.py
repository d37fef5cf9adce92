"""What is written about bills: locks, changes, tallies, differences, messages to the terminal."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from clearance.manifests.models.bills import Manifest, ManifestLine
from clearance.manifests.states import (
    CHANGE_FLOW,
    DIFFERENCE_FLOW,
    MESSAGE_FLOW,
    Act,
    Because,
    ChangeState,
    DifferenceKind,
    DifferenceState,
    Measure,
    MessageKind,
    MessageState,
    Resolution,
)
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told

FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=5)
RECEIPT_DUE = timedelta(minutes=1)
TALLY_LAW = "manifest.tally_weight_tolerance_permille"


class LineLock(models.Model):
    """An officer's lock on a bill (锁定): while it is in force nothing under it is released."""

    line = models.ForeignKey(ManifestLine, models.CASCADE, related_name="locks")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    placed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lift_reason = models.CharField(max_length=400, blank=True)
    expired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "owner"],
                condition=Q(lifted_at=None),
                name="one_open_lock_per_officer",
            ),
            models.CheckConstraint(name="line_lock_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="lock_expires_later", condition=Q(expires_at__gt=models.F("placed_at"))
            ),
            models.CheckConstraint(
                name="lock_lifted_by_a_person_or_by_time",
                condition=Q(lifted_at=None, lifted_by=None, lift_reason="", expired=False)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False, expired=False)
                & ~Q(lift_reason="")
                | Q(lifted_at__isnull=False, lifted_by=None, lift_reason="", expired=True),
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="lock_open", condition=Q(lifted_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.owner_id} {self.reason}"


class LineChange(Moving):
    """One version of a bill: what was asked, why, by whom, and who let it pass."""

    line = models.ForeignKey(ManifestLine, models.CASCADE, related_name="changes")
    act = models.CharField(max_length=12, choices=Act.choices)
    version = models.PositiveIntegerField()
    before = models.JSONField()
    after = models.JSONField()
    reason = models.CharField(max_length=400)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ChangeState.choices)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                condition=Q(state="PENDING"),
                name="one_open_change_per_bill",
            ),
            models.CheckConstraint(name="change_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="refused_change_has_person_and_reason",
                condition=~Q(state="REFUSED")
                | Q(decided_by__isnull=False) & ~Q(decision_reason=""),
            ),
            models.CheckConstraint(
                name="change_decided_has_time",
                condition=Q(state="PENDING", decided_at=None)
                | ~Q(state="PENDING") & Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} v{self.version} {self.act}"

    def decide(self, state: ChangeState, *, by: User, reason: str, at: datetime) -> None:
        CHANGE_FLOW.check(source=ChangeState(self.state), target=state)
        self.state, self.decided_by, self.decided_at = state, by, at
        self.decision_reason, self.move = reason, told(at=at, by=by, reason=reason)
        self.save(update_fields=["state", "decided_by", "decided_at", "decision_reason", "move"])


class Tally(models.Model):
    """What was counted at discharge or loading (理货报告); a later report replaces an earlier."""

    manifest = models.ForeignKey(Manifest, models.CASCADE, related_name="tallies")
    version = models.PositiveSmallIntegerField()
    reported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    finished_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["manifest", "version"], name="tallies_are_counted")
        ]

    def __str__(self) -> str:
        return f"{self.manifest_id} v{self.version}"


class TallyRow(models.Model):
    tally = models.ForeignKey(Tally, models.CASCADE, related_name="rows")
    transport_document = models.CharField(max_length=35)
    container_no = models.CharField(max_length=11, blank=True)
    pieces = models.PositiveIntegerField()
    gross_weight_kg = models.DecimalField(max_digits=19, decimal_places=5)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tally", "transport_document", "container_no"],
                name="one_tally_row_per_bill_and_box",
            )
        ]

    def __str__(self) -> str:
        return f"{self.transport_document} {self.container_no}"


class LandedDifference(Moving):
    """More or less came than the manifest says (溢短卸); an officer ends it."""

    tally = models.ForeignKey(Tally, models.CASCADE, related_name="differences")
    manifest = models.ForeignKey(Manifest, models.CASCADE, related_name="differences")
    line = models.ForeignKey(ManifestLine, models.CASCADE, null=True, related_name="differences")
    transport_document = models.CharField(max_length=35)
    container_no = models.CharField(max_length=11, blank=True)
    kind = models.CharField(max_length=5, choices=DifferenceKind.choices)
    measure = models.CharField(max_length=9, choices=Measure.choices)
    expected = models.DecimalField(max_digits=19, decimal_places=5)
    found = models.DecimalField(max_digits=19, decimal_places=5)
    state = models.CharField(
        max_length=8, choices=DifferenceState.choices, default=DifferenceState.OPEN
    )
    resolution = models.CharField(max_length=12, choices=Resolution.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    resolved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="difference_resolved_says_how_and_who",
                condition=Q(state="OPEN", resolution="", resolved_by=None, resolved_at=None)
                | Q(state="RESOLVED", resolution="SUPERSEDED", resolved_at__isnull=False)
                | Q(state="RESOLVED", resolved_by__isnull=False, resolved_at__isnull=False)
                & ~Q(resolution="")
                & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="difference_differs", condition=~Q(expected=models.F("found"))
            ),
        ]
        indexes = [
            models.Index(fields=["line"], name="difference_open", condition=Q(state="OPEN")),
        ]

    def __str__(self) -> str:
        return f"{self.transport_document} {self.measure} {self.kind}"

    def resolve(self, *, resolution: Resolution, reason: str, by: User, at: datetime) -> None:
        DIFFERENCE_FLOW.check(source=DifferenceState(self.state), target=DifferenceState.RESOLVED)
        self.state, self.resolution, self.reason = DifferenceState.RESOLVED, resolution, reason
        self.resolved_by, self.resolved_at = by, at
        self.move = told(at=at, by=by, reason=reason, law=TALLY_LAW)
        self.save(
            update_fields=["state", "resolution", "reason", "resolved_by", "resolved_at", "move"]
        )


class TerminalMessage(Moving):
    """One instruction to the terminal, kept until the terminal has acknowledged it.

    About a bill, or about the box of an inspection order (``order_no``), which may have no bill.
    """

    message_no = models.UUIDField(unique=True)
    line = models.ForeignKey(ManifestLine, models.CASCADE, null=True, related_name="messages")
    order_no = models.CharField(max_length=20, blank=True, default="", db_default="")
    place_code = models.CharField(max_length=12, blank=True, default="", db_default="")
    kind = models.CharField(max_length=8, choices=MessageKind.choices)
    container_no = models.CharField(max_length=11, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    state = models.CharField(
        max_length=12, choices=MessageState.choices, default=MessageState.QUEUED
    )
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="acknowledged_message_has_its_times",
                condition=~Q(state="ACKNOWLEDGED")
                | Q(sent_at__isnull=False, acknowledged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_is_about_a_bill_or_an_order",
                condition=Q(line__isnull=False) | ~Q(order_no=""),
            ),
            models.UniqueConstraint(
                fields=["order_no", "kind", "queued_at"],
                condition=~Q(order_no=""),
                name="one_message_of_a_kind_per_order",
            ),
            models.CheckConstraint(
                name="failed_message_says_why", condition=~Q(state="FAILED") | ~Q(last_error="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="message_to_send",
                condition=Q(state__in=["QUEUED", "SENT"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_no}"

    def sent(self, *, at: datetime) -> None:
        """Handed over; without a receipt in time it is sent once more."""
        fields: dict[str, Any] = {
            "sent_at": at,
            "attempts": self.attempts + 1,
            "last_error": "",
            "next_try_at": at + min(RECEIPT_DUE * 2 ** min(self.attempts, 12), 12 * LONGEST_PAUSE),
        }
        if self.state == MessageState.SENT:
            self._note(**fields)
        else:
            why = told(at=at, reason=Because.HANDED_OVER)
            self._move_to(MessageState.SENT, why, **fields)

    def acknowledged(self, *, at: datetime) -> None:
        why = told(at=at, reason=Because.RECEIPT)
        self._move_to(MessageState.ACKNOWLEDGED, why, acknowledged_at=at)

    def refused(self, *, why: str, at: datetime) -> None:
        said = why[:300] or "-"
        self._move_to(MessageState.FAILED, told(at=at, reason=said), last_error=said)

    def again(self, *, by: User, at: datetime) -> None:
        self._move_to(MessageState.QUEUED, told(at=at, by=by), next_try_at=at)

    def try_later(self, *, at: datetime, why: str) -> None:
        pause = min(FIRST_PAUSE * 2 ** min(self.attempts, 12), LONGEST_PAUSE)
        self._note(attempts=self.attempts + 1, last_error=why[:300], next_try_at=at + pause)

    def _move_to(self, state: MessageState, move: dict[str, Any], **fields: Any) -> None:
        MESSAGE_FLOW.check(source=MessageState(self.state), target=state)
        self._note(state=state, move=move, **fields)

    def _note(self, **fields: Any) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))


class SavedBillView(models.Model):
    """A named set of filters of one officer's queue of bills."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="one_bill_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name
