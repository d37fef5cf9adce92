"""From declared items and rates to the lines of a tax bill. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from clearance.duties.facts import TaxableItem
from clearance.duties.rules import formulae

ZERO = Decimal("0.00")


class Rates(Protocol):
    """The tariff's answer for one item; see ``customs_portal.registry.tariff``."""

    @property
    def duty_rate(self) -> Decimal: ...
    @property
    def duty_per_unit(self) -> Decimal: ...
    @property
    def consumption_rate(self) -> Decimal: ...
    @property
    def consumption_per_unit(self) -> Decimal: ...
    @property
    def vat_rate(self) -> Decimal: ...


@dataclass(frozen=True, kw_only=True)
class ReckonedTax:
    """``amount_cny`` = ``base_cny`` x ``rate`` + quantity x ``per_unit_cny``, half up."""

    tax: str
    base_cny: Decimal
    rate: Decimal
    per_unit_cny: Decimal
    amount_cny: Decimal


@dataclass(frozen=True, kw_only=True)
class ReckonedItem:
    """One item with its share of freight and insurance and every tax on it."""

    item: TaxableItem
    dutiable_value_cny: Decimal
    taxes: tuple[ReckonedTax, ...]

    @property
    def total_cny(self) -> Decimal:
        return sum((tax.amount_cny for tax in self.taxes), ZERO)


def reckon(
    *,
    items: Sequence[TaxableItem],
    rates: Sequence[Rates],
    freight_cny: Decimal,
    insurance_cny: Decimal | None,
    insurance_permille: Decimal,
) -> tuple[ReckonedItem, ...]:
    """Freight and insurance are shared over the items by value; then each item is taxed.

    ``insurance_cny`` None means that nobody stated it: the default of the law applies.
    """
    values = [formulae.fen(item.value_cny) for item in items]
    if insurance_cny is None:
        insurance_cny = formulae.insurance(
            goods=sum(values, ZERO), freight=freight_cny, default_permille=insurance_permille
        )
    freights = formulae.apportion(freight_cny, over=values)
    insurances = formulae.apportion(insurance_cny, over=values)
    return tuple(
        ReckonedItem(
            item=item,
            dutiable_value_cny=(dutiable := value + freight + insured),
            taxes=_taxes(item, dutiable, rate),
        )
        for item, value, freight, insured, rate in zip(
            items, values, freights, insurances, rates, strict=True
        )
    )


def _taxes(item: TaxableItem, value: Decimal, rates: Rates) -> tuple[ReckonedTax, ...]:
    duty = formulae.duty(
        value=value,
        rate=rates.duty_rate,
        quantity=item.quantity,
        per_unit=rates.duty_per_unit,
    )
    consumption_base = formulae.consumption_base(
        value=value,
        duty_cny=duty,
        rate=rates.consumption_rate,
        quantity=item.quantity,
        per_unit=rates.consumption_per_unit,
    )
    consumption = formulae.consumption_tax(
        value=value,
        duty_cny=duty,
        rate=rates.consumption_rate,
        quantity=item.quantity,
        per_unit=rates.consumption_per_unit,
    )
    vat = formulae.value_added_tax(
        value=value, duty_cny=duty, consumption_cny=consumption, rate=rates.vat_rate
    )
    lines = [
        ReckonedTax(
            tax="DUTY",
            base_cny=value,
            rate=rates.duty_rate,
            per_unit_cny=rates.duty_per_unit,
            amount_cny=duty,
        )
    ]
    if rates.consumption_rate or rates.consumption_per_unit:
        lines.append(
            ReckonedTax(
                tax="CONSUMPTION",
                base_cny=consumption_base,
                rate=rates.consumption_rate,
                per_unit_cny=rates.consumption_per_unit,
                amount_cny=consumption,
            )
        )
    lines.append(
        ReckonedTax(
            tax="VAT",
            base_cny=value + duty + consumption,
            rate=rates.vat_rate,
            per_unit_cny=ZERO,
            amount_cny=vat,
        )
    )
    return tuple(lines)
