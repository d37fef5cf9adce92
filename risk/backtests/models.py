"""Back-tests: a book, a model or both over a past period, and each judgement that would differ."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from risk.backtests.states import BACKTEST_FLOW, BackTestState


def next_backtest_sequence() -> int:
    """The next value of the sequence of back-tests."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('backtests_number')")
        return int(cursor.fetchone()[0])


class BackTest(Moving):
    """``tally`` holds the counts so far; ``after`` is the last judgement that was replayed."""

    backtest_no = models.CharField(max_length=16, unique=True)
    book_no = models.CharField(max_length=16, db_index=True, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    definitions = models.JSONField()
    model_no = models.CharField(max_length=16, blank=True, default="", db_default="")
    model_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=BackTestState.choices)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    after = models.BigIntegerField(default=0)
    tally = models.JSONField(default=dict)
    green = models.BooleanField(null=True)
    findings = models.JSONField(default=list)  # why it is not green: [{"rule", "found"}]
    minutes_per_control = models.PositiveIntegerField()
    most_permille = models.PositiveIntegerField()
    least_judgements = models.PositiveIntegerField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="back_test_state_is_known", condition=Q(state__in=BackTestState.values)
            ),
            models.CheckConstraint(
                name="back_test_tries_something", condition=~Q(book_no="") | ~Q(model_no="")
            ),
            models.CheckConstraint(
                name="back_test_looks_at_a_time", condition=Q(until__gt=F("since"))
            ),
            models.CheckConstraint(
                name="back_test_done_has_an_answer",
                condition=Q(
                    state=BackTestState.DONE, green__isnull=False, finished_at__isnull=False
                )
                | (~Q(state=BackTestState.DONE) & Q(green__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.backtest_no} {self.state}"

    def begin(self, *, at: datetime) -> None:
        self._move_to(BackTestState.RUNNING, told(at=at))

    def advance(self, *, done: int, after: int, tally: dict[str, Any]) -> None:
        self.done, self.after, self.tally = done, after, tally
        self.save(update_fields=["done", "after", "tally"])

    def finish(self, *, findings: list[dict[str, str]], at: datetime) -> None:
        self._move_to(
            BackTestState.DONE,
            told(at=at),
            green=not findings,
            findings=findings,
            finished_at=at,
        )

    def _move_to(self, target: BackTestState, move: dict[str, Any], **changes: object) -> None:
        BACKTEST_FLOW.check(source=BackTestState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class Difference(models.Model):
    """A judgement that this book would have decided otherwise."""

    backtest = models.ForeignKey(BackTest, models.CASCADE, related_name="differences")
    assessment_no = models.CharField(max_length=32)
    subject_reference = models.CharField(max_length=40)
    stopped_then = models.BooleanField()
    stops_now = models.BooleanField()
    score_then = models.IntegerField()
    score_now = models.IntegerField()
    rules_then = ArrayField(models.CharField(max_length=40))
    rules_now = ArrayField(models.CharField(max_length=40))
    grade = models.CharField(max_length=24)
    country = models.CharField(max_length=2)
    found = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="back_test_difference_differs", condition=~Q(stopped_then=F("stops_now"))
            )
        ]
        indexes = [models.Index(fields=["backtest", "-score_now"], name="back_test_by_score")]

    def __str__(self) -> str:
        return f"{self.subject_reference} {self.score_then} → {self.score_now}"
