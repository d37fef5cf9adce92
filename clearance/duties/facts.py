"""What the tax desk may know of goods. Declarations translate their rows into these values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Relief:
    """A certificate of relief (征免税证明): the taxes it takes away, and the law behind it."""

    certificate_no: str
    taxes: tuple[str, ...]
    law_key: str
    law_date: str
    source: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class TaxableItem:
    """One item as declared: ``value_cny`` is the goods' price alone, without freight.

    ``hs_code`` has 6 digits (summary) or 10 (complete declaration), ``origin`` is ISO 3166
    alpha-2, ``quantity`` counts in ``unit``; a rate that counts in another unit converts it.
    ``proof`` names the agreement whose certificate of origin is held, ``in_quota`` says that a
    quota certificate is, ``exporter`` the firm abroad, where anti-dumping duty asks for it.
    ``proof_no`` and ``quota_no`` are the papers' numbers, for the steps of the bill.
    """

    item_no: int
    hs_code: str
    name: str
    origin: str
    quantity: Decimal
    unit: str
    value_cny: Decimal
    proof: str = ""
    in_quota: bool = False
    exporter: str = ""
    proof_no: str = ""
    quota_no: str = ""
    relief: Relief | None = None


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """When the transport entered, and when its goods were declared and accepted.

    An acceptance before the entry is an early filing: its rates are those of the entry.
    ``exemption`` is one of the law's reasons to charge no surcharge, "" for none.
    """

    entered: date
    accepted: date
    exemption: str = ""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of a calculation: its kind, its figures as written, and the law behind it."""

    kind: str
    figures: dict[str, str]
    law_key: str = ""
    law_date: str = ""
    source: str = ""
    mark: str = ""


@dataclass(frozen=True, kw_only=True)
class ValueRule:
    """Whether the dutiable value of an export holds the duty, by which law."""

    duty_inside: bool
    law_key: str
    law_date: str
    source: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class Insurance:
    """What was stated, or None, and the law's default for whoever stated nothing."""

    stated_cny: Decimal | None
    default_permille: Decimal
    law_key: str = ""
    law_date: str = ""
    source: str = ""
    mark: str = ""
