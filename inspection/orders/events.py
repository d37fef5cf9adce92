"""What inspection orders tell the house."""

from dataclasses import dataclass
from datetime import datetime

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
    unloading: str = ""
    depth: str = ""


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
    version: int = 1


@dataclass(frozen=True, kw_only=True)
class ConclusionPresented(Event):
    """A crew has concluded, and a supervisor looks at it before anybody is told."""

    name = "inspection.conclusion-presented"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    place_code: str
    outcome: str
    version: int
    presented_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConclusionPassed(Event):
    """The supervisor has looked at a presented conclusion and lets it stand."""

    name = "inspection.conclusion-passed"
    subject_fields = ("order_no",)

    order_no: str
    version: int
    passed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConclusionReturned(Event):
    """A supervisor returned a conclusion to its crew. ``was_told``: others had heard of it."""

    name = "inspection.conclusion-returned"
    subject_fields = ("order_no", "subject_reference", "container_no")

    order_no: str
    subject_kind: str
    subject_reference: str
    container_no: str
    place_code: str
    version: int
    parts: tuple[str, ...]
    reason: str
    was_told: bool
    returned_at: datetime


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
class RecheckDrawn(Event):
    """Chance wants a second look at a report; the line is told when that look is over."""

    name = "inspection.recheck-drawn"
    subject_fields = ("order_no", "recheck_no", "subject_reference", "container_no")

    order_no: str
    recheck_no: str
    subject_reference: str
    container_no: str
    drawn_at: datetime


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


@dataclass(frozen=True, kw_only=True)
class BoxCalled(Event):
    """The terminal is to bring a box: ``instruction`` A to be inspected by people, B by scan."""

    name = "inspection.box-called"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    place_code: str
    instruction: str
    called_at: datetime
    move_by: datetime


@dataclass(frozen=True, kw_only=True)
class BoxMoved(Event):
    """The box has come to its inspection. ``source``: terminal, officer, or the scan itself."""

    name = "inspection.box-moved"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    place_code: str
    instruction: str
    source: str
    moved_at: datetime
    inspect_by: datetime


@dataclass(frozen=True, kw_only=True)
class BoxReady(Event):
    """The box stands so that it can be inspected; from here on customs keep it waiting."""

    name = "inspection.box-ready"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    place_code: str
    instruction: str
    source: str
    ready_at: datetime


@dataclass(frozen=True, kw_only=True)
class BoxFreed(Event):
    """The inspection needs the box no longer; ``away_by`` is None when it was never moved."""

    name = "inspection.box-freed"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    place_code: str
    instruction: str
    freed_at: datetime
    away_by: datetime | None


@dataclass(frozen=True, kw_only=True)
class BoxMovedAway(Event):
    """The terminal has taken the box away after its inspection."""

    name = "inspection.box-moved-away"
    subject_fields = ("order_no", "container_no")

    order_no: str
    container_no: str
    place_code: str
    source: str
    away_at: datetime


@dataclass(frozen=True, kw_only=True)
class BoxHandedOn(Event):
    """A second look takes the box where it stands; the first order's clock is the second's."""

    name = "inspection.box-handed-on"
    subject_fields = ("order_no", "recheck_no", "container_no")

    order_no: str
    recheck_no: str
    container_no: str
    place_code: str
    instruction: str
    state: str
    due_at: datetime
    handed_at: datetime


@dataclass(frozen=True, kw_only=True)
class FirmTold(Event):
    """The firm was told that its goods are inspected; why and by which rule it is not told."""

    name = "inspection.firm-told"
    subject_fields = ("order_no", "subject_reference", "container_no")

    order_no: str
    subject_reference: str
    container_no: str
    enterprise_id: int
    told_at: datetime


@dataclass(frozen=True, kw_only=True)
class FirmAnswered(Event):
    """Its representative comes (CONFIRMED), or another time is asked for (ASKED)."""

    name = "inspection.firm-answered"
    subject_fields = ("order_no",)

    order_no: str
    answer: str
    wanted_at: datetime | None
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class OtherTimeDecided(Event):
    """An officer agreed to the time that the firm asked for, or did not."""

    name = "inspection.other-time-decided"
    subject_fields = ("order_no",)

    order_no: str
    agreed: bool
    appointment_at: datetime | None
    decided_at: datetime
