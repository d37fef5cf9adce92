"""Plans of yards, where their robots are, the checks on their lists and the pictures taken."""

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from inspection.robot.states import (
    BEFORE,
    CHECK_FLOW,
    COMPARED,
    WITH_ROBOT,
    Because,
    CheckState,
    View,
)
from inspection.robot.verdicts import Verdict

LAW_OF_TIME, LAW_OF_TRIES = "robot.check_minutes", "robot.tries"


class YardPlanRow(models.Model):
    """The plan of one yard. ``serves``: the places whose boxes are put into this yard."""

    yard_code = models.CharField(max_length=12, unique=True)
    serves = ArrayField(models.CharField(max_length=12), default=list)
    plan: Any = models.JSONField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.yard_code


class RobotPost(models.Model):
    """Where one robot was last; written over, never collected."""

    device_code = models.CharField(max_length=32, unique=True)
    yard_code = models.CharField(max_length=12)
    node = models.CharField(max_length=16)
    x_cm = models.IntegerField()
    y_cm = models.IntegerField()
    battery_percent = models.PositiveSmallIntegerField()
    doing = models.CharField(max_length=10)
    task_no = models.CharField(max_length=32, blank=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.device_code} {self.node}"


class CheckQuerySet(models.QuerySet["RobotCheck"]):
    def locked(self, *, check_no: str) -> "RobotCheck":
        """The check, held until the transaction ends. Raises ``NotFound``."""
        found = self.select_for_update().filter(check_no=check_no).first()
        if found is None:
            raise NotFound(field="check_no", check_no=check_no)
        return found

    def take_turn(self, *, lock: int) -> None:
        """Wait until no other transaction holds this advisory lock; it ends with ours."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])

    def of_task(self, *, task_no: str) -> "RobotCheck | None":
        """The check whose present try this is, held; None for a try that is over."""
        waiting = self.filter(task_no=task_no, state__in=WITH_ROBOT)
        return waiting.select_for_update().first() if task_no else None


class RobotCheck(Moving):
    """One box to be looked at by a robot for one inspection order.

    ``slot``: where in the yard it stands, until ``gone_at``. ``pictures_due``: how many pictures
    the robot said it sent; the numbers are compared when they are all here.
    """

    check_no = models.CharField(max_length=20, unique=True)
    order_no = models.CharField(max_length=20, unique=True)
    container_no = models.CharField(max_length=11, db_index=True)
    seals = ArrayField(models.CharField(max_length=20), default=list)
    yard_code = models.CharField(max_length=12)
    slot = models.CharField(max_length=16, blank=True)
    due_at = models.DateTimeField()
    listed_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=16, choices=CheckState.choices, default=CheckState.LISTED)
    tries = models.PositiveSmallIntegerField(default=0)
    device_code = models.CharField(max_length=32, blank=True)
    task_no = models.CharField(max_length=32, blank=True, db_index=True)
    told_at = models.DateTimeField(null=True)
    pictures_due = models.PositiveSmallIntegerField(null=True)
    verdict = models.CharField(max_length=16, blank=True)
    lines: Any = models.JSONField(default=list)
    read_container_no = models.CharField(max_length=11, blank=True)
    read_seal_no = models.CharField(max_length=20, blank=True)
    compared_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    looked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="robot_check_compared_has_a_verdict",
                condition=(
                    Q(state__in=COMPARED, compared_at__isnull=False)
                    & Q(verdict__in=("MATCHES", "DIFFERS", "UNREADABLE"))
                )
                | (~Q(state__in=COMPARED) & Q(compared_at=None, verdict="")),
            ),
            models.CheckConstraint(
                name="robot_check_looked_at_by_somebody_for_a_reason",
                condition=~Q(state__in=("LOOKED_AT", "SENT_TO_OPENING"))
                | (~Q(reason="") & Q(looked_by__isnull=False, looked_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="robot_check_with_a_robot_names_it",
                condition=~Q(state__in=WITH_ROBOT)
                | (~Q(device_code="") & ~Q(task_no="") & Q(told_at__isnull=False)),
            ),
            models.UniqueConstraint(
                name="one_robot_check_a_slot",
                fields=["yard_code", "slot"],
                condition=Q(gone_at=None) & ~Q(slot=""),
            ),
            models.UniqueConstraint(
                name="one_robot_check_a_robot",
                fields=["device_code"],
                condition=Q(state__in=WITH_ROBOT),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="robot_checks_by_due"),
            models.Index(fields=["-listed_at", "-id"], name="robot_checks_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.check_no} {self.state}"

    def tell(self, *, device_code: str, slot: str, at: datetime) -> None:
        self.tries += 1
        self._move_to(
            CheckState.TOLD,
            told(at=at, reason=device_code, law=LAW_OF_TRIES),
            tries=self.tries,
            device_code=device_code,
            task_no=f"{self.check_no}-{self.tries}",
            slot=slot,
            told_at=at,
            pictures_due=None,
        )

    def set_out(self, *, at: datetime) -> None:
        self._move_to(CheckState.UNDERWAY, told(at=at, reason=self.device_code))

    def put_back(self, *, why: Because, at: datetime) -> None:
        self._move_to(CheckState.LISTED, told(at=at, reason=why, law=LAW_OF_TIME))

    def drop(self, *, why: Because, at: datetime) -> None:
        self._move_to(CheckState.DROPPED, told(at=at, reason=why, law=LAW_OF_TRIES))

    def judge(self, *, verdict: Verdict, at: datetime) -> None:
        box, seal = verdict.lines
        self._move_to(
            CheckState(verdict.state),
            told(at=at, law="robot.least_confidence_permille"),
            verdict=verdict.state,
            lines=[
                {
                    "part": line.part,
                    "expected": list(line.expected),
                    "read": line.read,
                    "agrees": line.agrees,
                }
                for line in verdict.lines
            ],
            read_container_no=box.read,
            read_seal_no=seal.read,
            compared_at=at,
        )

    def look_at(self, *, reason: str, by: User, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(CheckState.LOOKED_AT, why, reason=reason, looked_by=by, looked_at=at)

    def take_up_again(self, *, by: User, at: datetime) -> None:
        why = told(at=at, by=by)
        self._move_to(CheckState(self.verdict), why, reason="", looked_by=None, looked_at=None)

    def send_to_opening(self, *, reason: str, by: User, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(CheckState.SENT_TO_OPENING, why, reason=reason, looked_by=by, looked_at=at)

    @property
    def waits(self) -> bool:
        return self.state in BEFORE

    def note(self, **fields: Any) -> None:
        """Set fields that are no state."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))

    def _move_to(self, target: CheckState, move: dict[str, Any], **changes: object) -> None:
        CHECK_FLOW.check(source=CheckState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class CheckPicture(models.Model):
    """One picture of one try, and what the machine read in it; ``picture_key`` is its hash."""

    check_of = models.ForeignKey(RobotCheck, models.PROTECT, related_name="pictures")
    task_no = models.CharField(max_length=32)
    view = models.CharField(max_length=4, choices=View.choices)
    picture_key = models.CharField(max_length=72)
    number = models.CharField(max_length=20, blank=True)
    confidence_permille = models.PositiveSmallIntegerField()
    readings = ArrayField(models.CharField(max_length=60), default=list)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_robot_picture_of_a_view", fields=["task_no", "view"]),
            models.CheckConstraint(
                name="robot_picture_confidence_in_permille",
                condition=Q(confidence_permille__lte=1000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_no} {self.view}"


def next_check_no(*, on: date) -> str:
    """``RC`` + year, month, day + a running number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('inspection_robot_check_number')")
        return f"RC{on:%y%m%d}{cursor.fetchone()[0]:06d}"
