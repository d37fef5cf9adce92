"""What inspection orders tell the house."""

from dataclasses import dataclass
from datetime import date, datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class InspectionOrdered(Event):
    """A line asked for a look into a box. ``method`` is the three-character code (e.g. ``2JA``)."""

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


@dataclass(frozen=True, kw_only=True)
class OpeningOrdered(Event):
    """The box must be opened; ``beacon`` will take part in the draw of its crew."""

    name = "inspection.opening-ordered"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    reason: str
    beacon: str
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class DrawSecretCommitted(Event):
    """The SHA-256 of the day's secret, told before the day's first draw."""

    name = "inspection.draw-secret-committed"
    subject_fields = ("commitment",)

    day: date
    commitment: str
    committed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DrawSecretRevealed(Event):
    """The day is over: with the secret anyone can compute its draws again."""

    name = "inspection.draw-secret-revealed"
    subject_fields = ("commitment",)

    day: date
    commitment: str
    secret: str
    revealed_at: datetime


@dataclass(frozen=True, kw_only=True)
class OfficerExcluded(Event):
    """An officer must not inspect this box; logged before the draw."""

    name = "inspection.officer-excluded"
    subject_fields = ("order_no",)

    order_no: str
    officer: str
    reason: str
    excluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class RedrawAsked(Event):
    """Somebody wants another crew and says why; a second person must agree."""

    name = "inspection.redraw-asked"
    subject_fields = ("order_no",)

    order_no: str
    reason: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class WristOrderUnanswered(Event):
    """A drawn officer did not answer the wrist ``buzzes`` times; a dispatcher must look."""

    name = "inspection.wrist-order-unanswered"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    place_code: str
    officer: str
    buzzes: int
    noticed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FindingRefused(Event):
    """A finding from a wrist could not be taken; ``rule`` says why. Nothing else was stored."""

    name = "inspection.finding-refused"
    subject_fields = ("order_no",)

    order_no: str
    officer: str
    rule: str
    refused_at: datetime


@dataclass(frozen=True, kw_only=True)
class InspectionCancelled(Event):
    """The line no longer needs the inspection."""

    name = "inspection.cancelled"
    subject_fields = ("order_no", "subject_reference", "container_no")

    order_no: str
    subject_reference: str
    container_no: str
    reason: str
    cancelled_at: datetime
