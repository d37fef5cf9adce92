"""Inspection orders, how their crews were drawn, and what the boxes showed."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from inspection.orders.states import CREW_STATES, OPEN_STATES, ORDER_FLOW, OrderState, Outcome


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

    def present(self, *, at: datetime, by: User) -> None:
        """What the crew concluded waits for the supervisor's look."""
        why = told(at=at, by=by, law="inspection.supervisor_look_permille")
        self._move_to(OrderState.PRESENTED, why)

    def give_back(self, *, at: datetime, by: User, reason: str) -> None:
        """To the same crew, on the way as it was."""
        target = OrderState.ACCEPTED if self.accepted_at else OrderState.OPENING
        why = told(at=at, by=by, reason=reason, law="inspection.return_hours")
        self._move_to(target, why, ended_at=None)

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
    """A named set of filters of one person's list: the queue of orders, or the records."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    page = models.CharField(max_length=8, default="queue", db_default="queue")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "page", "name"], name="one_queue_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name
