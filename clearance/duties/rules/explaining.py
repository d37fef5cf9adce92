"""The steps of a calculation as data, for bills that explain themselves in any language. Pure.

``kind`` says which sentence; ``figures`` are plain numbers as text; the law's place stands with
the step that used it. ``clearance.duties.queries`` puts them into words.
"""

from collections.abc import Sequence
from decimal import Decimal

from clearance.duties.facts import Insurance, Relief, Step, TaxableItem, ValueRule
from clearance.duties.rules.choice import Chosen, Offer

PLACES = 6


def dutiable_value(
    *,
    goods: Decimal,
    of_goods: Decimal,
    freight: Decimal,
    of_freight: Decimal,
    insured: Decimal,
    of_insured: Decimal,
    insurance: Insurance,
    of_other: Decimal = Decimal(0),
) -> tuple[Step, ...]:
    """Goods, their share of freight and insurance, and the sum.

    ``of_other`` are charges that stand in ``of_freight`` and are shared with it.
    """
    steps = [Step(kind="goods", figures=_words(goods=goods))]
    if of_other:
        figures = _words(freight=of_freight - of_other, other=of_other, both=of_freight)
        steps.append(Step(kind="other_charges", figures=figures))
    if of_freight:
        figures = _words(freight=of_freight, goods=goods, of_goods=of_goods, share=freight)
        steps.append(Step(kind="freight", figures=figures))
    if insurance.stated_cny is None:
        steps.append(
            Step(
                kind="insurance_assumed",
                figures=_words(
                    of_goods=of_goods,
                    freight=of_freight,
                    permille=insurance.default_permille,
                    insurance=of_insured,
                ),
                law_key=insurance.law_key,
                law_date=insurance.law_date,
                source=insurance.source,
                mark=insurance.mark,
            )
        )
    if of_insured:
        figures = _words(insurance=of_insured, goods=goods, of_goods=of_goods, share=insured)
        steps.append(Step(kind="insurance", figures=figures))
    steps.append(
        Step(
            kind="dutiable",
            figures=_words(
                goods=goods, freight=freight, insurance=insured, value=goods + freight + insured
            ),
        )
    )
    return tuple(steps)


def price_at_the_border(
    *,
    goods: Decimal,
    of_goods: Decimal,
    inside: Decimal,
    of_inside: Decimal,
    other: Decimal,
    of_other: Decimal,
) -> tuple[Step, ...]:
    """The price without the freight and insurance in it, with its share of other charges."""
    steps = [Step(kind="goods", figures=_words(goods=goods))]
    if of_inside:
        figures = _words(costs=of_inside, goods=goods, of_goods=of_goods, share=inside)
        steps.append(Step(kind="costs_inside", figures=figures))
    if of_other:
        figures = _words(other=of_other, goods=goods, of_goods=of_goods, share=other)
        steps.append(Step(kind="other_added", figures=figures))
    figures = _words(goods=goods, costs=inside, other=other, fob=goods - inside + other)
    return (*steps, Step(kind="fob", figures=figures))


def value_without_duty(
    *, fob: Decimal, offer: Offer, value: Decimal, rule: ValueRule
) -> tuple[Step, ...]:
    """The dutiable value of an export: the duty is taken out of the price."""
    if rule.duty_inside:
        return ()
    return (
        Step(
            kind="export_value",
            figures=_words(fob=fob, percent=offer.rate * 100, value=value),
            law_key=rule.law_key,
            law_date=rule.law_date,
            source=rule.source,
            mark=rule.mark,
        ),
    )


def choice(chosen: Chosen) -> tuple[Step, ...]:
    """Every duty rate that was looked at, each with its law, and the one that applies."""
    return chosen_of(chosen.considered, chosen.duty)


def chosen_of(considered: Sequence[Offer | None], duty: Offer) -> tuple[Step, ...]:
    """The rates that were looked at, when there was a choice, and the one that applies."""
    offers = [one for one in considered if one is not None]
    looked_at = tuple(
        _of_law("rate_considered", one, name=one.name, percent=one.rate * 100, unit=one.unit)
        for one in offers
        if len(offers) > 1
    )
    return (*looked_at, _of_law("rate_chosen", duty, name=duty.name, percent=duty.rate * 100))


def papers(item: TaxableItem) -> tuple[Step, ...]:
    """The numbers of the papers behind a claim, where the declarant gave them."""
    steps = []
    if item.proof_no:
        steps.append(Step(kind="proof", figures={"name": item.proof, "paper": item.proof_no}))
    if item.quota_no:
        steps.append(Step(kind="quota", figures={"paper": item.quota_no}))
    return tuple(steps)


def relieved(tax: Decimal, relief: Relief) -> Step:
    """A certificate takes this tax away."""
    return Step(
        kind="relieved",
        figures=_words(amount=tax, paper=relief.certificate_no),
        law_key=relief.law_key,
        law_date=relief.law_date,
        source=relief.source,
        mark=relief.mark,
    )


def quantity(item: TaxableItem, offer: Offer, counted: Decimal) -> tuple[Step, ...]:
    if not offer.per_unit or counted == item.quantity:
        return ()
    figures = _words(quantity=item.quantity, counted=counted)
    return (Step(kind="quantity", figures=figures | {"unit": item.unit, "law_unit": offer.unit}),)


def duty(*, value: Decimal, offer: Offer, quantity: Decimal, tax: Decimal) -> tuple[Step, ...]:
    """From value, from quantity, or both."""
    by_value, by_quantity = value * offer.rate, quantity * offer.per_unit
    steps = []
    if offer.rate or not offer.per_unit:
        steps.append(_of_law("by_value", offer, base=value, percent=offer.rate * 100, raw=by_value))
    if offer.per_unit:
        steps.append(_by_quantity(offer, quantity))
    return (*steps, _rounded(by_value + by_quantity, tax))


def consumption(
    *,
    value: Decimal,
    duties: Decimal,
    offer: Offer,
    quantity: Decimal,
    base: Decimal,
    tax: Decimal,
) -> tuple[Step, ...]:
    """The tax stands inside its own base."""
    steps, by_quantity = [], quantity * offer.per_unit
    if offer.per_unit:
        steps.append(_by_quantity(offer, quantity))
    if offer.rate:
        percent = offer.rate * 100
        steps.append(
            Step(
                kind="consumption_base",
                figures=_words(
                    value=value, duties=duties, specific=by_quantity, percent=percent, base=base
                ),
            )
        )
        steps.append(_of_law("by_value", offer, base=base, percent=percent, raw=base * offer.rate))
    return (*steps, _rounded(base * offer.rate + by_quantity, tax))


def vat(
    *, value: Decimal, duties: Decimal, consumption: Decimal, offer: Offer, tax: Decimal
) -> tuple[Step, ...]:
    base = value + duties + consumption
    figures = _words(value=value, duties=duties, consumption=consumption, base=base)
    return (
        Step(kind="vat_base", figures=figures),
        _of_law("by_value", offer, base=base, percent=offer.rate * 100, raw=base * offer.rate),
        _rounded(base * offer.rate, tax),
    )


def _by_quantity(offer: Offer, quantity: Decimal) -> Step:
    return _of_law(
        "by_quantity",
        offer,
        quantity=quantity,
        unit=offer.unit,
        per_unit=offer.per_unit,
        raw=quantity * offer.per_unit,
    )


def _rounded(raw: Decimal, amount: Decimal) -> Step:
    return Step(kind="rounded", figures=_words(raw=raw, amount=amount))


def _of_law(kind: str, offer: Offer, **figures: Decimal | str) -> Step:
    return Step(
        kind=kind,
        figures=_words(**figures),
        law_key=offer.key,
        law_date=offer.since.isoformat(),
        source=offer.source,
        mark=offer.mark,
    )


def _words(**figures: Decimal | str) -> dict[str, str]:
    return {name: _plain(figure) for name, figure in figures.items()}


def _plain(figure: Decimal | str) -> str:
    """Without an exponent and without zeros at the end, at most six places."""
    if isinstance(figure, str):
        return figure
    written = f"{figure:f}"
    if len(written.partition(".")[2]) > PLACES:
        written = f"{figure:.{PLACES}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written
