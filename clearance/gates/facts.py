"""What is asked of the gate, and what it knows of a vehicle when it decides."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class DocumentShare:
    """One linked document and what of its goods rides on this truck, in kilograms."""

    number: str
    goods_kg: int


@dataclass(frozen=True, kw_only=True)
class PassApplication:
    """Which vehicle takes what, and what each part weighs in kilograms.

    Only what a port exit with one container needs has no default. ``binding`` and
    ``linked_kind`` are None for types 5 and 6; for a container under a declaration the
    declaration's own bill of lading is linked when ``documents`` is empty.
    """

    declaration_no: str
    container_no: str
    plate_no: str
    truck_kg: int
    frame_kg: int
    container_kg: int
    goods_kg: int
    pass_type: int = 2
    direction: str = "OUT"
    binding: int | None = None
    linked_kind: int | None = None
    documents: tuple[DocumentShare, ...] = ()
    seal_no: str = ""
    two_gates: bool = False
    destination_code: str = ""


@dataclass(frozen=True, kw_only=True)
class PassFacts:
    """The open gate pass that fits the vehicle; empty fields are not on it."""

    pass_no: str
    plate_no: str
    declaration_no: str
    declared_total_kg: int
    valid_until: datetime
    container_no: str = ""
    seal_no: str = ""
    needs_release: bool = True
    is_empty: bool = False


@dataclass(frozen=True, kw_only=True)
class ReleaseFacts:
    """What the declaration says of the container now."""

    declaration_no: str
    released: bool
    state: str


@dataclass(frozen=True, kw_only=True)
class SealFacts:
    """What the electronic seal said of itself in the lane."""

    seal_no: str
    is_intact: bool


@dataclass(frozen=True, kw_only=True)
class PassageFacts:
    """Everything the lane read; ``None`` and empty mean not known (yet).

    ``tag_plate_no`` is the plate that the tag in the windscreen is registered for,
    ``code_pass_no`` the pass whose signed code the driver showed. ``has_appointment``: a pass
    leads this plate out, so it may come in empty to fetch what the pass names.
    """

    direction: str
    plate_no: str
    plate_is_readable: bool
    container_no: str
    gross_weight_kg: int | None
    weight_tolerance_permille: int
    gate_pass: PassFacts | None
    release: ReleaseFacts | None
    now: datetime
    tag_plate_no: str = ""
    code_pass_no: str = ""
    code_fault: str = ""
    seal: SealFacts | None = None
    locked: bool = False
    lock_is_breached: bool = False
    has_appointment: bool = False
