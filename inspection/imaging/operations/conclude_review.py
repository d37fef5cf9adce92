"""The analyst judges the scan: clear, suspect, or a second pair of eyes."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from inspection.imaging.events import ImageReviewConcluded
from inspection.imaging.models import ImageReview, Opinion
from inspection.imaging.operations.claim_review import give_back, locked_claim
from inspection.imaging.states import Verdict
from inspection.orders.operations.conclude_inspection import conclude_by_image
from inspection.orders.operations.note_scan import note_scan
from inspection.orders.operations.order_inspection import order_inspection
from inspection.orders.operations.send_to_opening import send_to_opening
from inspection.orders.queries import open_order_of

MAX_MARKS = 40


class SuspicionNeedsReason(DomainError):
    """The crew that opens the box must know what to look for."""

    code = "suspicion_needs_reason"
    http_status = 422
    sentence = gettext_noop("Say what looks suspicious before you send the box to inspection.")
    remedy_sentence = gettext_noop("Write what you see and where, in a few words.")


class MarkOutsideScan(DomainError):
    """A mark must lie inside the scan."""

    code = "mark_outside_scan"
    http_status = 422
    sentence = gettext_noop("A mark lies outside the scan.")
    remedy_sentence = gettext_noop("Remove that mark and draw it again.")


class NobodyElseOnDuty(DomainError):
    """A second opinion needs a second analyst."""

    code = "nobody_else_on_duty"
    sentence = gettext_noop("No other analyst is on duty for a second opinion.")
    remedy_sentence = gettext_noop("Decide yourself, or send the box to inspection.")


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A region of interest in pixels of the scan."""

    x: int
    y: int
    width: int
    height: int
    note: str = ""


@transaction.atomic
def conclude_review(
    *,
    scan_no: str,
    verdict: Verdict,
    reason: str,
    by: User,
    now: datetime,
    marks: tuple[Mark, ...] = (),
) -> None:
    """CLEAR ends the order without opening; SUSPECT has a crew drawn. Once per scan."""
    reason = reason.strip()
    if verdict == Verdict.SUSPECT and not reason:
        raise SuspicionNeedsReason(field="reason")
    review = locked_claim(scan_no=scan_no, by=by)
    _check_marks(review, marks)
    order_no = _order_to_answer(review, verdict, reason, now)
    review.conclude(
        verdict=verdict,
        marks=[asdict(mark) for mark in marks],
        reason=reason,
        order_no=order_no,
        at=now,
    )
    announce(
        ImageReviewConcluded(
            scan_no=scan_no,
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
            scan_no=scan_no,
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
    _check_marks(review, marks)
    before = set(review.opinions.values_list("analyst_id", flat=True)) | {by.pk}
    others = officers_on_duty(duty=Duty.REVIEW_IMAGE, at=now)
    if all(other.pk in before or other.username == review.ordered_by for other in others):
        raise NobodyElseOnDuty(scan_no=scan_no)
    Opinion.objects.create(
        review=review,
        analyst=by,
        marks=[asdict(mark) for mark in marks],
        note=note.strip(),
        given_at=now,
    )
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
    note_scan(order_no=order_no, scan_no=review.scan_no)
    return order_no


def _who_judged(review: ImageReview, by: User) -> tuple[tuple[User, str], ...]:
    """Who pointed at the box does not open it."""
    earlier = [one.analyst for one in review.opinions.select_related("analyst")]
    return tuple((analyst, gettext_noop("judged the scan")) for analyst in (by, *earlier))


def _check_marks(review: ImageReview, marks: tuple[Mark, ...]) -> None:
    if len(marks) > MAX_MARKS:
        raise MarkOutsideScan(field="marks", marks=len(marks))
    for mark in marks:
        inside = (
            mark.x >= 0
            and mark.y >= 0
            and mark.width > 0
            and mark.height > 0
            and mark.x + mark.width <= review.width
            and mark.y + mark.height <= review.height
        )
        if not inside:
            raise MarkOutsideScan(field="marks")
