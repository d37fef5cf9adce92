"""What is declared, before anything is checked or stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

LEVIED = "1"
CLAIMS = (
    "agreement",
    "proof_kind",
    "proof_no",
    "proof_date",
    "proof_quantity",
    "quota_no",
    "exporter",
    "relief_mode",
    "exemption_no",
)


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
    """One line of step two (完整申报) or of one step, with the full ten-digit code.

    Below ``elements`` stands what the declarant claims: an agreement with its proof of origin
    (``proof_quantity`` is what the proof covers of these goods, in the line's unit), a quota
    certificate, the firm abroad with an anti-dumping rate of its own, a relief mode with its
    certificate of relief. "" and None claim nothing.
    """

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
    destination: str = ""
    agreement: str = ""
    proof_kind: str = ""
    proof_no: str = ""
    proof_date: date | None = None
    proof_quantity: Decimal | None = None
    quota_no: str = ""
    exporter: str = ""
    relief_mode: str = ""
    exemption_no: str = ""

    @property
    def claims(self) -> dict[str, str]:
        """What is claimed, as text by field; empty when nothing is."""
        found = {name: getattr(self, name) for name in CLAIMS}
        if found["relief_mode"] == LEVIED:
            found["relief_mode"] = ""
        return {
            name: f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
            for name, value in found.items()
            if value
        }

    def without_claims(self) -> "CompleteItem":
        """The same goods with nothing claimed."""
        nothing: dict[str, Any] = dict.fromkeys(CLAIMS, "")
        nothing |= {"proof_date": None, "proof_quantity": None}
        return replace(self, **nothing)


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
    """``late_exemption`` is one of the law's reasons to charge no late-declaration surcharge."""

    items: tuple[CompleteItem, ...]
    freight_cny: Decimal
    insurance_cny: Decimal | None = None
    late_exemption: str = ""
    late_exemption_reason: str = ""

    @property
    def claims_anything(self) -> bool:
        return bool(self.late_exemption) or any(one.claims for one in self.items)

    def without_claims(self) -> "Completion":
        """The same goods with nothing claimed: what they would pay otherwise."""
        return replace(
            self,
            items=tuple(one.without_claims() for one in self.items),
            late_exemption="",
            late_exemption_reason="",
        )


@dataclass(frozen=True, kw_only=True)
class FullDeclaration:
    """A declaration in one step (一次申报), import or export, as form or API give it.

    ``consignee_uscc`` is the party of this country (境内收发货人): the consignee of an import, the
    consignor of an export; ``overseas_party`` is the other one. ``foreign_port`` is where an
    import was loaded, where an export will be discharged. Amounts are CNY; ``other_cny`` are
    charges that belong to the dutiable value and are in neither price nor freight. Codes are
    those of the law pack: ``levy_mode`` 征免性质, ``terms`` 成交方式, ``package_kind`` 包装种类.
    """

    direction: str
    transport_document: str
    transport_mode: str
    vessel: str
    voyage: str
    supervision_mode: str
    levy_mode: str
    consignee_uscc: str
    overseas_party: str
    trade_country: str
    departure_country: str
    destination_country: str
    foreign_port: str
    terms: str
    package_kind: str
    pieces: int | None
    gross_weight_kg: Decimal | None
    net_weight_kg: Decimal | None
    container_nos: tuple[str, ...]
    items: tuple[CompleteItem, ...]
    freight_cny: Decimal | None = None
    insurance_cny: Decimal | None = None
    other_cny: Decimal | None = None
    contract_no: str = ""
    marks: str = ""
    involves_licence: bool = False
    involves_inspection: bool = False
    licence_document: str = ""
    item_containers: str = ""
    product_qualification: str = ""
    ciq_name: str = ""
    goods_attribute: str = ""
    purpose: str = ""
    guarantee_no: str = ""
    late_exemption: str = ""
    late_exemption_reason: str = ""
    office_code: str = ""
    source: str = "FORM"

    @property
    def claims_anything(self) -> bool:
        return bool(self.late_exemption) or any(one.claims for one in self.items)

    def without_claims(self) -> "FullDeclaration":
        """The same goods with nothing claimed: what they would pay otherwise."""
        return replace(
            self,
            items=tuple(one.without_claims() for one in self.items),
            late_exemption="",
            late_exemption_reason="",
        )


@dataclass(frozen=True, kw_only=True)
class Code:
    """A listed code with its names; ``also`` holds what else the law says of it."""

    code: str
    en: str
    zh: str
    also: Mapping[str, object] = field(default_factory=dict)

    def label(self, *, chinese: bool) -> str:
        return f"{self.code} {self.zh if chinese else self.en}"


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
    """The declarant's side; ``None`` or "" means the file does not say.

    A declaration that says ``no_containers`` contradicts a manifest that has some.
    """

    vessel: str
    voyage: str
    containers: tuple[str, ...]
    gross_weight_kg: Decimal | None
    pieces: int | None
    departure_country: str
    no_containers: bool = False


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
