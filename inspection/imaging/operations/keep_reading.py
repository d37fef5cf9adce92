"""What an analyst has marked so far: saved as it goes on, and what was seen before any advice."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.kit.errors import DomainError
from inspection.imaging.models import ImageReview, Reading
from inspection.imaging.operations.claim_review import locked_claim
from inspection.imaging.queries.advice import advice_of
from inspection.imaging.rules.truth import is_a_box
from inspection.imaging.states import Certainty, FirstLook, ReviewState, Thing
from inspection.vision.verdicts import Advice

MAX_MARKS = 40
MAX_CORNERS = 60
NOTE = 200


class MarkOutsideScan(DomainError):
    """A mark must lie inside the scan."""

    code = "mark_outside_scan"
    http_status = 422
    sentence = gettext_noop("A mark lies outside the scan.")
    remedy_sentence = gettext_noop("Remove that mark and draw it again.")


class MarkFirst(DomainError):
    """What was marked first must be marked: nothing marked is "nothing seen"."""

    code = "mark_first"
    http_status = 422
    sentence = gettext_noop("Nothing is marked yet.")
    remedy_sentence = gettext_noop("Mark what you see, or say that you see nothing.")


class LookFirst(DomainError):
    """Advice before the first look would be the machine's eyes instead of the analyst's."""

    code = "look_first"
    http_status = 409
    sentence = gettext_noop("Advice is shown only after your own first look.")
    remedy_sentence = gettext_noop(
        "Mark what you see, or say that you see nothing, then ask again."
    )


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A region of interest in pixels of the scan; ``corners`` when it is not a plain box."""

    x: int
    y: int
    width: int
    height: int
    note: str = ""
    kind: str = Thing.UNKNOWN.value
    corners: tuple[tuple[int, int], ...] = field(default=())


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A reading in progress, as the bench takes it up again."""

    marks: tuple[dict[str, Any], ...]
    note: str
    certainty: str
    first_look: str
    advice_at: datetime | None
    saved_at: datetime | None


@transaction.atomic
def keep_marks(
    *,
    scan_no: str,
    marks: tuple[Mark, ...],
    note: str,
    by: User,
    now: datetime,
    certainty: Certainty = Certainty.SURE,
) -> None:
    """Saves the work as it stands, so that nothing is lost with a page."""
    reading = held_reading(scan_no=scan_no, by=by, now=now)
    check_marks(review=reading.review, marks=marks)
    reading.marks = [as_kept(mark) for mark in marks]
    reading.note, reading.certainty, reading.saved_at = note.strip(), certainty, now
    reading.save(update_fields=["marks", "note", "certainty", "saved_at"])


@transaction.atomic
def look_first(
    *, scan_no: str, look: FirstLook, marks: tuple[Mark, ...], by: User, now: datetime
) -> None:
    """What the analyst saw alone. Said once: a later look never replaces it."""
    reading = held_reading(scan_no=scan_no, by=by, now=now)
    if reading.first_at is not None:
        return
    if look == FirstLook.MARKED and not marks:
        raise MarkFirst(field="marks")
    check_marks(review=reading.review, marks=marks)
    reading.first_look, reading.first_at = look, now
    reading.first_marks = [as_kept(mark) for mark in marks]
    reading.save(update_fields=["first_look", "first_at", "first_marks"])


@transaction.atomic
def ask_advice(*, scan_no: str, by: User, now: datetime) -> Advice:
    """What a model says of the scan in the analyst's hands, once they have looked themselves.

    Raises ``LookFirst`` before the first look.
    """
    reading = held_reading(scan_no=scan_no, by=by, now=now)
    if reading.first_at is None:
        raise LookFirst(scan_no=scan_no)
    if reading.advice_at is None:
        reading.advice_at = now
        reading.save(update_fields=["advice_at"])
    advice = advice_of(scan_no=scan_no, on=timezone.localdate(now))
    cover = reading.review.cover
    if cover and cover["declared"] and advice.goods and advice.matches_declared is None:
        advice = replace(advice, matches_declared=True)  # a test image declares what it shows
    return advice


def held_reading(*, scan_no: str, by: User, now: datetime) -> Reading:
    """The analyst's reading of the scan in their hands, held. Raises ``NotYourReview``."""
    review = locked_claim(scan_no=scan_no, by=by)
    Reading.objects.begin(review=review, analyst=by, at=now)
    reading = Reading.objects.select_for_update(of=("self",)).get(review=review, analyst=by)
    reading.review = review
    return reading


def kept_reading(*, analyst: User) -> Kept | None:
    """What this analyst has marked on the scan in their hands."""
    found = Reading.objects.filter(
        analyst=analyst, review__reviewer=analyst, review__state=ReviewState.CLAIMED
    ).first()
    return None if found is None else kept(found)


def kept(reading: Reading, /) -> Kept:
    return Kept(
        marks=tuple(reading.marks),
        note=reading.note,
        certainty=reading.certainty,
        first_look=reading.first_look,
        advice_at=reading.advice_at,
        saved_at=reading.saved_at,
    )


def as_kept(mark: Mark, /) -> dict[str, Any]:
    return asdict(mark) | {"corners": [list(corner) for corner in mark.corners]}


def check_marks(*, review: ImageReview, marks: tuple[Mark, ...]) -> None:
    if len(marks) > MAX_MARKS:
        raise MarkOutsideScan(field="marks", marks=len(marks))
    for mark in marks:
        if not is_a_box(asdict(mark), width=review.width, height=review.height):
            raise MarkOutsideScan(field="marks")
        inside = all(0 <= x <= review.width and 0 <= y <= review.height for x, y in mark.corners)
        if not inside or len(mark.corners) > MAX_CORNERS:
            raise MarkOutsideScan(field="marks")
