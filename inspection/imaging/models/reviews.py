"""Scans on the central review bench and what analysts thought of them."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from inspection.imaging.models.room import PlantedScan
from inspection.imaging.states import (
    REVIEW_FLOW,
    Because,
    Certainty,
    FirstLook,
    ReviewState,
    Verdict,
)


class ReviewQuerySet(models.QuerySet["ImageReview"]):
    def locked(self, *, scan_no: str) -> "ImageReview":
        """The review, held until the transaction ends. Raises ``NotFound``."""
        found = self.select_for_update().filter(scan_no=scan_no).first()
        if found is None:
            raise NotFound(field="scan_no", scan_no=scan_no)
        return found

    def waiting_for(self, analyst: User) -> "ReviewQuerySet":
        """Scans the machine may give to this analyst: not ordered and not yet judged by them."""
        return (
            self.filter(state=ReviewState.QUEUED)
            .exclude(ordered_by=analyst.username)
            .exclude(pk__in=Reading.objects.given().filter(analyst=analyst).values("review"))
        )


class ImageReview(Moving):
    """One scan. ``marks`` are regions in pixels of the scan: x, y, width, height, note.

    ``planted``: a test image whose truth is known; it looks like any other to its analyst, so
    ``cover`` holds the order that it seems to have. Until ``final_by`` a judgement may be taken
    back. ``lot`` decided whether a second analyst reads it. ``advice`` is what a model said.
    """

    scan_no = models.CharField(max_length=40, unique=True)
    container_no = models.CharField(max_length=11, db_index=True)
    order_no = models.CharField(max_length=20, blank=True, db_index=True)
    ordered_by = models.CharField(max_length=150, blank=True)
    image_key = models.CharField(max_length=80)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    device_code = models.CharField(max_length=32)
    place_code = models.CharField(max_length=12)
    taken_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=ReviewState.choices, default=ReviewState.QUEUED)
    reviewer = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    marks: Any = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    concluded_at = models.DateTimeField(null=True)
    firm_key = models.CharField(max_length=40, blank=True)
    firm_grade = models.CharField(max_length=24, blank=True)
    hs_codes = ArrayField(models.CharField(max_length=10), default=list)
    final_by = models.DateTimeField(null=True)
    lot = models.PositiveSmallIntegerField(null=True)
    second_by = models.DateTimeField(null=True)
    advice: Any = models.JSONField(null=True)
    planted = models.ForeignKey(PlantedScan, models.PROTECT, null=True, related_name="reviews")
    cover: Any = models.JSONField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="review_has_an_analyst_unless_queued",
                condition=Q(state=ReviewState.QUEUED, reviewer=None, claimed_at=None)
                | (
                    ~Q(state=ReviewState.QUEUED)
                    & Q(reviewer__isnull=False, claimed_at__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="review_verdict_exactly_when_concluded",
                condition=Q(state=ReviewState.CONCLUDED, concluded_at__isnull=False)
                & ~Q(verdict="")
                | ~Q(state=ReviewState.CONCLUDED) & Q(verdict="", concluded_at=None),
            ),
            models.CheckConstraint(
                name="review_suspicion_has_a_reason",
                condition=~Q(verdict=Verdict.SUSPECT) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="review_judged_has_a_time_to_be_final",
                condition=Q(state=ReviewState.JUDGED, final_by__isnull=False)
                | ~Q(state=ReviewState.JUDGED) & Q(final_by=None),
            ),
            models.CheckConstraint(
                name="review_lot_is_a_permille", condition=Q(lot=None) | Q(lot__lt=1000)
            ),
            models.UniqueConstraint(
                name="one_claimed_scan_per_analyst",
                fields=["reviewer"],
                condition=Q(state=ReviewState.CLAIMED),
            ),
        ]
        indexes = [
            models.Index(
                fields=["queued_at"],
                name="reviews_waiting",
                condition=Q(state=ReviewState.QUEUED),
            ),
            models.Index(fields=["state", "-queued_at"], name="reviews_by_state"),
            models.Index(
                fields=["final_by"],
                name="reviews_to_be_final",
                condition=Q(state=ReviewState.JUDGED),
            ),
            models.Index(fields=["firm_key", "-taken_at"], name="reviews_of_a_firm"),
            models.Index(fields=["-concluded_at"], name="reviews_concluded"),
        ]

    def __str__(self) -> str:
        return f"{self.scan_no} {self.state}"

    def claim(self, *, by: User, at: datetime) -> None:
        why = told(at=at, by=by, reason=Because.DRAWN)
        self._move_to(ReviewState.CLAIMED, why, reviewer=by, claimed_at=at)

    def give_back(self, *, why: str, at: datetime) -> None:
        """By the analyst in whose hands it was, or by nobody when it was forgotten there."""
        forgotten = why == Because.FORGOTTEN
        move = told(
            at=at,
            by=None if forgotten else self.reviewer,
            reason=why,
            law="inspection.claim_minutes" if forgotten else "",
        )
        self._move_to(ReviewState.QUEUED, move, reviewer=None, claimed_at=None)

    def judge(self, *, final_by: datetime, at: datetime) -> None:
        """The verdict itself stands in the analyst's reading until it is final."""
        why = told(at=at, by=self.reviewer, law="imaging.undo_seconds")
        self._move_to(ReviewState.JUDGED, why, final_by=final_by)

    def take_back(self, *, at: datetime) -> None:
        why = told(at=at, by=self.reviewer, reason=Because.TAKEN_BACK, law="imaging.undo_seconds")
        self._move_to(ReviewState.CLAIMED, why, final_by=None)

    def read_again(self, *, second_by: datetime, at: datetime) -> None:
        """Back among the waiting ones, for an analyst who has not read it."""
        why = told(at=at, reason=Because.SECOND_READING, law="imaging.second_reading_permille")
        self._move_to(
            ReviewState.QUEUED,
            why,
            reviewer=None,
            claimed_at=None,
            final_by=None,
            second_by=second_by,
        )

    def conclude(
        self, *, verdict: Verdict, marks: list[dict[str, Any]], reason: str, order_no: str,
        at: datetime, reviewer: User | None = None, claimed_at: datetime | None = None,
    ) -> None:  # fmt: skip
        """By the analyst in whose hands it is, or by an earlier ``reviewer`` whose word stands."""
        self._move_to(
            ReviewState.CONCLUDED,
            told(at=at, by=reviewer or self.reviewer, reason=reason),
            verdict=verdict,
            marks=marks,
            reason=reason,
            order_no=order_no,
            concluded_at=at,
            final_by=None,
            reviewer=reviewer or self.reviewer,
            claimed_at=claimed_at or self.claimed_at,
        )

    def _move_to(self, target: ReviewState, move: dict[str, Any], **changes: object) -> None:
        REVIEW_FLOW.check(source=ReviewState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class ReadingQuerySet(models.QuerySet["Reading"]):
    def begin(self, *, review: ImageReview, analyst: User, at: datetime) -> "Reading":
        """The analyst's own page for this scan: taken up again when there is one."""
        found, _is_new = self.get_or_create(
            review=review, analyst=analyst, defaults={"began_at": at, "saved_at": at}
        )
        return found

    def given(self) -> "ReadingQuerySet":
        """Readings that are done; the others are somebody's unfinished work."""
        return self.filter(given_at__isnull=False)

    def deciding(self) -> "ReadingQuerySet":
        """Readings with a verdict, in the order in which they were given."""
        return self.given().exclude(verdict="").order_by("given_at", "pk")


class Reading(models.Model):
    """One analyst's look at one scan, hidden from every other until the scan is concluded.

    While it is not ``given_at`` it is work in progress, saved as it goes on. ``first_look`` and
    ``first_marks`` are what was said before any advice; ``advice_at`` when advice was shown.
    A reading given without a verdict asked for a second opinion.
    """

    review = models.ForeignKey(ImageReview, models.PROTECT, related_name="readings")
    analyst = models.ForeignKey(User, models.PROTECT, related_name="+")
    marks: Any = models.JSONField(default=list)
    note = models.TextField(blank=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    certainty = models.CharField(max_length=8, choices=Certainty.choices, default=Certainty.SURE)
    first_look = models.CharField(max_length=8, choices=FirstLook.choices, blank=True)
    first_marks: Any = models.JSONField(default=list)
    first_at = models.DateTimeField(null=True)
    advice_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    minutes_in_row = models.PositiveIntegerField(default=0)
    minutes_on_shift = models.PositiveIntegerField(default=0)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "analyst"], name="one_opinion_per_analyst_and_scan"
            ),
            models.CheckConstraint(
                name="advice_comes_after_the_first_look",
                condition=Q(advice_at=None) | Q(first_at__isnull=False),
            ),
            models.CheckConstraint(
                name="first_look_has_a_time",
                condition=Q(first_look="", first_at=None)
                | ~Q(first_look="") & Q(first_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["analyst", "-given_at"], name="readings_of_an_analyst")]

    def __str__(self) -> str:
        return f"{self.analyst} on {self.review_id}"
