"""What is asked of the gate, and what it knows of a vehicle when it decides."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PassApplication:
    """Which vehicle takes which container, and what each part weighs in kilograms."""

    declaration_no: str
    container_no: str
    plate_no: str
    truck_kg: int
    frame_kg: int
    container_kg: int
    goods_kg: int


@dataclass(frozen=True, kw_only=True)
class PassFacts:
    """The open gate pass of the container."""

    pass_no: str
    plate_no: str
    declaration_no: str
    declared_total_kg: int
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class ReleaseFacts:
    """What the declaration says of the container now."""

    declaration_no: str
    released: bool
    state: str


@dataclass(frozen=True, kw_only=True)
class PassageFacts:
    """Plate, box and weight as the lane read them; ``None`` means not known (yet)."""

    direction: str
    plate_no: str
    plate_is_readable: bool
    container_no: str
    gross_weight_kg: int | None
    weight_tolerance_permille: int
    gate_pass: PassFacts | None
    release: ReleaseFacts | None
    now: datetime
