"""What devices say, in the hub's own words. No brand, no pixels, no personal data."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class DeviceConnected(Event):
    """A device came in through the gateway with its own token."""

    name = "device.connected"
    subject_fields = ("device_code",)

    device_code: str
    kind: str
    place_code: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DeviceLost(Event):
    """A device's line broke or fell silent."""

    name = "device.lost"
    subject_fields = ("device_code",)

    device_code: str
    kind: str
    place_code: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class FrameRefused(Event):
    """A device sent something that cannot be accepted; ``rule`` and ``remedy`` say why."""

    name = "device.frame-refused"
    subject_fields = ("device_code",)

    device_code: str
    kind: str
    field: str
    rule: str
    remedy: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class FrameSetAside(Event):
    """A frame on which our own code fails again and again; it is kept whole for inspection."""

    name = "device.frame-set-aside"
    subject_fields = ("device_code",)

    device_code: str
    kind: str
    frame_id: str
    error: str
    attempts: int
    frame_key: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class ContainerSeenAtShipside(Event):
    """A quay camera read a container number with certainty, or a person read it for it.

    Certainty is two readings that agree. ``confirmed_by`` is the officer who read the
    picture when the machine could not; then ``sighting_no`` names the sighting he closed.
    """

    name = "device.container-at-shipside"
    subject_fields = ("container_no", "device_code")

    device_code: str
    place_code: str
    container_no: str
    confidence_permille: int
    readings: tuple[str, ...]
    picture_key: str
    seen_at: datetime
    confirmed_by: str = ""
    sighting_no: str = ""


@dataclass(frozen=True, kw_only=True)
class ContainerUnread(Event):
    """A quay camera saw a container whose number needs a person's eyes."""

    name = "device.container-unread"
    subject_fields = ("sighting_no", "device_code")

    sighting_no: str
    device_code: str
    place_code: str
    readings: tuple[str, ...]
    picture_key: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class SightingDismissed(Event):
    """An officer looked at an unread picture and found no number that can be read."""

    name = "device.sighting-dismissed"
    subject_fields = ("sighting_no", "device_code")

    sighting_no: str
    device_code: str
    place_code: str
    reason: str
    dismissed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ContainerImaged(Event):
    """The X-ray gantry delivered an image; the pixels are in the store under ``image_key``.

    The image is one lossless PNG: R (high byte) and G (low byte) hold 16-bit transmission,
    65,535 is air; B holds effective Z times 4, and 0 where nothing can be said.
    """

    name = "device.container-imaged"
    subject_fields = ("container_no", "scan_no", "device_code")

    device_code: str
    place_code: str
    scan_no: str
    container_no: str
    image_key: str
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class VehicleAtGate(Event):
    """A lane read a plate and a container number; one passage has one ``passage_no``."""

    name = "device.vehicle-at-gate"
    subject_fields = ("passage_no", "plate_no", "container_no")

    device_code: str
    place_code: str
    passage_no: str
    plate_no: str
    container_no: str
    direction: str  # OUT or IN
    picture_key: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class VehicleWeighed(Event):
    """The weighbridge of a lane gave the gross weight of the vehicle of a passage."""

    name = "device.vehicle-weighed"
    subject_fields = ("passage_no", "device_code")

    device_code: str
    place_code: str
    passage_no: str
    gross_weight_kg: int
    weighed_at: datetime


@dataclass(frozen=True, kw_only=True)
class BarrierMoved(Event):
    """The barrier itself reports where it stands: OPEN or CLOSED."""

    name = "device.barrier-moved"
    subject_fields = ("passage_no", "device_code")

    device_code: str
    place_code: str
    passage_no: str
    position: str
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class TagRead(Event):
    """A reader heard the electronic plate behind a windscreen, in a lane or on its way there.

    ``passage_no`` is empty at a place that trucks pass before they reach a lane.
    """

    name = "device.tag-read"
    subject_fields = ("passage_no", "tag_id")

    device_code: str
    place_code: str
    passage_no: str
    tag_id: str
    read_at: datetime


@dataclass(frozen=True, kw_only=True)
class PassCodeScanned(Event):
    """A driver held a pass code before the lane's reader; the text is not judged here."""

    name = "device.pass-code-scanned"
    subject_fields = ("passage_no", "device_code")

    device_code: str
    place_code: str
    passage_no: str
    text: str
    scanned_at: datetime


@dataclass(frozen=True, kw_only=True)
class SealRead(Event):
    """An electronic seal told the lane its state: SEALED, OPENED or TAMPERED."""

    name = "device.seal-read"
    subject_fields = ("passage_no", "seal_no")

    device_code: str
    place_code: str
    passage_no: str
    seal_no: str
    state: str
    battery_is_low: bool
    sealed_at: datetime | None
    opened_at: datetime | None
    read_at: datetime


@dataclass(frozen=True, kw_only=True)
class LaneDecidedAlone(Event):
    """A lane controller that was cut off decided by a release token, and now reports it.

    ``token`` is the text it decided by, empty when it found none.
    """

    name = "device.lane-decided-alone"
    subject_fields = ("passage_no", "plate_no", "container_no", "device_code")

    device_code: str
    place_code: str
    passage_no: str
    direction: str
    plate_no: str
    container_no: str
    tag_id: str
    seal_no: str
    gross_weight_kg: int
    token: str
    opened: bool
    rule: str
    identities: tuple[str, ...]
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class OfficerBuzzed(Event):
    """An officer's wrist tablet was told to vibrate with an order."""

    name = "device.officer-buzzed"
    subject_fields = ("order_no", "buzz_no", "container_no")

    buzz_no: str
    order_no: str
    officer: str
    container_no: str
    place_code: str
    times: int
    buzzed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeviceTokenRenewed(Event):
    """An administrator gave a device a new token; the old one opens nothing any more."""

    name = "device.token-renewed"
    feed = "access"
    subject_fields = ("device_code",)

    device_code: str
    renewed_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderAcknowledgedOnWrist(Event):
    """The officer pressed "on my way" on the wrist tablet."""

    name = "device.order-acknowledged"
    subject_fields = ("order_no", "buzz_no")

    device_code: str
    officer: str
    order_no: str
    buzz_no: str
    acknowledged_at: datetime


@dataclass(frozen=True, kw_only=True)
class FindingTakenOnWrist(Event):
    """The officer entered what the open box showed. ``finding``: NO_FAULT or FAULT."""

    name = "device.finding-taken"
    subject_fields = ("order_no",)

    device_code: str
    officer: str
    order_no: str
    finding: str
    note: str
    picture_keys: tuple[str, ...]
    taken_at: datetime
    seal_before: str = ""
    seal_after: str = ""


@dataclass(frozen=True, kw_only=True)
class ContainerSeenByGlasses(Event):
    """An officer's glasses read a container number in passing."""

    name = "device.container-by-glasses"
    subject_fields = ("container_no", "device_code")

    device_code: str
    officer: str
    container_no: str
    picture_key: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class PositionsReported(Event):
    """A vehicle's positioner delivered a batch of fixes; where it was is not in the journal."""

    name = "device.positions-reported"
    subject_fields = ("device_code",)

    device_code: str
    fix_count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, kw_only=True)
class SafetyLockReported(Event):
    """A smart safety lock told its state; where it was is not in the journal.

    ``state``: LOCKED or OPEN. ``cause``: BEAT, ORDER, UNORDERED, SHACKLE_CUT, SHIM, CASING or
    ORDER_REFUSED; ``order_no`` is that of the order carried out or refused, 0 for none.
    """

    name = "device.safety-lock-reported"
    subject_fields = ("device_code",)

    device_code: str
    serial: int
    state: str
    is_tampered: bool
    cause: str
    order_no: int
    battery_percent: int
    battery_is_low: bool
    reported_at: datetime


@dataclass(frozen=True, kw_only=True)
class FrameShown(Event):
    """A camera has a new picture for the wall; readings of nothing are not kept."""

    name = "device.frame-shown"
    keep: ClassVar[bool] = False

    device_code: str
    kind: str
    place_code: str
    picture_key: str
    seen_at: datetime
