"""What is declared, before anything is checked or stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class SummaryItem:
    hs_code: str
    name: str
    quantity: Decimal | None
    unit: str
    value: Decimal | None
    currency: str
    origin: str
    net_weight_kg: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Summary:
    """Step one (概要申报) as it arrives from the form, the API or a file.

    ``absent`` names what a file has no column for; only a file may lack anything.
    ``party_reference`` is the consignee's name in that file, for a party without USCC.
    ``office_code`` is the office of acceptance, or "" to let the berth decide.
    """

    transport_document: str
    transport_mode: str
    vessel: str
    voyage: str
    supervision_mode: str
    consignee_uscc: str
    departure_country: str
    involves_licence: bool
    involves_inspection: bool
    involves_tax: bool
    gross_weight_kg: Decimal | None
    pieces: int | None
    container_nos: tuple[str, ...]
    items: tuple[SummaryItem, ...]
    guarantee_no: str = ""
    licence_document: str = ""
    item_containers: str = ""
    product_qualification: str = ""
    ciq_name: str = ""
    goods_attribute: str = ""
    purpose: str = ""
    source: str = "FORM"
    absent: frozenset[str] = frozenset()
    party_reference: str = ""
    office_code: str = ""


@dataclass(frozen=True, kw_only=True)
class CompleteItem:
    """One line of step two (完整申报), with the full ten-digit code."""

    hs_code: str
    name: str
    specification: str
    quantity: Decimal
    unit: str
    value: Decimal
    currency: str
    origin: str
    net_weight_kg: Decimal
    elements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Element:
    """One thing that the heading asks of its goods; ``choices`` (code, en, zh) when listed."""

    key: str
    en: str
    zh: str
    choices: tuple[tuple[str, str, str], ...] = ()

    def label(self, *, chinese: bool) -> str:
        return self.zh if chinese else self.en

    def shown(self, value: str, *, chinese: bool) -> str:
        """The answer in words: the name of a listed code."""
        for code, en, zh in self.choices:
            if code == value:
                return f"{code} {zh if chinese else en}"
        return value


@dataclass(frozen=True, kw_only=True)
class Completion:
    items: tuple[CompleteItem, ...]
    freight_cny: Decimal
    insurance_cny: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class ManifestSide:
    """The carrier's side of the comparison."""

    vessel: str
    voyage: str
    containers: tuple[str, ...]
    gross_weight_kg: Decimal
    pieces: int
    departure_country: str


@dataclass(frozen=True, kw_only=True)
class DeclaredSide:
    """The declarant's side; ``None`` or "" means the file does not say."""

    vessel: str
    voyage: str
    containers: tuple[str, ...]
    gross_weight_kg: Decimal | None
    pieces: int | None
    departure_country: str


@dataclass(frozen=True, kw_only=True)
class Mismatch:
    """One field on which declaration and manifest contradict each other."""

    field: str
    declared: str
    manifest: str


@dataclass(frozen=True, kw_only=True)
class Period:
    """Step two: the last day that is in time."""

    begins: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One answer that changes; ``field`` is written as refusals write it, ``items[0].value``."""

    field: str
    before: str
    after: str
