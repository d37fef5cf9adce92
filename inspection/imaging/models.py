"""Scans on the central review bench and what analysts thought of them."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound
from inspection.imaging.states import REVIEW_FLOW, ReviewState, Verdict


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
            .exclude(pk__in=Opinion.objects.filter(analyst=analyst).values("review"))
        )


class ImageReview(models.Model):
    """One scan. ``marks`` are regions in pixels of the scan: x, y, width, height, note."""

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
        ]

    def __str__(self) -> str:
        return f"{self.scan_no} {self.state}"

    def claim(self, *, by: User, at: datetime) -> None:
        self._move_to(ReviewState.CLAIMED, reviewer=by, claimed_at=at)

    def give_back(self) -> None:
        self._move_to(ReviewState.QUEUED, reviewer=None, claimed_at=None)

    def conclude(
        self, *, verdict: Verdict, marks: list[dict[str, Any]], reason: str, order_no: str,
        at: datetime,
    ) -> None:  # fmt: skip
        self._move_to(
            ReviewState.CONCLUDED,
            verdict=verdict,
            marks=marks,
            reason=reason,
            order_no=order_no,
            concluded_at=at,
        )

    def _move_to(self, target: ReviewState, **changes: object) -> None:
        REVIEW_FLOW.check(source=ReviewState(self.state), target=target)
        self.state = target
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=["state", *changes])


class Opinion(models.Model):
    """A first reading, kept from the second analyst's eyes until the scan is concluded."""

    review = models.ForeignKey(ImageReview, models.PROTECT, related_name="opinions")
    analyst = models.ForeignKey(User, models.PROTECT, related_name="+")
    marks: Any = models.JSONField(default=list)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "analyst"], name="one_opinion_per_analyst_and_scan"
            )
        ]

    def __str__(self) -> str:
        return f"{self.analyst} on {self.review_id}"
