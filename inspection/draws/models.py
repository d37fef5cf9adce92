"""Days with their secrets, pools with their draws, what waits for a cut-off, and single picks."""

from datetime import date, datetime
from typing import Any

from django.db import connection, models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Enterprise
from inspection.draws.states import DRAW_FLOW, DrawState, PickKind, SubjectKind


class DrawDay(models.Model):
    """One day: its secret, whose hash is told first, and its file once it is over.

    ``lot_leaves`` are the lots that fell one by one, as they were committed at ``lots_at``.
    """

    day = models.DateField(unique=True)
    secret = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    lots_at = models.DateTimeField(null=True)
    lot_leaves = models.TextField(blank=True, default="", db_default="")
    revealed_at = models.DateTimeField(null=True)
    file_key = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="draw_day_is_revealed_with_its_file",
                condition=Q(revealed_at=None) | ~Q(file_key=""),
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.commitment[:12]}"


class DrawQuerySet(models.QuerySet["PoolDraw"]):
    def locked(self, *, draw_no: str) -> "PoolDraw":
        """The draw, held until the transaction ends. Raises ``NotFound``."""
        found = self.select_for_update(of=("self",)).select_related("day")
        draw = found.filter(draw_no=draw_no).first()
        if draw is None:
            raise NotFound(field="draw_no", draw_no=draw_no)
        return draw


class PoolDraw(Moving):
    """One pool of one site. ``leaves`` are its canonical lines; ``drawn`` the ids and crews."""

    draw_no = models.CharField(max_length=20, unique=True)
    day = models.ForeignKey(DrawDay, models.PROTECT, related_name="draws")
    place_code = models.CharField(max_length=12, db_index=True)
    office_code = models.CharField(max_length=8)
    cut_off_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=DrawState.choices, default=DrawState.COMMITTED)
    source = models.CharField(max_length=120)
    crew_size = models.PositiveSmallIntegerField()
    rates: Any = models.JSONField(default=dict)
    counts: Any = models.JSONField(default=dict)
    leaves = models.TextField()
    root = models.CharField(max_length=64, unique=True)
    committed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField()
    head = models.CharField(max_length=64, blank=True)
    public_value = models.CharField(max_length=300, blank=True)
    beacon = models.CharField(max_length=64, blank=True)
    fixed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drawn: Any = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True)
    lapse_reason = models.CharField(max_length=300, blank=True)

    objects = DrawQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_pool_per_cut_off_of_a_site", fields=["place_code", "cut_off_at"]
            ),
            models.CheckConstraint(
                name="draw_ends_exactly_when_not_committed",
                condition=Q(state=DrawState.COMMITTED, ended_at=None)
                | (~Q(state=DrawState.COMMITTED) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="drawn_only_with_a_beacon", condition=~Q(state=DrawState.DRAWN) | ~Q(beacon="")
            ),
            models.CheckConstraint(
                name="lapsed_only_with_a_reason",
                condition=~Q(state=DrawState.LAPSED) | ~Q(lapse_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["-cut_off_at", "-id"], name="draws_newest_first")]

    def __str__(self) -> str:
        return f"{self.draw_no} {self.state}"

    def close(self, *, drawn: list[Any], at: datetime, by: User) -> None:
        why = told(at=at, by=by, reason=self.public_value, law="draw.permille_by_kind_and_grade")
        self.drawn = drawn
        self._move_to(DrawState.DRAWN, why, at=at)

    def lapse(self, *, reason: str, at: datetime) -> None:
        self.lapse_reason = reason
        self._move_to(DrawState.LAPSED, told(at=at, reason=reason), at=at)

    def _move_to(self, target: DrawState, move: dict[str, Any], *, at: datetime) -> None:
        DRAW_FLOW.check(source=DrawState(self.state), target=target)
        self.state, self.move, self.ended_at = target, move, at
        self.save()


def next_draw_no(*, on: date) -> str:
    """``DR`` + year, month, day + a running number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('inspection_draw_number')")
        return f"DR{on:%y%m%d}{cursor.fetchone()[0]:05d}"


class SubjectQuerySet(models.QuerySet["PoolSubject"]):
    def waiting(self) -> "SubjectQuerySet":
        """What lies in the next pool of its site."""
        return self.filter(draw=None, out_at=None)


class PoolSubject(models.Model):
    """Something that may be drawn at the next cut-off of its site, or lay in a pool.

    ``standing`` things (premises) wait again as soon as they lie in a pool. ``drawn`` is set for
    those that chance has chosen; the others of a drawn pool keep None. What was taken out before
    its cut-off has ``out_at``; ``out_in`` is the pool that published it. ``gone_at``: it left the
    port after its pool was committed, and no order comes of it.
    """

    kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    reference = models.CharField(max_length=60)
    place_code = models.CharField(max_length=12)
    grade = models.CharField(max_length=24)
    standing = models.BooleanField(default=False)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, related_name="+")
    nonce = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField()
    draw = models.ForeignKey(
        PoolDraw, models.PROTECT, null=True, related_name="subjects", db_index=False
    )
    rate = models.PositiveSmallIntegerField(null=True)
    drawn = models.BooleanField(null=True)
    out_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    out_asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    out_asked_at = models.DateTimeField(null=True)
    out_agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False
    )
    out_at = models.DateTimeField(null=True)
    out_in = models.ForeignKey(PoolDraw, models.PROTECT, null=True, related_name="taken_out")
    gone_reason = models.CharField(max_length=300, blank=True, default="", db_default="")
    gone_at = models.DateTimeField(null=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="subject_waits_once",
                fields=["place_code", "kind", "reference"],
                condition=Q(draw=None, out_at=None),
            ),
            models.UniqueConstraint(name="subject_once_per_draw", fields=["draw", "subject_id"]),
            models.CheckConstraint(
                name="subject_has_a_rate_in_a_pool",
                condition=Q(draw=None, rate=None, drawn=None) | Q(draw__isnull=False, rate__gte=0),
            ),
            models.CheckConstraint(
                name="subject_out_has_a_reason",
                condition=Q(out_at=None, out_in=None) | (Q(draw=None) & ~Q(out_reason="")),
            ),
            models.CheckConstraint(
                name="subject_gone_has_a_reason_and_a_pool",
                condition=Q(gone_at=None, gone_reason="")
                | (Q(draw__isnull=False) & ~Q(gone_reason="")),
            ),
            models.CheckConstraint(
                name="subject_out_by_two_persons_or_by_its_line",
                condition=Q(out_agreed_by=None)
                | (Q(out_at__isnull=False) & ~Q(out_agreed_by=models.F("out_asked_by"))),
            ),
        ]
        indexes = [models.Index(fields=["reference"], name="subjects_by_reference")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class KeptOutOfficer(models.Model):
    """An officer who must not lie in the next pool of a site, with the reason."""

    place_code = models.CharField(max_length=12)
    officer = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    draw = models.ForeignKey(PoolDraw, models.PROTECT, null=True, related_name="kept_out")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="kept_out_once_per_pool",
                fields=["place_code", "officer"],
                condition=Q(draw=None),
            ),
            models.CheckConstraint(name="kept_out_has_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.officer} not at {self.place_code}"


class Pick(models.Model):
    """One single draw as the day's file tells it: a crew, or the scan of an analyst."""

    day = models.ForeignKey(DrawDay, models.PROTECT, related_name="picks")
    kind = models.CharField(max_length=8, choices=PickKind.choices)
    who = models.CharField(max_length=150)
    turn = models.PositiveIntegerField()
    told: Any = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_pick_per_turn", fields=["day", "kind", "who", "turn"])
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.who} {self.turn}"


class LiveLot(models.Model):
    """A lot that fell during the day, kept for the day's file: one more look at a report."""

    day = models.ForeignKey(DrawDay, models.PROTECT, related_name="lots")
    kind = models.CharField(max_length=12)
    reference = models.CharField(max_length=60)
    grade = models.CharField(max_length=24)
    nonce = models.CharField(max_length=32)
    subject_id = models.CharField(max_length=64)
    rate = models.PositiveSmallIntegerField()
    lot = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_lot_per_subject_and_day", fields=["day", "subject_id"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference} {self.lot}"
