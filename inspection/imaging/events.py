"""What the image room tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


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
