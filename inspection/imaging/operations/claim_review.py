"""The machine draws: an analyst who asks gets one of the waiting scans by chance (随机派图).

Chance chooses among the oldest waiting scans, by lots that the day's file lets anyone compute
again. A scan that another analyst took meanwhile is passed over, and the file says so.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotPermitted
from customs_portal.registry.law import whole_number
from inspection.draws.operations.keep_secret import commit_draw_secret
from inspection.draws.operations.note_pick import next_turn, note_pick
from inspection.draws.rules.lottery import next_scan
from inspection.draws.states import PickKind
from inspection.imaging.events import ImageReviewClaimed, ImageReviewReleased
from inspection.imaging.models import ImageReview, Reading
from inspection.imaging.operations.keep_hours import check_rested, note_work
from inspection.imaging.states import ReviewState


class NotYourReview(DomainError):
    """Only the analyst whom chance gave the scan may judge it."""

    code = "not_your_review"
    http_status = 403
    sentence = gettext_noop("This scan is not in your hands.")
    remedy_sentence = gettext_noop("Take the next scan from the bench.")


def claim_next_review(*, by: User, now: datetime) -> str | None:
    """The number of the scan in this analyst's hands, drawing one if there is none yet.

    None when nothing waits for them. Nobody gets what they ordered or have judged before, and
    nobody anything while a pause is due.
    """
    if not by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.REVIEW_IMAGE)
    try:
        return _claim(by, now)
    except IntegrityError:  # the same analyst asked twice at once; the other call won
        return _in_hands(by)


@transaction.atomic
def _claim(by: User, now: datetime) -> str | None:
    held = _in_hands(by)
    if held is not None:
        return held
    check_rested(analyst=by, now=now)
    review = _draw_scan(by, now)
    if review is None:
        return None
    review.claim(by=by, at=now)
    Reading.objects.begin(review=review, analyst=by, at=now)
    note_work(analyst=by, now=now)
    announce(
        ImageReviewClaimed(
            scan_no=review.scan_no,
            container_no=review.container_no,
            reviewer=by.username,
            claimed_at=now,
        ),
        actor=by,
    )
    return review.scan_no


def _draw_scan(by: User, now: datetime) -> ImageReview | None:
    """The first scan in the order of the lots that is still free, held; the pick written down."""
    with connection.cursor() as cursor:  # two requests of one analyst take turns
        cursor.execute("SELECT pg_advisory_xact_lock(727016, %s)", [by.pk])
    waiting, excluded = _pool_of(by, now)
    if not waiting:
        return None
    day = commit_draw_secret(day=timezone.localdate(now), now=now)
    turn = next_turn(day=day, kind=PickKind.SCAN, who=by.username)
    passed: list[str] = []
    for scan_no in next_scan(secret=day.secret, analyst=by.username, turn=turn, waiting=waiting):
        free = ImageReview.objects.select_for_update(of=("self",)).filter(
            scan_no=scan_no, state=ReviewState.QUEUED
        )
        review = free.first()  # waits for whoever is taking this one, then finds it taken
        if review is not None:
            note_pick(
                day=day, kind=PickKind.SCAN, who=by.username, turn=turn, pool=waiting,
                taken=(scan_no,), passed=passed, excluded=excluded, at=now,
            )  # fmt: skip
            return review
        passed.append(scan_no)
    return _draw_scan(by, now)  # others were quicker with all of them: those that wait now


def _pool_of(by: User, now: datetime) -> tuple[list[str], list[tuple[str, str, datetime]]]:
    """The oldest waiting scans; those that this analyst may not judge, with the reason."""
    size = whole_number("draw.claim_pool", at=now)
    judged = Reading.objects.given().filter(analyst=by, review=OuterRef("pk"))
    oldest = (
        ImageReview.objects.filter(state=ReviewState.QUEUED)
        .order_by("queued_at", "pk")
        .annotate(judged=Exists(judged))
        .values_list("scan_no", "ordered_by", "judged", "queued_at")[:size]
    )
    waiting, excluded = [], []
    for scan_no, ordered_by, has_judged, queued_at in oldest:
        if has_judged or ordered_by == by.username:
            why = "judged it before" if has_judged else "ordered the inspection"
            excluded.append((scan_no, why, min(queued_at, now)))
        else:
            waiting.append(scan_no)
    if not waiting and len(excluded) == size:
        others = ImageReview.objects.waiting_for(by).order_by("queued_at", "pk")[:size]
        waiting = list(others.values_list("scan_no", flat=True))
    return waiting, excluded


def _in_hands(by: User) -> str | None:
    held = ImageReview.objects.filter(reviewer=by, state=ReviewState.CLAIMED)
    return held.values_list("scan_no", flat=True).first()


@transaction.atomic
def release_claim(*, scan_no: str, by: User, now: datetime) -> None:
    """The analyst puts the scan back unjudged; chance may give it to anyone."""
    give_back(locked_claim(scan_no=scan_no, by=by), why="GIVEN_BACK", now=now)


@transaction.atomic
def release_forgotten_claims(*, now: datetime) -> int:
    """Scans whose analyst went away go back to the queue; how many."""
    minutes = whole_number("inspection.claim_minutes", at=now)
    forgotten = ImageReview.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        state=ReviewState.CLAIMED, claimed_at__lte=now - timedelta(minutes=minutes)
    )
    released = 0
    for review in forgotten:
        give_back(review, why="FORGOTTEN", now=now)
        released += 1
    return released


def locked_claim(*, scan_no: str, by: User) -> ImageReview:
    """The scan in this analyst's hands, held. Raises ``NotYourReview``."""
    review = ImageReview.objects.locked(scan_no=scan_no)
    if review.state != ReviewState.CLAIMED or review.reviewer_id != by.pk:
        raise NotYourReview(scan_no=scan_no)
    return review


def give_back(review: ImageReview, /, *, why: str, now: datetime) -> None:
    reviewer = review.reviewer
    review.give_back(why=why, at=now)
    announce(
        ImageReviewReleased(
            scan_no=review.scan_no,
            container_no=review.container_no,
            reviewer=reviewer.username if reviewer else "",
            why=why,
            released_at=now,
        ),
        actor=reviewer,
    )
