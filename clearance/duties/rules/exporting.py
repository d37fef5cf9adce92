"""Export duty: from declared items and rates to the lines of a bill, step by step. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from clearance.duties.facts import Step, TaxableItem, ValueRule
from clearance.duties.rules import explaining, formulae
from clearance.duties.rules.choice import Offer
from clearance.duties.rules.reckoning import ReckonedItem, ReckonedTax

ZERO = Decimal("0.00")


class ExportOffers(Protocol):
    """What the law offers for goods under export duty; see ``registry.exports.ExportRates``."""

    @property
    def common(self) -> Offer: ...
    @property
    def provisional(self) -> Offer | None: ...


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What stands in the price and is taken off it, and what is added to it, for all items."""

    inside_cny: Decimal = ZERO
    other_cny: Decimal = ZERO


def reckon_export(
    *,
    items: Sequence[TaxableItem],
    rates: Sequence[ExportOffers | None],
    costs: Costs,
    rule: ValueRule,
) -> tuple[ReckonedItem, ...]:
    """Each item at its price at the border (FOB); goods without a rate are free and have no tax."""
    values = [formulae.fen(item.value_cny) for item in items]
    inside, other = formulae.fen(costs.inside_cny), formulae.fen(costs.other_cny)
    shares = zip(
        items,
        rates,
        values,
        formulae.apportion(inside, over=values),
        formulae.apportion(other, over=values),
        strict=True,
    )
    reckoned = []
    for item, offers, goods, taken_off, added in shares:
        steps = explaining.price_at_the_border(
            goods=goods,
            of_goods=sum(values, ZERO),
            inside=taken_off,
            of_inside=inside,
            other=added,
            of_other=other,
        )
        reckoned.append(_taxed(item, goods - taken_off + added, offers, steps, rule))
    return tuple(reckoned)


def _taxed(
    item: TaxableItem,
    fob: Decimal,
    offers: ExportOffers | None,
    steps: tuple[Step, ...],
    rule: ValueRule,
) -> ReckonedItem:
    if offers is None:
        return ReckonedItem(item=item, dutiable_value_cny=fob, taxes=())
    offer = offers.provisional or offers.common
    value = fob
    if not rule.duty_inside:
        value = formulae.export_dutiable_value(fob=fob, rate=offer.rate)
    duty = formulae.duty(value=value, rate=offer.rate)
    tax = ReckonedTax(
        tax="EXPORT_DUTY",
        base_cny=value,
        rate=offer.rate,
        quantity=item.quantity,
        unit=item.unit,
        per_unit_cny=ZERO,
        amount_cny=duty,
        offer=offer,
        steps=(
            *steps,
            *explaining.chosen_of((offers.common, offers.provisional), offer),
            *explaining.value_without_duty(fob=fob, offer=offer, value=value, rule=rule),
            *explaining.duty(value=value, offer=offer, quantity=ZERO, tax=duty),
        ),
    )
    return ReckonedItem(item=item, dutiable_value_cny=value, taxes=(tax,))
