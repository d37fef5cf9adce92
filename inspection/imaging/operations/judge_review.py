"""The verdict with its time of grace: nothing follows from it until it can be taken back no more.

Then chance may send the scan to a second analyst, who knows nothing of the first; where the two
disagree a third decides. A test image is revealed to its analyst and touches no order.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from customs_portal.registry.law import ask, whole_number
from inspection.imaging.events import (
    ImageReviewJudged,
    ImageReviewReleased,
    JudgementTakenBack,
    PlantedScanRevealed,
)
from inspection.imaging.models import ImageReview, Reading
from inspection.imaging.operations.claim_review import NotYourReview, give_back
from inspection.imaging.operations.conclude_review import check_reason, conclude_held
from inspection.imaging.operations.keep_hours import at_work, hours_of, note_work
from inspection.imaging.operations.keep_reading import Mark, as_kept, check_marks, held_reading
from inspection.imaging.queries.advice import advice_as_kept
from inspection.imaging.rules.truth import is_right
from inspection.imaging.states import Because, Certainty, FirstLook, ReviewState, Verdict

LOTS = 1_000
AT_ONCE = 50
Lot = Callable[[int], int]


class TooLateToTakeBack(DomainError):
    """The time of grace is over: orders and releases have followed."""

    code = "too_late_to_take_back"
    http_status = 409
    sentence = gettext_noop("This conclusion is final already.")
    remedy_sentence = gettext_noop("Have an inspection of the box ordered, or the order cancelled.")


@transaction.atomic
def judge_review(
    *,
    scan_no: str,
    verdict: Verdict,
    reason: str,
    by: User,
    now: datetime,
    marks: tuple[Mark, ...] = (),
    certainty: Certainty = Certainty.SURE,
) -> datetime:
    """The analyst's word; it becomes final at the time returned."""
    check_reason(verdict=verdict, reason=reason)
    reading = held_reading(scan_no=scan_no, by=by, now=now)
    review = reading.review
    check_marks(review=review, marks=marks)
    note_work(analyst=by, now=now)
    hours = hours_of(analyst=by, now=now)
    kept = [as_kept(mark) for mark in marks]
    reading.marks, reading.note, reading.verdict = kept, reason.strip(), verdict
    reading.certainty = certainty
    if reading.first_at is None:  # no advice was asked for: the conclusion was the first look
        reading.first_look = FirstLook.MARKED if marks else FirstLook.NOTHING
        reading.first_marks, reading.first_at = kept, now
    reading.saved_at = reading.given_at = now
    reading.minutes_in_row, reading.minutes_on_shift = hours.minutes_in_row, hours.minutes_on_shift
    reading.save()
    final_by = now + timedelta(seconds=whole_number("imaging.undo_seconds", at=now))
    review.judge(final_by=final_by, at=now)
    announce(
        ImageReviewJudged(
            scan_no=scan_no,
            container_no=review.container_no,
            reviewer=by.username,
            final_by=final_by,
        ),
        actor=by,
    )
    return final_by


@transaction.atomic
def take_judgement_back(*, scan_no: str, by: User, now: datetime) -> None:
    """The scan is in the analyst's hands again, marks and all; another one goes to the queue."""
    review = ImageReview.objects.locked(scan_no=scan_no)
    if review.reviewer_id != by.pk:
        raise NotYourReview(scan_no=scan_no)
    if review.state != ReviewState.JUDGED or review.final_by is None or now >= review.final_by:
        raise TooLateToTakeBack(scan_no=scan_no)
    held = ImageReview.objects.select_for_update().filter(reviewer=by, state=ReviewState.CLAIMED)
    for other in held:
        give_back(other, why=Because.GIVEN_BACK, now=now)
    Reading.objects.filter(review=review, analyst=by).update(
        given_at=None, verdict="", saved_at=now
    )
    review.take_back(at=now)
    announce(
        JudgementTakenBack(
            scan_no=scan_no,
            container_no=review.container_no,
            reviewer=by.username,
            taken_back_at=now,
        ),
        actor=by,
    )


def settle_judgements(*, now: datetime, lot: Lot = secrets.randbelow) -> int:
    """Makes final what can be taken back no more; how many scans moved. Safe to repeat."""
    due = ImageReview.objects.filter(state=ReviewState.JUDGED, final_by__lte=now)
    late = ImageReview.objects.filter(state=ReviewState.QUEUED, second_by__lte=now)
    moved = 0
    for found, act in ((due, _settle), (late, _stand)):
        for pk in list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
            with transaction.atomic():
                review = found.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk)
                if (one := review.first()) is not None:
                    act(one, now, lot)
                    moved += 1
    return moved


def _settle(review: ImageReview, now: datetime, lot: Lot) -> None:
    readings = list(review.readings.deciding().select_related("analyst"))
    last = readings[-1]
    if review.planted is not None:
        _reveal(review, last, now)
        return
    if review.lot is None:
        review.lot = lot(LOTS)
        review.advice = advice_as_kept(scan_no=review.scan_no)
        review.save(update_fields=["lot", "advice"])
    if _another_must_read(review, readings, now):
        _send_round(review, last.analyst, now)
        return
    _conclude(review, readings, now)


def _another_must_read(review: ImageReview, readings: list[Reading], now: datetime) -> bool:
    """A share of first readings gets a second, two that disagree a third; if anybody is there."""
    if len(readings) == 1:
        rates = ask("imaging.second_reading_permille", on=timezone.localdate(now)).value
        rate = rates.get(review.firm_grade, rates["unknown"])
        wanted = review.lot is not None and review.lot < rate
    else:
        wanted = len(readings) == 2 and readings[0].verdict != readings[1].verdict
    return wanted and _somebody_else_works(review, now)


def _somebody_else_works(review: ImageReview, now: datetime) -> bool:
    before = set(review.readings.given().values_list("analyst_id", flat=True))
    working = at_work(now=now) - before
    return any(
        person.pk in working and person.username != review.ordered_by
        for person in officers_on_duty(duty=Duty.REVIEW_IMAGE, at=now)
    )


def _send_round(review: ImageReview, last: User, now: datetime) -> None:
    wait = timedelta(minutes=whole_number("imaging.second_reading_wait_minutes", at=now))
    review.read_again(second_by=now + wait, at=now)
    announce(
        ImageReviewReleased(
            scan_no=review.scan_no,
            container_no=review.container_no,
            reviewer=last.username,
            why=Because.SECOND_READING,
            released_at=now,
        )
    )


def _stand(review: ImageReview, now: datetime, lot: Lot) -> None:
    """Nobody came to read it again: what was read stands, the graver word where two differ."""
    readings = list(review.readings.deciding().select_related("analyst"))
    if readings:
        _conclude(review, readings, now)


def _conclude(review: ImageReview, readings: list[Reading], now: datetime) -> None:
    """By the last word; two who disagree while no third is there leave the graver one."""
    deciding = readings[-1]
    if len(readings) == 2 and readings[0].verdict != readings[1].verdict:
        deciding = next((one for one in readings if one.verdict == Verdict.SUSPECT), deciding)
    conclude_held(
        review,
        verdict=Verdict(deciding.verdict),
        reason=deciding.note,
        marks=deciding.marks,
        by=deciding.analyst,
        claimed_at=deciding.began_at,
        now=now,
    )


def _reveal(review: ImageReview, reading: Reading, now: datetime) -> None:
    """The score of a test image. No order, no release, no crew: only its analyst is told."""
    planted = review.planted
    if planted is None:
        return
    right = is_right(
        verdict=reading.verdict,
        marks=reading.marks,
        truth=planted.truth,
        overlap_permille=whole_number("imaging.hit_overlap_permille", at=now),
    )
    review.advice = advice_as_kept(scan_no=review.scan_no)
    review.save(update_fields=["advice"])
    review.conclude(
        verdict=Verdict(reading.verdict),
        marks=reading.marks,
        reason=reading.note,
        order_no=review.order_no,
        at=now,
    )
    announce(
        PlantedScanRevealed(
            scan_no=review.scan_no,
            planted_no=planted.planted_no,
            reviewer=reading.analyst.username,
            is_right=right,
            concluded_at=now,
        ),
        actor=reading.analyst,
    )
