"""The box of an order between terminal and inspection, and the notice to the firm."""

from typing import Any

from django.db import models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving
from customs_portal.registry.models import Enterprise
from inspection.orders.models.order import InspectionOrder
from inspection.orders.states import (
    MOVE_FLOW,
    NOTICE_FLOW,
    BoxStep,
    Instruction,
    MoveState,
    NoticeState,
)


class BoxMove(Moving):
    """How the terminal brings the box of one order to its inspection, and takes it away (移箱).

    ``due_at`` is when the clock that runs in this state is over (``states.CLOCK_OF``); none runs
    once the box is away. ``answered_at`` and ``refusal`` are the terminal's to the instruction.
    """

    order = models.OneToOneField(InspectionOrder, models.PROTECT, related_name="box_move")
    instruction = models.CharField(max_length=1, choices=Instruction.choices)
    state = models.CharField(max_length=10, choices=MoveState.choices, default=MoveState.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)
    moved_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    away_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="box_move_has_the_times_of_its_state",
                condition=Q(state__in=["ASKED", "CALLED_OFF"], moved_at=None, ready_at=None)
                | Q(state="MOVED", moved_at__isnull=False, ready_at=None)
                | Q(state="READY", moved_at__isnull=False, ready_at__isnull=False)
                | Q(state="ENDED", ended_at__isnull=False)
                | Q(state="AWAY", ended_at__isnull=False, away_at__isnull=False),
            ),
            models.CheckConstraint(
                name="box_clock_runs_until_the_box_is_away",
                condition=Q(state__in=["AWAY", "CALLED_OFF"], due_at=None)
                | ~Q(state__in=["AWAY", "CALLED_OFF"]) & Q(due_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="box_clock", condition=Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"

    def go(self, target: MoveState, *, why: dict[str, Any], **changes: Any) -> None:
        MOVE_FLOW.check(source=MoveState(self.state), target=target)
        for field, value in {"state": target, "move": why, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])

    def note(self, **changes: Any) -> None:
        """Facts that move nothing."""
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=list(changes))


class BoxReport(models.Model):
    """One report about a box, by the terminal (``report_no``) or entered by an officer."""

    report_no = models.UUIDField(unique=True)
    order = models.ForeignKey(InspectionOrder, models.PROTECT, related_name="box_reports")
    step = models.CharField(max_length=5, choices=BoxStep.choices)
    instruction = models.CharField(max_length=1, choices=Instruction.choices)
    happened_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="box_report_of_an_officer_says_why",
                condition=Q(reported_by=None) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.step}"


class FirmNotice(Moving):
    """The firm is told that its goods are inspected (查验通知), and what it answers."""

    order = models.OneToOneField(InspectionOrder, models.PROTECT, related_name="firm_notice")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=NoticeState.choices, default=NoticeState.TOLD)
    told_at = models.DateTimeField()
    representative = models.CharField(max_length=80, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    wanted_at = models.DateTimeField(null=True)
    wanted_because = models.CharField(max_length=300, blank=True)
    appointment_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_confirmed_names_a_person",
                condition=~Q(state=NoticeState.CONFIRMED) | ~Q(representative=""),
            ),
            models.CheckConstraint(
                name="notice_other_time_is_named",
                condition=~Q(state=NoticeState.ASKED) | Q(wanted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.state}"

    def go(self, target: NoticeState, *, why: dict[str, Any], **changes: Any) -> None:
        NOTICE_FLOW.check(source=NoticeState(self.state), target=target)
        for field, value in {"state": target, "move": why, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
