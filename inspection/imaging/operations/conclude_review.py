"""What follows from a final verdict on a scan; and the wish for a second pair of eyes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from inspection.imaging.events import ImageReviewConcluded
from inspection.imaging.models import ImageReview, Reading
from inspection.imaging.operations.claim_review import give_back, locked_claim
from inspection.imaging.operations.keep_reading import Mark, as_kept, check_marks
from inspection.imaging.states import Verdict
from inspection.orders.operations.conclude_inspection import conclude_by_image
from inspection.orders.operations.note_scan import note_scan
from inspection.orders.operations.order_inspection import order_inspection
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.queries import open_order_of


class SuspicionNeedsReason(DomainError):
    """The crew that opens the box must know what to look for."""

    code = "suspicion_needs_reason"
    http_status = 422
    sentence = gettext_noop("Say what looks suspicious before you send the box to inspection.")
    remedy_sentence = gettext_noop("Write what you see and where, in a few words.")


class NobodyElseOnDuty(DomainError):
    """A second opinion needs a second analyst."""

    code = "nobody_else_on_duty"
    sentence = gettext_noop("No other analyst is on duty for a second opinion.")
    remedy_sentence = gettext_noop("Decide yourself, or send the box to inspection.")


def check_reason(*, verdict: Verdict, reason: str) -> None:
    if verdict == Verdict.SUSPECT and not reason.strip():
        raise SuspicionNeedsReason(field="reason")


def conclude_held(
    review: ImageReview,
    /,
    *,
    verdict: Verdict,
    reason: str,
    marks: list[dict[str, Any]],
    by: User,
    claimed_at: datetime | None,
    now: datetime,
) -> None:
    """What follows from a final verdict on a scan that is held: the order ends or goes on."""
    order_no = _order_to_answer(review, verdict, reason, now)
    review.conclude(
        verdict=verdict,
        marks=marks,
        reason=reason,
        order_no=order_no,
        at=now,
        reviewer=by,
        claimed_at=claimed_at,
    )
    announce(
        ImageReviewConcluded(
            scan_no=review.scan_no,
            container_no=review.container_no,
            order_no=order_no,
            verdict=verdict,
            reviewer=by.username,
            concluded_at=now,
        ),
        actor=by,
    )
    if order_no and verdict == Verdict.CLEAR:
        conclude_by_image(
            order_no=order_no,
            scan_no=review.scan_no,
            image_key=review.image_key,
            analyst=by,
            note=reason,
            now=now,
        )
    elif order_no:
        send_to_opening(
            order_no=order_no,
            reason=reason,
            beacon=review.image_key.partition(".")[0],
            excluded=_who_judged(review, by),
            by=by,
            now=now,
        )


@transaction.atomic
def ask_second_opinion(
    *, scan_no: str, note: str, by: User, now: datetime, marks: tuple[Mark, ...] = ()
) -> None:
    """Pass the scan to another analyst, who sees neither these marks nor this note."""
    review = locked_claim(scan_no=scan_no, by=by)
    check_marks(review=review, marks=marks)
    before = set(review.readings.given().values_list("analyst_id", flat=True)) | {by.pk}
    others = officers_on_duty(duty=Duty.REVIEW_IMAGE, at=now)
    if all(other.pk in before or other.username == review.ordered_by for other in others):
        raise NobodyElseOnDuty(scan_no=scan_no)
    reading = Reading.objects.begin(review=review, analyst=by, at=review.claimed_at or now)
    reading.marks, reading.note = [as_kept(mark) for mark in marks], note.strip()
    reading.saved_at = reading.given_at = now
    reading.save(update_fields=["marks", "note", "saved_at", "given_at"])
    give_back(review, why="SECOND_OPINION", now=now)


def _order_to_answer(review: ImageReview, verdict: Verdict, reason: str, now: datetime) -> str:
    """The open order of the box; a suspicion without one makes its own."""
    order = open_order_of(container_no=review.container_no)
    if order is not None:
        return order.order_no
    if verdict == Verdict.CLEAR:
        return review.order_no
    order_no = order_inspection(
        subject_kind="container",
        subject_reference=review.container_no,
        container_no=review.container_no,
        place_code=review.place_code,
        reasons=(reason[:300],),
        now=now,
    )
    note_scan(order_no=order_no, scan_no=review.scan_no, now=now)
    return order_no


def _who_judged(review: ImageReview, by: User) -> tuple[tuple[User, str], ...]:
    """Who pointed at the box does not open it."""
    readings = review.readings.given().exclude(analyst=by).select_related("analyst")
    people = [by, *(one.analyst for one in readings)]
    return tuple((analyst, gettext_noop("judged the scan")) for analyst in people)
