"""A manifest as it arrives, before anything is checked."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class LodgedLine:
    transport_document: str
    container_nos: tuple[str, ...]
    gross_weight_kg: Decimal
    pieces: int
    goods_name: str
    consignee_uscc: str
    departure_country: str


@dataclass(frozen=True, kw_only=True)
class LodgedManifest:
    vessel: str
    imo: str
    voyage: str
    loading_port: str
    place_code: str
    expected_at: datetime
    lines: tuple[LodgedLine, ...]
