"""What the tax desk may know of goods. Declarations translate their rows into these values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class TaxableItem:
    """One item as declared: ``value_cny`` is the goods' price alone, without freight.

    ``hs_code`` has 6 digits (summary) or 10 (complete declaration), ``origin`` is ISO 3166
    alpha-2, ``quantity`` counts in ``unit``, the unit that specific rates refer to.
    """

    item_no: int
    hs_code: str
    name: str
    origin: str
    quantity: Decimal
    unit: str
    value_cny: Decimal


@dataclass(frozen=True, kw_only=True)
class Lateness:
    """When the transport entered, and when its goods were declared and accepted."""

    entered: date
    accepted: date
