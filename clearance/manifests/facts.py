"""Manifests, changes and tallies as they arrive, before anything is checked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class LodgedLine:
    """One bill. ``master`` is the master bill's number when this is a house bill.

    ``seal_nos`` stand in the order of ``container_nos``; there may be fewer.
    """

    transport_document: str
    container_nos: tuple[str, ...]
    gross_weight_kg: Decimal
    pieces: int
    goods_name: str
    consignee_uscc: str
    departure_country: str
    master: str = ""
    package_kind: str = ""
    shipper_name: str = ""
    consignee_name: str = ""
    consignee_address: str = ""
    notify_name: str = ""
    un_number: str = ""
    dangerous_class: str = ""
    seal_nos: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LodgedManifest:
    """``loading_at`` is when loading begins abroad or here, for a flight its departure."""

    vessel: str
    imo: str
    voyage: str
    loading_port: str
    place_code: str
    expected_at: datetime
    lines: tuple[LodgedLine, ...]
    mode: str = "2"
    kind: str = "ORIGINAL"
    loading_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What should stand on the bill instead; None leaves a field as it is."""

    gross_weight_kg: Decimal | None = None
    pieces: int | None = None
    goods_name: str | None = None
    package_kind: str | None = None
    shipper_name: str | None = None
    consignee_name: str | None = None
    consignee_address: str | None = None
    consignee_uscc: str | None = None
    departure_country: str | None = None
    container_nos: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class BillPart:
    """A share of a bill: under a new number when it is split, on another voyage when shipped."""

    transport_document: str
    pieces: int
    gross_weight_kg: Decimal
    container_nos: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TallyEntry:
    """What was counted of one bill, or of one container under it."""

    transport_document: str
    container_no: str
    pieces: int
    gross_weight_kg: Decimal


@dataclass(frozen=True, kw_only=True)
class ManifestedBill:
    """What the manifest lets expect of one bill."""

    transport_document: str
    container_nos: tuple[str, ...]
    pieces: int
    gross_weight_kg: Decimal


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One short or over landed amount."""

    transport_document: str
    container_no: str
    kind: str
    measure: str
    expected: Decimal
    found: Decimal
