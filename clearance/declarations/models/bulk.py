"""Many declarations at once: templates, files of consignments, and drafts submitted together."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q

from clearance.declarations.models.declaration import Declaration
from clearance.declarations.models.drafts import Draft
from clearance.declarations.states import (
    FILE_FLOW,
    LINE_FLOW,
    Direction,
    FileState,
    LineState,
    Procedure,
)
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise


class DraftTemplate(models.Model):
    """Answers that an enterprise files again and again, under a name of its own."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    procedure = models.CharField(
        max_length=8, choices=Procedure.choices, default=Procedure.TWO_STEP
    )
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.IMPORT)
    answers = models.JSONField(default=dict)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    uses = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise", "name"],
                condition=Q(deleted_at=None),
                name="one_draft_template_per_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FiledSheet(Moving):
    """A file of consignments as it was sent; ``state`` is moved by its own methods only."""

    sheet_no = models.CharField(max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    sent_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    file_key = models.CharField(max_length=72)
    form = models.CharField(max_length=4)
    state = models.CharField(max_length=12, choices=FileState.choices)
    rows = models.PositiveIntegerField()
    consignments = models.PositiveIntegerField()
    checked = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="filed_sheet_counts_agree",
                condition=Q(checked__lte=F("consignments"), good__lte=F("checked")),
            ),
            models.CheckConstraint(
                name="filed_sheet_state_is_known", condition=Q(state__in=FileState.values)
            ),
            models.CheckConstraint(
                name="filed_sheet_checked_to_the_end",
                condition=~Q(state__in=[FileState.CHECKED, FileState.STORED])
                | Q(checked=F("consignments")),
            ),
            models.UniqueConstraint(
                fields=["enterprise", "file_key"],
                condition=~Q(state=FileState.DISCARDED),
                name="one_filed_sheet_per_content",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="filed_sheet_being_checked",
                condition=Q(state=FileState.CHECKING),
            ),
            models.Index(fields=["enterprise", "-sent_at"], name="filed_sheet_by_enterprise"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_no} {self.state}"

    def count(self, *, checked: int, good: int, at: datetime) -> None:
        """So many more consignments are checked; the last one ends the checking."""
        self.checked += checked
        self.good += good
        changed = ["checked", "good"]
        if self.checked == self.consignments:
            FILE_FLOW.check(source=FileState(self.state), target=FileState.CHECKED)
            self.state, self.ended_at = FileState.CHECKED, at
            self.move = told(at=at, reason=f"{self.good}/{self.consignments}")
            changed += ["state", "ended_at", "move"]
        self.save(update_fields=changed)

    def store(self, *, by: User, at: datetime) -> None:
        self._move_to(FileState.STORED, by=by, at=at)

    def discard(self, *, by: User, at: datetime) -> None:
        self._move_to(FileState.DISCARDED, by=by, at=at)

    def _move_to(self, target: FileState, *, by: User, at: datetime) -> None:
        FILE_FLOW.check(source=FileState(self.state), target=target)
        self.state, self.ended_at, self.move = target, at, told(at=at, by=by)
        self.save(update_fields=["state", "ended_at", "move"])


class FiledConsignment(models.Model):
    """One consignment of a file; ``good`` is None until it is checked.

    ``faults`` hold row, column, rule and the words in both languages.
    """

    sheet = models.ForeignKey(FiledSheet, models.CASCADE, related_name="parts")
    position = models.PositiveIntegerField()
    reference = models.CharField(max_length=200, blank=True)
    rows = models.JSONField(default=list)
    answers = models.JSONField(default=dict)
    places = models.JSONField(default=dict)
    arrives_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)
    good = models.BooleanField(null=True)
    draft = models.OneToOneField(Draft, models.SET_NULL, null=True, related_name="came_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="one_consignment_per_place"),
            models.CheckConstraint(
                name="consignment_good_has_no_fault", condition=~Q(good=True) | Q(faults=[])
            ),
            models.CheckConstraint(
                name="consignment_draft_only_from_good", condition=Q(draft=None) | Q(good=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.good}"


class DraftRun(models.Model):
    """Drafts that one person submitted together; ``token`` keeps a double click from two runs."""

    run_no = models.CharField(max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    token = models.CharField(max_length=64)
    begun_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "token"], name="one_draft_run_per_token"),
        ]

    def __str__(self) -> str:
        return self.run_no


class DraftRunLine(Moving):
    """One draft of a run and what became of it."""

    run = models.ForeignKey(DraftRun, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=LineState.choices, default=LineState.WAITING)
    declaration = models.OneToOneField(Declaration, models.PROTECT, null=True, related_name="+")
    faults = models.JSONField(default=list)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "draft"], name="one_line_per_draft_of_a_run"),
            models.UniqueConstraint(
                fields=["draft"],
                condition=Q(state=LineState.WAITING),
                name="one_waiting_line_per_draft",
            ),
            models.CheckConstraint(
                name="draft_run_line_says_what_became",
                condition=(
                    Q(state=LineState.WAITING, declaration=None, faults=[], done_at=None)
                    | Q(state=LineState.ACCEPTED, declaration__isnull=False, faults=[])
                    | (Q(state=LineState.REFUSED, declaration=None) & ~Q(faults=[]))
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="draft_run_line_waiting",
                condition=Q(state=LineState.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.state}"

    def accept(self, *, declaration: Declaration, at: datetime) -> None:
        why = told(at=at, by=self.run.begun_by, reason=declaration.declaration_no)
        self._move_to(LineState.ACCEPTED, why, declaration=declaration, done_at=at)

    def refuse(self, *, faults: list[dict[str, Any]], at: datetime) -> None:
        why = told(at=at, by=self.run.begun_by, reason=str(faults[0].get("rule", "")))
        self._move_to(LineState.REFUSED, why, faults=faults, done_at=at)

    def _move_to(self, target: LineState, move: dict[str, Any], **changes: object) -> None:
        LINE_FLOW.check(source=LineState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
