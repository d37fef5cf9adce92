"""Questions about the review bench."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from customs_portal.accounts.models import User
from customs_portal.registry.law.pack import ask
from inspection.imaging.models import ImageReview, Reading
from inspection.imaging.rules.truth import is_right
from inspection.imaging.states import ReviewState
from inspection.orders.queries import OrderView, order_of


@dataclass(frozen=True, kw_only=True)
class BenchCounts:
    """The head of the bench: how many wait, how many of them for me, how many I concluded."""

    waiting: int
    in_review: int
    for_me: int
    concluded_by_me: int
    oldest_queued_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ScanOnBench:
    """A scan in an analyst's hands, with what the line declared."""

    scan_no: str
    container_no: str
    order_no: str
    width: int
    height: int
    device_code: str
    place_code: str
    taken_at: datetime
    claimed_at: datetime | None
    is_second_reading: bool
    order: OrderView | None
    firm_key: str
    hs_codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class JudgedScan:
    """What this analyst judged last: to be taken back until ``final_by``."""

    scan_no: str
    container_no: str
    verdict: str
    final_by: datetime


@dataclass(frozen=True, kw_only=True)
class Revealed:
    """A test image that this analyst has read, with what was in it."""

    scan_no: str
    container_no: str
    title: str
    verdict: str
    is_right: bool
    truth: tuple[Mapping[str, Any], ...]
    marks: tuple[Mapping[str, Any], ...]
    concluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class OpinionView:
    analyst: str
    marks: tuple[Mapping[str, Any], ...]
    note: str
    given_at: datetime
    verdict: str = ""


@dataclass(frozen=True, kw_only=True)
class ConcludedReview:
    """What the record keeps of a judged scan, first opinions included."""

    scan_no: str
    verdict: str
    reviewer: str
    reason: str
    marks: tuple[Mapping[str, Any], ...]
    opinions: tuple[OpinionView, ...]
    concluded_at: datetime


def is_on_bench(*, scan_no: str) -> bool:
    return ImageReview.objects.filter(scan_no=scan_no).exists()


def bench_counts(*, analyst: User) -> BenchCounts:
    waiting = ImageReview.objects.filter(state=ReviewState.QUEUED)
    return BenchCounts(
        waiting=waiting.count(),
        in_review=ImageReview.objects.filter(state=ReviewState.CLAIMED).count(),
        for_me=ImageReview.objects.waiting_for(analyst).count(),
        concluded_by_me=ImageReview.objects.filter(
            state=ReviewState.CONCLUDED, reviewer=analyst
        ).count(),
        oldest_queued_at=waiting.order_by("queued_at").values_list("queued_at", flat=True).first(),
    )


def scan_in_hands(*, analyst: User) -> ScanOnBench | None:
    """What this analyst has on the bench; earlier opinions stay hidden."""
    review = ImageReview.objects.filter(state=ReviewState.CLAIMED, reviewer=analyst).first()
    if review is None:
        return None
    return ScanOnBench(
        scan_no=review.scan_no,
        container_no=review.container_no,
        order_no=review.order_no,
        width=review.width,
        height=review.height,
        device_code=review.device_code,
        place_code=review.place_code,
        taken_at=review.taken_at,
        claimed_at=review.claimed_at,
        is_second_reading=review.readings.given().filter(verdict="").exists(),
        order=_order_behind(review),
        firm_key=review.firm_key,
        hs_codes=tuple(review.hs_codes),
    )


def _order_behind(review: ImageReview) -> OrderView | None:
    """The order of a scan, or what stands for one behind a test image."""
    if review.planted_id is None:
        return order_of(order_no=review.order_no) if review.order_no else None
    if not review.cover:
        return None
    return OrderView(
        order_no=review.order_no,
        subject_kind=review.cover["subject_kind"],
        subject_reference=review.cover["subject_reference"],
        container_no=review.container_no,
        place_code=review.place_code,
        method=review.cover["method"],
        reasons=tuple(review.cover["reasons"]),
        declared=tuple(review.cover["declared"]),
        state="IMAGED",
        ordered_by=review.ordered_by,
        ordered_at=datetime.fromisoformat(review.cover["ordered_at"]),
    )


def judged_last(*, analyst: User, now: datetime) -> JudgedScan | None:
    """The judgement that this analyst can still take back, the latest of them."""
    review = (
        ImageReview.objects.filter(state=ReviewState.JUDGED, reviewer=analyst, final_by__gt=now)
        .order_by("-final_by")
        .first()
    )
    if review is None or review.final_by is None:
        return None
    reading = Reading.objects.get(review=review, analyst=analyst)
    return JudgedScan(
        scan_no=review.scan_no,
        container_no=review.container_no,
        verdict=reading.verdict,
        final_by=review.final_by,
    )


def revealed_last(*, analyst: User) -> Revealed | None:
    """The last scan of this analyst, if it was a test image of this shift."""
    review = (
        ImageReview.objects.filter(state=ReviewState.CONCLUDED, reviewer=analyst)
        .select_related("planted")
        .order_by("-concluded_at")
        .first()
    )
    if review is None or review.planted is None or review.concluded_at is None:
        return None
    day = timezone.localdate(review.queued_at)
    return Revealed(
        scan_no=review.scan_no,
        container_no=review.container_no,
        title=review.planted.title,
        verdict=review.verdict,
        is_right=is_right(
            verdict=review.verdict,
            marks=review.marks,
            truth=review.planted.truth,
            overlap_permille=int(ask("imaging.hit_overlap_permille", on=day).value),
        ),
        truth=tuple(review.planted.truth),
        marks=tuple(review.marks),
        concluded_at=review.concluded_at,
    )


def concluded_reviews_of(*, order_no: str) -> list[ConcludedReview]:
    """Every judged scan of an order, newest first."""
    found = (
        ImageReview.objects.filter(order_no=order_no, state=ReviewState.CONCLUDED, planted=None)
        .select_related("reviewer")
        .prefetch_related("readings__analyst")
        .order_by("-concluded_at")
    )
    return [
        ConcludedReview(
            scan_no=review.scan_no,
            verdict=review.verdict,
            reviewer=review.reviewer.username if review.reviewer else "",
            reason=review.reason,
            marks=tuple(review.marks),
            opinions=tuple(
                OpinionView(
                    analyst=one.analyst.username,
                    marks=tuple(one.marks),
                    note=one.note,
                    given_at=one.given_at,
                    verdict=one.verdict,
                )
                for one in review.readings.all()
                if one.given_at is not None and one.analyst_id != review.reviewer_id
            ),
            concluded_at=review.concluded_at,
        )
        for review in found
        if review.concluded_at is not None
    ]
