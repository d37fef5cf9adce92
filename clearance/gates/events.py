"""What the gate tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class GatePassApplied(Event):
    """A pass of a type that a gate officer reviews has been applied for."""

    name = "clearance.gate-pass-applied"
    subject_fields = ("pass_no", "plate_no")

    pass_no: str
    plate_no: str
    pass_type: int
    applied_at: datetime


@dataclass(frozen=True, kw_only=True)
class GatePassApproved(Event):
    name = "clearance.gate-pass-approved"
    subject_fields = ("pass_no", "plate_no", "container_no", "declaration_no")

    pass_no: str
    plate_no: str
    container_no: str
    declaration_no: str
    approved_at: datetime


@dataclass(frozen=True, kw_only=True)
class PassageDecided(Event):
    """The lane was told to open, or why not. ``rule`` is empty when the barrier rises."""

    name = "clearance.passage-decided"
    subject_fields = ("passage_no", "plate_no", "container_no", "pass_no")

    passage_no: str
    place_code: str
    plate_no: str
    container_no: str
    pass_no: str
    opened: bool
    rule: str
    seen_at: datetime
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContainerLeftPort(Event):
    """The barrier let the container out; the gate pass is written off."""

    name = "clearance.container-left-port"
    subject_fields = ("container_no", "declaration_no", "pass_no", "plate_no")

    container_no: str
    declaration_no: str
    pass_no: str
    plate_no: str
    left_at: datetime


@dataclass(frozen=True, kw_only=True)
class GatePassVoided(Event):
    """The enterprise took its pass back."""

    name = "clearance.gate-pass-voided"
    subject_fields = ("pass_no", "plate_no", "container_no")

    pass_no: str
    plate_no: str
    container_no: str
    voided_at: datetime


@dataclass(frozen=True, kw_only=True)
class PassageOpenedByHand(Event):
    """A gate officer overruled a refusal and said why."""

    name = "clearance.passage-opened-by-hand"
    subject_fields = ("passage_no", "plate_no", "container_no")

    passage_no: str
    place_code: str
    plate_no: str
    container_no: str
    overruled: str
    reason: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class BarrierOpenedUnasked(Event):
    """A barrier reports that it rose for a passage nobody had opened."""

    name = "clearance.barrier-opened-unasked"
    subject_fields = ("passage_no",)

    passage_no: str
    place_code: str
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class LaneOverrideAsked(Event):
    """A gate officer wants to overrule a refusal; a second officer has to agree."""

    name = "clearance.lane-override-asked"
    subject_fields = ("passage_no", "plate_no", "container_no")

    passage_no: str
    place_code: str
    plate_no: str
    container_no: str
    overruled: str
    reason: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class UnreleasedBoxLeft(Event):
    """A container that was not released has gone out of the gate."""

    name = "clearance.unreleased-box-left"
    subject_fields = ("container_no", "passage_no", "plate_no")

    container_no: str
    passage_no: str
    place_code: str
    plate_no: str
    left_at: datetime


@dataclass(frozen=True, kw_only=True)
class LaneContradictionFound(Event):
    """What a lane did alone does not fit what the portal knows.

    ``contradiction``: FORGED, UNKNOWN, USED, VOID, EXPIRED, PLATE, LOCKED or UNRELEASED.
    """

    name = "clearance.lane-contradiction-found"
    subject_fields = ("passage_no", "pass_no", "plate_no", "container_no")

    passage_no: str
    place_code: str
    pass_no: str
    plate_no: str
    container_no: str
    contradiction: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class LockPlaced(Event):
    """Something may not pass any gate until it is unlocked. ``kind``: CONTAINER, PASS …"""

    name = "clearance.lock-placed"
    subject_fields = ("number",)

    kind: str
    number: str
    unlocker: str
    reason: str
    placed_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class LockLifted(Event):
    """The named person unlocked it."""

    name = "clearance.lock-lifted"
    subject_fields = ("number",)

    kind: str
    number: str
    reason: str
    lifted_at: datetime


@dataclass(frozen=True, kw_only=True)
class LedgerOverdrawn(Event):
    """More has passed the gate than the document declares."""

    name = "clearance.ledger-overdrawn"
    subject_fields = ("number", "pass_no")

    kind: int
    number: str
    pass_no: str
    over_kg: int
    written_at: datetime


@dataclass(frozen=True, kw_only=True)
class TruckQueued(Event):
    """A truck has come to the gate area with its pass."""

    name = "clearance.truck-queued"
    subject_fields = ("plate_no", "pass_no")

    plate_no: str
    pass_no: str
    queued_at: datetime


@dataclass(frozen=True, kw_only=True)
class TruckCalled(Event):
    """A waiting truck was called to a lane."""

    name = "clearance.truck-called"
    subject_fields = ("plate_no", "pass_no")

    plate_no: str
    pass_no: str
    lane_code: str
    called_at: datetime


@dataclass(frozen=True, kw_only=True)
class TruckLeftQueue(Event):
    """A truck's turn ended. ``how``: DONE through the gate, or LEFT without passing."""

    name = "clearance.truck-left-queue"
    subject_fields = ("plate_no", "pass_no")

    plate_no: str
    pass_no: str
    how: str
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class VehiclePassed(Event):
    """A vehicle has gone in, or out without a container; its pass, if any, is written off."""

    name = "clearance.vehicle-passed"
    subject_fields = ("passage_no", "plate_no", "pass_no")

    passage_no: str
    place_code: str
    direction: str
    plate_no: str
    pass_no: str
    passed_at: datetime


@dataclass(frozen=True, kw_only=True)
class JourneyStarted(Event):
    """A truck with a positioner has set off for the destination of its pass."""

    name = "clearance.journey-started"
    subject_fields = ("pass_no", "plate_no")

    pass_no: str
    plate_no: str
    destination_code: str
    started_at: datetime


@dataclass(frozen=True, kw_only=True)
class JourneyDisturbed(Event):
    """Something is wrong on the way. ``kind``: OFF_ROUTE, HALT, SILENCE or LATE."""

    name = "clearance.journey-disturbed"
    subject_fields = ("pass_no", "plate_no", "container_no")

    pass_no: str
    plate_no: str
    container_no: str
    kind: str
    began_at: datetime


@dataclass(frozen=True, kw_only=True)
class JourneyRighted(Event):
    """What was wrong on the way is over."""

    name = "clearance.journey-righted"
    subject_fields = ("pass_no", "plate_no", "container_no")

    pass_no: str
    plate_no: str
    container_no: str
    kind: str
    righted_at: datetime


@dataclass(frozen=True, kw_only=True)
class JourneyEnded(Event):
    """The truck is inside the fence of its destination (ARRIVED), or was BROKEN_OFF."""

    name = "clearance.journey-ended"
    subject_fields = ("pass_no", "plate_no")

    pass_no: str
    plate_no: str
    destination_code: str
    how: str
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyLockFitted(Event):
    """A smart lock guards a container, a truck or a pass from now on."""

    name = "clearance.safety-lock-fitted"
    subject_fields = ("device_code", "container_no", "plate_no", "pass_no")

    device_code: str
    container_no: str
    plate_no: str
    pass_no: str
    fitted_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyLockOrdered(Event):
    """A smart lock was ordered to LOCK or UNLOCK, by an officer or by the gate of a passage."""

    name = "clearance.safety-lock-ordered"
    subject_fields = ("device_code", "container_no", "plate_no", "pass_no")

    device_code: str
    container_no: str
    plate_no: str
    pass_no: str
    order: str
    order_no: int
    passage_no: str
    reason: str
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyLockMoved(Event):
    """``state``: LOCKED, BREACHED, RELEASED or TAKEN_OFF."""

    name = "clearance.safety-lock-moved"
    subject_fields = ("device_code", "container_no", "plate_no", "pass_no")

    device_code: str
    container_no: str
    plate_no: str
    pass_no: str
    state: str
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyLockDisturbed(Event):
    """Something is wrong with a smart lock: TAMPER, FORCED, LOCK_SILENCE or BATTERY."""

    name = "clearance.safety-lock-disturbed"
    subject_fields = ("device_code", "container_no", "plate_no", "pass_no")

    device_code: str
    container_no: str
    plate_no: str
    pass_no: str
    kind: str
    cause: str
    began_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyLockRighted(Event):
    """What was wrong with a smart lock is over."""

    name = "clearance.safety-lock-righted"
    subject_fields = ("device_code", "container_no", "plate_no", "pass_no")

    device_code: str
    container_no: str
    plate_no: str
    pass_no: str
    kind: str
    righted_at: datetime
