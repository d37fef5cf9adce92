"""The machine draws: an analyst who asks gets one of the waiting scans by chance (随机派图)."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotPermitted
from customs_portal.registry.law.pack import ask
from inspection.imaging.events import ImageReviewClaimed, ImageReviewReleased
from inspection.imaging.models import ImageReview
from inspection.imaging.states import ReviewState


class NotYourReview(DomainError):
    """Only the analyst whom chance gave the scan may judge it."""

    code = "not_your_review"
    http_status = 403
    sentence = gettext_noop("This scan is not in your hands.")
    remedy_sentence = gettext_noop("Take the next scan from the bench.")


def claim_next_review(*, by: User, now: datetime) -> str | None:
    """The number of the scan in this analyst's hands, drawing one if there is none yet.

    None when nothing waits for them. Nobody gets what they ordered or have judged before.
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
    review = (
        ImageReview.objects.waiting_for(by)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("?")
        .first()
    )
    if review is None:
        return None
    review.claim(by=by, at=now)
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
    minutes = int(ask("inspection.claim_minutes", on=timezone.localdate(now)).value)
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
    review.give_back()
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
