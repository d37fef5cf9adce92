"""What the risk desk may know of a shipment. Lines translate their rows into these values."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class ItemFacts:
    """One line of goods. ``origin`` is ISO 3166 alpha-2; amounts in CNY, quantity in ``unit``.

    ``needs_licence`` and ``needs_inspection`` are what the tariff says, not the declarant.
    ``tax_cny`` is what the goods owe at the rates of the day if all is as declared: the revenue
    at stake; None where nobody reckoned it.
    """

    hs6: str
    name: str
    origin: str
    quantity: Decimal
    unit: str
    value_cny: Decimal
    needs_licence: bool = False
    needs_inspection: bool = False
    tax_cny: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ShipmentFacts:
    """One declaration as declared, and what the house knows of its parties that day.

    ``grade`` is the credit grade in force on ``on`` or "" when none is known. ``None`` means
    not known (no manifest line yet, a file that lacks the field), never zero. ``port`` is where
    goods were loaded, or where an export will be discharged, by UN/LOCODE; ``consignee_address``
    and ``voyage`` are the carrier's or the declarant's word.
    """

    reference: str
    on: date
    transport_mode: str
    grade: str
    enterprise_key: str
    departure_country: str
    items: tuple[ItemFacts, ...]
    value_cny: Decimal
    gross_weight_kg: Decimal | None
    manifest_weight_kg: Decimal | None
    manifest_pieces: int | None
    declared_pieces: int | None
    container_nos: tuple[str, ...] = ()
    involves_licence: bool = False
    involves_inspection: bool = False
    involves_tax: bool = True
    declarations_last_90_days: int = 0
    faults_last_365_days: int = 0
    known_hs6: frozenset[str] = field(default_factory=frozenset)
    procedure: str = "TWO_STEP"
    direction: str = "IMPORT"
    lot: int | None = None  # 0 to 999, drawn by the desk itself; None: not in the draw
    agent_key: str = ""
    declarant: str = ""
    seller: str = ""
    consignee_address: str | None = None
    vessel: str = ""
    voyage: str | None = None
    port: str | None = None
