"""Inspection orders, how their crews were drawn, and what the boxes showed."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Enterprise
from inspection.orders.states import (
    CREW_STATES,
    MOVE_FLOW,
    NOTICE_FLOW,
    OPEN_STATES,
    ORDER_FLOW,
    BoxStep,
    Instruction,
    MoveState,
    NoticeState,
    OrderState,
    Outcome,
)


class OrderQuerySet(models.QuerySet["InspectionOrder"]):
    def open(self) -> "OrderQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def locked(self, *, order_no: str) -> "InspectionOrder":
        """The order, held until the transaction ends. Raises ``NotFound``."""
        found = self.select_for_update().filter(order_no=order_no).first()
        if found is None:
            raise NotFound(field="order_no", order_no=order_no)
        return found


class InspectionOrder(Moving):
    """One box to be looked into for one subject of a line (``subject_kind`` + reference).

    ``declared`` holds what the line says is inside, for the eyes of analyst and crew.
    """

    order_no = models.CharField(max_length=20, unique=True)
    subject_kind = models.CharField(max_length=24)
    subject_reference = models.CharField(max_length=40, db_index=True)
    container_no = models.CharField(max_length=11, blank=True, db_index=True)
    place_code = models.CharField(max_length=12)
    method = models.CharField(max_length=3)
    reasons = ArrayField(models.CharField(max_length=300), default=list)
    declared: Any = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=OrderState.choices, default=OrderState.ORDERED)
    ordered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ordered_at = models.DateTimeField()
    scan_no = models.CharField(max_length=40, blank=True)
    unloading: Any = models.JSONField(default=dict)
    drawn_in = models.CharField(max_length=20, blank=True)
    recheck_of = models.CharField(max_length=20, blank=True)
    before_loading = models.BooleanField(default=False)
    opening_reason = models.TextField(blank=True)
    beacon = models.CharField(max_length=128, blank=True)
    opening_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_order_per_container",
                fields=["container_no"],
                condition=Q(state__in=OPEN_STATES) & ~Q(container_no=""),
            ),
            models.UniqueConstraint(
                name="one_open_order_per_boxless_subject",
                fields=["subject_kind", "subject_reference"],
                condition=Q(state__in=OPEN_STATES, container_no=""),
            ),
            models.CheckConstraint(
                name="order_ends_exactly_when_final",
                condition=Q(state__in=OPEN_STATES, ended_at=None)
                | (~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="order_opening_has_a_time",
                condition=~Q(state__in=CREW_STATES) | Q(opening_at__isnull=False),
            ),
            models.CheckConstraint(
                name="order_accepted_has_a_time",
                condition=~Q(state=OrderState.ACCEPTED) | Q(accepted_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["state", "-ordered_at"], name="orders_by_state")]

    def __str__(self) -> str:
        return f"{self.order_no} {self.state}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def current_draw(self) -> "Draw | None":
        return self.draws.order_by("-round_no").first()

    def note_scan(self, *, scan_no: str, at: datetime) -> None:
        self._move_to(OrderState.IMAGED, told(at=at, reason=scan_no), scan_no=scan_no)

    def open_box(self, *, reason: str, beacon: str, at: datetime, by: User | None = None) -> None:
        why = told(at=at, by=by, reason=reason, law="inspection.crew_size")
        self._move_to(OrderState.OPENING, why, opening_reason=reason, beacon=beacon, opening_at=at)

    def take_crew_back(self, *, at: datetime, by: User, reason: str) -> None:
        """A new draw follows; nobody has accepted it yet."""
        if self.state == OrderState.ACCEPTED:
            why = told(at=at, by=by, reason=reason, law="inspection.crew_size")
            self._move_to(OrderState.OPENING, why, accepted_at=None)

    def accept(self, *, at: datetime, by: User | None = None) -> None:
        self._move_to(OrderState.ACCEPTED, told(at=at, by=by), accepted_at=at)

    def conclude(self, *, at: datetime, by: User | None = None, reason: str = "") -> None:
        self._move_to(OrderState.CONCLUDED, told(at=at, by=by, reason=reason), ended_at=at)

    def cancel(self, *, at: datetime, by: User | None = None, reason: str = "") -> None:
        self._move_to(OrderState.CANCELLED, told(at=at, by=by, reason=reason), ended_at=at)

    def _move_to(self, target: OrderState, move: dict[str, Any], **changes: object) -> None:
        ORDER_FLOW.check(source=OrderState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


def next_order_no(*, on: date) -> str:
    """``IO`` + year, month, day + a running number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('inspection_order_number')")
        return f"IO{on:%y%m%d}{cursor.fetchone()[0]:06d}"


class Exclusion(models.Model):
    """An officer who must not inspect this box, logged before the draw with the reason."""

    order = models.ForeignKey(InspectionOrder, models.PROTECT, related_name="exclusions")
    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    logged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "officer"], name="excluded_once_per_order"),
            models.CheckConstraint(name="exclusion_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.officer} not for {self.order_id}"


class Draw(models.Model):
    """One draw of a crew, with everything needed to compute it again.

    ``drawn_in`` names the pool whose draw named this crew; the rest then stands there.

    Round 1 is the machine's own. A later round needs a reason and two different people.
    """

    order = models.ForeignKey(InspectionOrder, models.PROTECT, related_name="draws")
    round_no = models.PositiveSmallIntegerField(default=1)
    day = models.DateField()
    commitment = models.CharField(max_length=64, db_index=True)
    drawn_in = models.CharField(max_length=20, blank=True)
    beacon = models.CharField(max_length=128)
    pool = ArrayField(models.CharField(max_length=150))
    excluded: Any = models.JSONField(default=list)
    crew = ArrayField(models.CharField(max_length=150))
    drawn_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "round_no"], name="one_draw_per_round"),
            models.CheckConstraint(
                name="redraw_has_a_reason_and_two_people",
                condition=Q(round_no=1)
                | (
                    ~Q(reason="")
                    & Q(asked_by__isnull=False, confirmed_by__isnull=False)
                    & ~Q(asked_by=F("confirmed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} round {self.round_no}"


class RedrawRequest(models.Model):
    """Somebody asks for another crew; a second person must agree before it is drawn."""

    order = models.OneToOneField(InspectionOrder, models.PROTECT, related_name="redraw_request")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.order_id}: {self.reason}"


class CrewMember(models.Model):
    """One drawn officer; ``position`` 1 leads. The wrist is buzzed until it answers."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="members")
    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    buzzed_at = models.DateTimeField()
    buzzes = models.PositiveSmallIntegerField(default=1)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draw", "officer"], name="drawn_once_per_draw"),
            models.UniqueConstraint(fields=["draw", "position"], name="one_officer_per_position"),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.officer} ({self.position})"


class InspectionRecord(models.Model):
    """What the inspection showed. By image: no crew, ``scan_no`` and the analyst instead."""

    order = models.OneToOneField(InspectionOrder, models.PROTECT, related_name="record")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    by_image = models.BooleanField(default=False)
    concluded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    seal_before = models.CharField(max_length=40, blank=True)
    seal_after = models.CharField(max_length=40, blank=True)
    findings: Any = models.JSONField(default=list)
    note = models.TextField(blank=True)
    picture_keys = ArrayField(models.CharField(max_length=80), default=list)
    concluded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="fault_says_what_was_found",
                condition=~Q(outcome=Outcome.FAULT) | ~Q(note="") | ~Q(findings=[]),
            ),
            models.CheckConstraint(
                name="image_alone_finds_no_fault",
                condition=Q(by_image=False) | Q(outcome=Outcome.NO_FAULT),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.outcome}"


class SavedQueueView(models.Model):
    """A named set of filters of one person's queue."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="one_queue_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


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
