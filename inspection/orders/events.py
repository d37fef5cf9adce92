"""What inspection orders tell the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class InspectionOrdered(Event):
    """A line asked for a look into a box. ``method`` by DOMAIN section 15 (e.g. ``2JA``)."""

    name = "inspection.ordered"
    subject_fields = ("order_no", "subject_reference", "container_no")

    order_no: str
    subject_kind: str
    subject_reference: str
    container_no: str
    method: str
    place_code: str
    reasons: tuple[str, ...]
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class CrewDrawn(Event):
    """Chance named the crew (at least two officers); ``draw`` holds what verifies it."""

    name = "inspection.crew-drawn"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    crew: tuple[str, ...]
    pool: tuple[str, ...]
    draw: str
    drawn_at: datetime


@dataclass(frozen=True, kw_only=True)
class InspectionAccepted(Event):
    """The drawn officer is on the way."""

    name = "inspection.accepted"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    officer: str
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class InspectionConcluded(Event):
    """The inspection is over. ``outcome``: NO_FAULT or FAULT; ``by_image`` when never opened."""

    name = "inspection.concluded"
    subject_fields = ("order_no", "subject_reference", "container_no")

    order_no: str
    subject_kind: str
    subject_reference: str
    container_no: str
    outcome: str
    by_image: bool
    note: str
    concluded_at: datetime
