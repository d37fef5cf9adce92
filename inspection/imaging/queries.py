"""Questions about the review bench."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customs_portal.accounts.models import User
from inspection.imaging.models import ImageReview
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


@dataclass(frozen=True, kw_only=True)
class OpinionView:
    analyst: str
    marks: tuple[Mapping[str, Any], ...]
    note: str
    given_at: datetime


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
        is_second_reading=review.opinions.exists(),
        order=order_of(order_no=review.order_no) if review.order_no else None,
    )


def concluded_reviews_of(*, order_no: str) -> list[ConcludedReview]:
    """Every judged scan of an order, newest first."""
    found = (
        ImageReview.objects.filter(order_no=order_no, state=ReviewState.CONCLUDED)
        .select_related("reviewer")
        .prefetch_related("opinions__analyst")
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
                )
                for one in review.opinions.all()
            ),
            concluded_at=review.concluded_at,
        )
        for review in found
        if review.concluded_at is not None
    ]
