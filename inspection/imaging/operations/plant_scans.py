"""Test images (图像抽测): scans whose truth is known, mixed in at a dated rate, like any other.

What a planted scan shows of itself it borrows from scans of the last hours: device, place, the
form of its number, the minutes since it was taken, whether an order stands behind it, and whose
box it is. It goes onto the bench by the same news as a real one, and its advice is held against
what its order declares as that of a real one is.
"""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit import storage
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.kit.identifiers import container_check_digit
from customs_portal.registry.law import whole_number
from inspection.imaging.events import ImageReviewQueued, PlantedScanAdded, PlantedScanRetired
from inspection.imaging.models import ImageReview, PlantedScan
from inspection.imaging.operations.have_read import have_read
from inspection.imaging.rules.scan_format import NotAScan, bare, size_of_scan
from inspection.imaging.rules.truth import is_a_box
from inspection.imaging.states import Because, ReviewState, Thing
from inspection.orders.queries import order_of

LOTS = 1_000
ALIKE = 20
HOURS_BACK = 24
MOST_THINGS = 20
Lot = Callable[[int], int]


class TruthUnreadable(DomainError):
    """A test image without an exact truth measures nothing."""

    code = "truth_unreadable"
    http_status = 422
    sentence = gettext_noop("What is in the scan could not be read.")
    remedy_sentence = gettext_noop(
        "Write one thing a line: class, then x, y, width and height in pixels inside the scan."
    )


class NotATestImage(DomainError):
    """Only a whole scan in the form of the bench can be planted."""

    code = "not_a_test_image"
    http_status = 422
    sentence = gettext_noop("This file is no scan that the bench could show.")
    remedy_sentence = gettext_noop("Choose a PNG as the gantries send it: 8 bit RGB, whole.")


class AlreadyInLibrary(DomainError):
    """The same pixels would be recognised."""

    code = "already_in_library"
    sentence = gettext_noop("This scan is in the library already.")
    remedy_sentence = gettext_noop("Choose another scan.")


@dataclass(frozen=True, kw_only=True)
class TestImage:
    """A scan for the library: ``truth`` are boxes with ``kind``, none when it is clean."""

    __test__ = False

    title: str
    data: bytes
    truth: tuple[dict[str, Any], ...] = ()
    declared: tuple[dict[str, str], ...] = ()
    source_scan_no: str = ""


def check_keeper(*, by: User) -> None:
    """The library is kept by those who run the room, never by those whom it tests."""
    if not by.holds(Duty.DISPATCH_INSPECTION) or by.holds(Duty.REVIEW_IMAGE):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)


@transaction.atomic
def add_planted(*, image: TestImage, by: User, now: datetime) -> str:
    """A scan into the library; its number. What a file says beside its pixels is left out."""
    check_keeper(by=by)
    try:
        data = bare(image.data)
        size = size_of_scan(data)
    except NotAScan as error:
        raise NotATestImage(field="file", rule=error.rule) from error
    known = len(image.truth) <= MOST_THINGS and all(
        is_a_box(thing, width=size.width, height=size.height) and thing.get("kind") in Thing.values
        for thing in image.truth
    )
    if not known:
        raise TruthUnreadable(field="truth")
    key = storage.put(data, suffix="png")
    if PlantedScan.objects.filter(image_key=key).exists():
        raise AlreadyInLibrary(field="file")
    number = f"TI{now:%y%m%d}{secrets.token_hex(4).upper()}"
    PlantedScan.objects.create(
        planted_no=number,
        title=image.title.strip()[:120],
        image_key=key,
        width=size.width,
        height=size.height,
        truth=list(image.truth),
        declared=list(image.declared),
        source_scan_no=image.source_scan_no,
        added_by=by,
        added_at=now,
    )
    announce(PlantedScanAdded(planted_no=number, added_at=now), actor=by)
    return number


@transaction.atomic
def retire_planted(*, planted_no: str, by: User, now: datetime) -> None:
    """Shown to nobody from now on; what it measured stays. Twice is once."""
    check_keeper(by=by)
    planted = PlantedScan.objects.select_for_update().filter(planted_no=planted_no).first()
    if planted is None:
        raise NotFound(field="planted_no")
    if planted.retired_at is None:
        planted.retired_at = now
        planted.save(update_fields=["retired_at"])
        announce(PlantedScanRetired(planted_no=planted_no, retired_at=now), actor=by)


def plants_due(*, since: datetime, now: datetime, lot: Lot = secrets.randbelow) -> int:
    """How many test images the lot adds to the real scans that came since then."""
    rate = whole_number("imaging.planted_permille", at=now)
    came = ImageReview.objects.filter(queued_at__gt=since, queued_at__lte=now, planted=None)
    return sum(lot(LOTS) < rate for _ in range(came.count()))


@transaction.atomic
def plant_scan(*, now: datetime, lot: Lot = secrets.randbelow) -> str | None:
    """One test image onto the bench; the number it has there, None when none can pass for real."""
    alike = list(
        ImageReview.objects.filter(
            planted=None, queued_at__gte=now - timedelta(hours=HOURS_BACK), queued_at__lte=now
        ).order_by("-queued_at")[:ALIKE]
    )
    planted = _chosen(alike, lot)
    if planted is None:
        return None
    like = alike[lot(len(alike))]
    cover = _cover(like, planted, now, lot)
    review = ImageReview.objects.create(
        scan_no=_number_like(like.scan_no, lot),
        container_no=_container_like(like.container_no, lot),
        order_no=cover["order_no"] if cover else "",
        ordered_by=like.ordered_by if cover else "",
        firm_key=like.firm_key if cover else "",
        firm_grade=like.firm_grade if cover else "",
        image_key=planted.image_key,
        width=planted.width,
        height=planted.height,
        device_code=like.device_code,
        place_code=like.place_code,
        taken_at=now - (like.queued_at - like.taken_at),
        queued_at=now,
        hs_codes=_codes(cover["declared"]) if cover else [],
        planted=planted,
        cover=cover,
        move=told(at=now, reason=Because.SCANNED),
    )
    have_read(
        scan_no=review.scan_no,
        image_key=review.image_key,
        declared=cover["declared"] if cover else [],
        now=now,
    )
    announce(
        ImageReviewQueued(
            scan_no=review.scan_no,
            container_no=review.container_no,
            place_code=review.place_code,
            queued_at=now,
        )
    )
    return review.scan_no


def _chosen(alike: list[ImageReview], lot: Lot) -> PlantedScan | None:
    """One of the least shown that does not wait on the bench already."""
    waiting = ImageReview.objects.filter(planted__isnull=False).exclude(state=ReviewState.CONCLUDED)
    library = list(
        PlantedScan.objects.filter(retired_at=None)
        .exclude(pk__in=waiting.values("planted"))
        .annotate(shown=Count("reviews"))
        .order_by("shown", "pk")
    )
    if not alike or not library:
        return None
    least = [one for one in library if one.shown == library[0].shown]  # type: ignore[attr-defined]
    return least[lot(len(least))] if least else None


def _cover(
    like: ImageReview, planted: PlantedScan, now: datetime, lot: Lot
) -> dict[str, Any] | None:
    """An order such as stands behind the scan it is like; none where none does."""
    order = order_of(order_no=like.order_no) if like.order_no else None
    if order is None:
        return None
    reference = re.sub(r"\d{4}$", lambda _: f"{lot(10_000):04d}", order.subject_reference)
    return {
        "order_no": _next_free(
            order.order_no, lot, is_taken=lambda made: order_of(order_no=made) is not None
        ),
        "subject_kind": order.subject_kind,
        "subject_reference": reference,
        "method": order.method,
        "reasons": list(order.reasons),
        "declared": list(planted.declared) or [dict(one) for one in order.declared],
        "ordered_at": (now - (like.queued_at - order.ordered_at)).isoformat(),
    }


def _codes(declared: list[dict[str, Any]]) -> list[str]:
    """As of a real order: each once, and only what is a code."""
    found = [str(one.get("code", ""))[:10] for one in declared]
    return list(dict.fromkeys(code for code in found if code.isdecimal()))


def _number_like(scan_no: str, lot: Lot) -> str:
    """A number of the same form that no scan has."""
    scans = ImageReview.objects
    return _next_free(scan_no, lot, is_taken=lambda made: scans.filter(scan_no=made).exists())


def _next_free(number: str, lot: Lot, *, is_taken: Callable[[str], bool]) -> str:
    """A little further in the same counting."""
    found = re.search(r"\d+$", number)
    stem, digits = (number[: found.start()], found[0]) if found else (f"{number}-", "000")
    count = int(digits)
    while True:
        count += 1 + lot(3)
        made = f"{stem}{count:0{len(digits)}d}"
        if not is_taken(made):
            return made


def _container_like(container_no: str, lot: Lot) -> str:
    owner = container_no[:4] if re.match(r"[A-Z]{4}\d{7}$", container_no) else "TGHU"
    while True:
        first = f"{owner}{lot(1_000_000):06d}"
        made = first + container_check_digit(first)
        if not ImageReview.objects.filter(container_no=made).exists():
            return made
