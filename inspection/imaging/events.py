"""What the image room tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event

BENCH = "bench"  # the sockets that watch the queue


@dataclass(frozen=True, kw_only=True)
class ImageReviewQueued(Event):
    """A scan waits on the central bench."""

    name = "inspection.image-review-queued"
    subject_fields = ("scan_no", "container_no")

    scan_no: str
    container_no: str
    place_code: str
    queued_at: datetime


@dataclass(frozen=True, kw_only=True)
class ImageReviewConcluded(Event):
    """The drawn analyst decided. ``verdict``: CLEAR or SUSPECT."""

    name = "inspection.image-review-concluded"
    subject_fields = ("scan_no", "container_no", "order_no")

    scan_no: str
    container_no: str
    order_no: str
    verdict: str
    reviewer: str
    concluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScanRefused(Event):
    """A gantry's image cannot be shown to anyone; ``rule`` says why. Nothing was queued."""

    name = "inspection.scan-refused"
    subject_fields = ("scan_no", "container_no", "device_code")

    scan_no: str
    container_no: str
    device_code: str
    rule: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class ImageReviewClaimed(Event):
    """Chance gave the scan to an analyst who asked for work."""

    name = "inspection.image-review-claimed"
    subject_fields = ("scan_no", "container_no")

    scan_no: str
    container_no: str
    reviewer: str
    claimed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ImageReviewReleased(Event):
    """The scan went back to the queue.

    ``why``: GIVEN_BACK, FORGOTTEN, SECOND_OPINION or SECOND_READING.
    """

    name = "inspection.image-review-released"
    subject_fields = ("scan_no", "container_no")

    scan_no: str
    container_no: str
    reviewer: str
    why: str
    released_at: datetime


@dataclass(frozen=True, kw_only=True)
class ImageReviewJudged(Event):
    """A verdict was given, not told yet: it may be taken back until ``final_by``."""

    name = "inspection.image-review-judged"
    subject_fields = ("scan_no", "container_no")

    scan_no: str
    container_no: str
    reviewer: str
    final_by: datetime


@dataclass(frozen=True, kw_only=True)
class JudgementTakenBack(Event):
    """The analyst took the verdict back in time; nothing had followed from it."""

    name = "inspection.judgement-taken-back"
    subject_fields = ("scan_no", "container_no")

    scan_no: str
    container_no: str
    reviewer: str
    taken_back_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlantedScanRevealed(Event):
    """That scan was a test image; now its analyst is told. No order followed from it."""

    name = "inspection.planted-scan-revealed"
    subject_fields = ("scan_no", "planted_no")

    scan_no: str
    planted_no: str
    reviewer: str
    is_right: bool
    concluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlantedScanAdded(Event):
    """The library of test images has one more."""

    name = "inspection.planted-scan-added"
    subject_fields = ("planted_no",)

    planted_no: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class PlantedScanRetired(Event):
    """This test image is shown to nobody any more."""

    name = "inspection.planted-scan-retired"
    subject_fields = ("planted_no",)

    planted_no: str
    retired_at: datetime
