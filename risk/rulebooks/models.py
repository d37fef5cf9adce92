"""Books of rules, the versions of each rule, and the switches thrown at once."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from risk.rulebooks.states import (
    BOOK_FLOW,
    SETTLED,
    SWITCH_FLOW,
    BookState,
    SwitchState,
)
from risk.rules.book import digest_of

SETTLED_STATES = sorted(SETTLED)


def next_book_sequence() -> int:
    """The next value of the sequence that books and switches share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('rulebooks_number')")
        return int(cursor.fetchone()[0])


class RuleVersion(models.Model):
    """One rule as one person wrote it at one time; rows are added, never altered or deleted."""

    code = models.CharField(max_length=12)
    version = models.PositiveIntegerField()
    definition = models.JSONField()
    digest = models.CharField(max_length=64)
    book_no = models.CharField(max_length=16, db_index=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="rule_version_is_one", fields=["code", "version"])
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Book(Moving):
    """A set of rule versions. ``content`` holds their definitions, each with its ``version``."""

    book_no = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120)
    based_on = models.CharField(max_length=16, blank=True)
    state = models.CharField(max_length=12, choices=BookState.choices)
    content = models.JSONField(default=list)  # [{"version": 3, "rule": {...}}]
    digest = models.CharField(max_length=64)
    rule_count = models.PositiveIntegerField(default=0)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    writers = ArrayField(models.BigIntegerField())
    written_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    backtest_no = models.CharField(max_length=16, blank=True)
    backtest_digest = models.CharField(max_length=64, blank=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    in_force_from = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rule_book_state_is_known", condition=Q(state__in=BookState.values)
            ),
            models.CheckConstraint(
                name="rule_book_beyond_draft_was_tested_as_it_is",
                condition=Q(state=BookState.DRAFT)
                | (~Q(backtest_no="") & Q(backtest_digest=F("digest"))),
            ),
            models.CheckConstraint(
                name="rule_book_published_says_who_and_when",
                condition=~Q(state__in=SETTLED_STATES)
                | Q(
                    published_by__isnull=False,
                    published_at__isnull=False,
                    in_force_from__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="rule_book_in_force_is_one",
                fields=["state"],
                condition=Q(state=BookState.IN_FORCE),
            ),
        ]
        indexes = [models.Index(fields=["-in_force_from"], name="rule_book_by_start")]

    def __str__(self) -> str:
        return f"{self.book_no} {self.state}"

    @property
    def definitions(self) -> list[dict[str, Any]]:
        return [one["rule"] for one in self.content]

    def version_of(self, code: str) -> int | None:
        return next((one["version"] for one in self.content if one["rule"]["code"] == code), None)

    def hold(self, content: list[dict[str, Any]], *, by: User, at: datetime) -> None:
        """Other rules than before: what was tested is no longer what stands here."""
        self.content = sorted(content, key=lambda one: str(one["rule"]["code"]))
        self.digest = digest_of(self.definitions)
        self.rule_count = len(self.content)
        self.writers = sorted({*self.writers, by.pk})
        self.changed_at = at
        names = ["content", "digest", "rule_count", "writers", "changed_at"]
        if self.state == BookState.BACK_TESTED:
            BOOK_FLOW.check(source=BookState.BACK_TESTED, target=BookState.DRAFT)
            self.state, self.move = BookState.DRAFT, told(at=at, by=by, reason="rules changed")
            names += ["state", "move"]
        self.save(update_fields=names)

    def take_backtest(self, *, backtest_no: str, by: User | None, at: datetime) -> None:
        changes = {"backtest_no": backtest_no, "backtest_digest": self.digest}
        if self.state == BookState.BACK_TESTED:
            for field, value in changes.items():
                setattr(self, field, value)
            self.save(update_fields=list(changes))
            return
        self._move_to(BookState.BACK_TESTED, told(at=at, by=by, reason=backtest_no), **changes)

    def publish(self, *, by: User, reason: str, start_at: datetime, at: datetime) -> None:
        self._move_to(
            BookState.PUBLISHED,
            told(at=at, by=by, reason=reason),
            published_by=by,
            published_at=at,
            in_force_from=start_at,
            reason=reason,
        )

    def start(self, *, at: datetime) -> None:
        self._move_to(BookState.IN_FORCE, told(at=at))

    def supersede(self, *, at: datetime, reason: str) -> None:
        self._move_to(BookState.SUPERSEDED, told(at=at, reason=reason))

    def _move_to(self, target: BookState, move: dict[str, Any], **changes: object) -> None:
        BOOK_FLOW.check(source=BookState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class Switch(Moving):
    """One officer asks to switch a rule off or on at once, another agrees."""

    switch_no = models.CharField(max_length=16, unique=True)
    code = models.CharField(max_length=12, db_index=True)
    off = models.BooleanField()
    reason = models.CharField(max_length=400)
    state = models.CharField(max_length=8, choices=SwitchState.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rule_switch_state_is_known", condition=Q(state__in=SwitchState.values)
            ),
            models.CheckConstraint(
                name="rule_switch_needs_a_second_person", condition=~Q(decided_by=F("asked_by"))
            ),
            models.CheckConstraint(
                name="rule_switch_decided_says_who_and_when",
                condition=Q(state=SwitchState.ASKED, decided_at__isnull=True)
                | Q(
                    ~Q(state=SwitchState.ASKED),
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="rule_switch_asked_once", fields=["code"], condition=Q(state=SwitchState.ASKED)
            ),
        ]
        indexes = [models.Index(fields=["code", "-decided_at"], name="rule_switch_latest")]

    def __str__(self) -> str:
        return f"{self.switch_no} {self.code} {self.state}"

    def decide(self, *, agreed: bool, answer: str, by: User, at: datetime) -> None:
        target = SwitchState.DONE if agreed else SwitchState.REFUSED
        SWITCH_FLOW.check(source=SwitchState(self.state), target=target)
        self.state, self.move = target, told(at=at, by=by, reason=answer)
        self.decided_by, self.decided_at, self.answer = by, at, answer
        self.save(update_fields=["state", "move", "decided_by", "decided_at", "answer"])
