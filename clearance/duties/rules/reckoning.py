"""From declared items and chosen rates to the lines of a tax bill, step by step. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from clearance.duties.facts import Insurance, Step, TaxableItem
from clearance.duties.rules import explaining, formulae
from clearance.duties.rules.choice import Chosen, Offer, quantity_in

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class ReckonedTax:
    """``amount_cny`` = ``base_cny`` x ``rate`` + ``quantity`` x ``per_unit_cny``, half up;
    zero where a certificate relieves the goods of this tax.

    ``offer`` is the place in the law that gave the rate.
    """

    tax: str
    base_cny: Decimal
    rate: Decimal
    quantity: Decimal
    unit: str
    per_unit_cny: Decimal
    amount_cny: Decimal
    offer: Offer
    steps: tuple[Step, ...]


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
    rates: Sequence[Chosen],
    freight_cny: Decimal,
    insurance: Insurance,
    other_cny: Decimal = ZERO,
) -> tuple[ReckonedItem, ...]:
    """Freight and insurance are shared over the items by value; then each item is taxed.

    ``other_cny`` is what of the freight are other charges.
    """
    values = [formulae.fen(item.value_cny) for item in items]
    freight_cny = formulae.fen(freight_cny)
    if insurance.stated_cny is None:
        insured = formulae.insurance(
            goods=sum(values, ZERO),
            freight=freight_cny,
            default_permille=insurance.default_permille,
        )
    else:
        insured = formulae.fen(insurance.stated_cny)
    shares = zip(
        items,
        rates,
        values,
        formulae.apportion(freight_cny, over=values),
        formulae.apportion(insured, over=values),
        strict=True,
    )
    reckoned = []
    for item, chosen, goods, freight, share in shares:
        value = goods + freight + share
        steps = explaining.dutiable_value(
            goods=goods,
            of_goods=sum(values, ZERO),
            freight=freight,
            of_freight=freight_cny,
            insured=share,
            of_insured=insured,
            insurance=insurance,
            of_other=formulae.fen(other_cny),
        )
        taxes = _taxes(item, value, chosen, steps)
        reckoned.append(ReckonedItem(item=item, dutiable_value_cny=value, taxes=taxes))
    return tuple(reckoned)


def _taxes(
    item: TaxableItem, value: Decimal, chosen: Chosen, steps: tuple[Step, ...]
) -> tuple[ReckonedTax, ...]:
    chosen_because = steps + explaining.choice(chosen) + explaining.papers(item)
    lines = [_duty("DUTY", item, value, chosen, chosen.duty, chosen_because)]
    lines += [_duty(offer.name, item, value, chosen, offer, ()) for offer in chosen.on_top]
    duties = sum((line.amount_cny for line in lines), ZERO)
    consumption = ZERO
    if chosen.consumption.rate or chosen.consumption.per_unit:
        lines.append(_consumption(item, value, duties, chosen))
        consumption = lines[-1].amount_cny
    vat = formulae.value_added_tax(
        value=value, duty_cny=duties, consumption_cny=consumption, rate=chosen.vat.rate
    )
    lines.append(
        ReckonedTax(
            tax="VAT",
            base_cny=value + duties + consumption,
            rate=chosen.vat.rate,
            quantity=item.quantity,
            unit=item.unit,
            per_unit_cny=ZERO,
            amount_cny=vat,
            offer=chosen.vat,
            steps=explaining.vat(
                value=value, duties=duties, consumption=consumption, offer=chosen.vat, tax=vat
            ),
        )
    )
    return tuple(_relieved(line, item) for line in lines)


def _relieved(line: ReckonedTax, item: TaxableItem) -> ReckonedTax:
    """Reckoned as the law says, then taken away where a certificate of relief covers the tax."""
    if item.relief is None or line.tax not in item.relief.taxes:
        return line
    step = explaining.relieved(line.amount_cny, item.relief)
    return replace(line, amount_cny=ZERO, steps=(*line.steps, step))


def _duty(
    tax: str,
    item: TaxableItem,
    value: Decimal,
    chosen: Chosen,
    offer: Offer,
    steps: tuple[Step, ...],
) -> ReckonedTax:
    counted = quantity_in(chosen, item, offer)
    amount = formulae.duty(value=value, rate=offer.rate, quantity=counted, per_unit=offer.per_unit)
    return ReckonedTax(
        tax=tax,
        base_cny=value,
        rate=offer.rate,
        quantity=counted if offer.per_unit else item.quantity,
        unit=offer.unit or item.unit,
        per_unit_cny=offer.per_unit,
        amount_cny=amount,
        offer=offer,
        steps=(
            *steps,
            *explaining.quantity(item, offer, counted),
            *explaining.duty(value=value, offer=offer, quantity=counted, tax=amount),
        ),
    )


def _consumption(item: TaxableItem, value: Decimal, duties: Decimal, chosen: Chosen) -> ReckonedTax:
    offer = chosen.consumption
    counted = quantity_in(chosen, item, offer)
    figures = {
        "value": value,
        "duty_cny": duties,
        "rate": offer.rate,
        "quantity": counted,
        "per_unit": offer.per_unit,
    }
    base = formulae.consumption_base(**figures)
    tax = formulae.consumption_tax(**figures)
    return ReckonedTax(
        tax="CONSUMPTION",
        base_cny=base,
        rate=offer.rate,
        quantity=counted if offer.per_unit else item.quantity,
        unit=offer.unit or item.unit,
        per_unit_cny=offer.per_unit,
        amount_cny=tax,
        offer=offer,
        steps=(
            *explaining.quantity(item, offer, counted),
            *explaining.consumption(
                value=value, duties=duties, offer=offer, quantity=counted, base=base, tax=tax
            ),
        ),
    )
