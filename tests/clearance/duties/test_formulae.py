"""The arithmetic of import taxes against vectors, and what must hold for every amount."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.duties.facts import Insurance, TaxableItem
from clearance.duties.rules import formulae, surcharges
from clearance.duties.rules.choice import Chosen
from clearance.duties.rules.reckoning import reckon
from customs_portal.registry.tariff import Offer

D = Decimal
money = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False)
rate = st.decimals(min_value=0, max_value=D("0.95"), places=4, allow_nan=False)


def offer(name, rate, per_unit=0):
    return Offer(
        name=name,
        rate=D(rate),
        per_unit=D(per_unit),
        unit="kg",
        key="tariff.lines",
        since=date(2026, 1, 1),
        source="test",
        mark="D",
    )


def rates(duty=0, per_unit=0, ct=0, ct_per_unit=0, vat="0.13", on_top=()):
    common = offer("COMMON", duty, per_unit)
    return Chosen(
        duty=common,
        on_top=tuple(offer(name, rate) for name, rate in on_top),
        consumption=offer("CONSUMPTION", ct, ct_per_unit),
        vat=offer("STANDARD", vat),
        considered=(common,),
        unit_factors={},
    )


def unstated():
    return Insurance(stated_cny=None, default_permille=D(3))


def item(no=1, value="1000", quantity="1"):
    return TaxableItem(
        item_no=no,
        hs_code="3304990000",
        name="cream",
        origin="FR",
        quantity=D(quantity),
        unit="kg",
        value_cny=D(value),
    )


def test_unknown_insurance_is_three_permille_of_goods_and_freight():
    value = formulae.dutiable_value(
        goods=D(100_000), freight=D(2_000), insurance_cny=None, default_permille=D(3)
    )
    assert value == D("102306.00")


def test_stated_insurance_is_taken_as_it_is():
    value = formulae.dutiable_value(
        goods=D(100_000), freight=D(2_000), insurance_cny=D("150.55"), default_permille=D(3)
    )
    assert value == D("102150.55")


def test_export_value_takes_the_duty_out_of_the_price():
    assert formulae.export_dutiable_value(fob=D(120), rate=D("0.20")) == D("100.00")


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ({"value": D(1000), "rate": D("0.10")}, "100.00"),
        ({"value": D(1000), "rate": D(0), "quantity": D(40), "per_unit": D("1.5")}, "60.00"),
        ({"value": D(1000), "rate": D("0.03"), "quantity": D(2), "per_unit": D(2907)}, "5844.00"),
        ({"value": D("100.05"), "rate": D("0.10")}, "10.01"),
    ],
    ids=["ad valorem", "specific", "compound", "half a fen goes up"],
)
def test_duty(kwargs, expected):
    assert formulae.duty(**kwargs) == D(expected)


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ({"value": D(850), "duty_cny": D(0), "rate": D("0.15")}, "150.00"),
        (
            {
                "value": D(1000),
                "duty_cny": D(100),
                "rate": D(0),
                "quantity": D(10),
                "per_unit": D("0.9"),
            },
            "9.00",
        ),
        (
            {
                "value": D(1000),
                "duty_cny": D(100),
                "rate": D("0.20"),
                "quantity": D(10),
                "per_unit": D(1),
            },
            "287.50",
        ),
    ],
    ids=["ad valorem", "specific", "compound"],
)
def test_consumption_tax(kwargs, expected):
    assert formulae.consumption_tax(**kwargs) == D(expected)


def test_consumption_tax_of_everything_has_no_meaning():
    with pytest.raises(ValueError, match="consumption"):
        formulae.consumption_tax(value=D(1), duty_cny=D(0), rate=D(1))


def test_the_worked_check_of_the_composite_rate():
    found = formulae.composite_rate(consumption_rate=D("0.15"), vat_rate=D("0.13"), share=D("0.70"))
    assert (found * 100).quantize(D("0.0001")) == D("23.0588")


@given(goods=money, consumption=rate, vat=rate)
def test_the_composite_rate_is_the_formulae_put_together(goods, consumption, vat):
    ct = formulae.consumption_tax(value=goods, duty_cny=D(0), rate=consumption)
    tax = formulae.value_added_tax(value=goods, duty_cny=D(0), consumption_cny=ct, rate=vat)
    together = goods * formulae.composite_rate(
        consumption_rate=consumption, vat_rate=vat, share=D(1)
    )
    assert abs(ct + tax - together) <= D("0.02")


@given(value=money, more=money, duty=rate, consumption=rate, vat=rate)
def test_more_value_never_means_less_tax(value, more, duty, consumption, vat):
    def total(base):
        d = formulae.duty(value=base, rate=duty)
        c = formulae.consumption_tax(value=base, duty_cny=d, rate=consumption)
        return d + c + formulae.value_added_tax(value=base, duty_cny=d, consumption_cny=c, rate=vat)

    assert total(value + more) >= total(value) >= 0


@given(value=money, consumption=rate)
def test_consumption_tax_lies_inside_its_own_base(value, consumption):
    base = formulae.consumption_base(value=value, duty_cny=D(0), rate=consumption)
    tax = formulae.consumption_tax(value=value, duty_cny=D(0), rate=consumption)
    assert abs(base - value - tax) <= D("0.01")


@given(amount=money, weights=st.lists(money, min_size=1, max_size=12))
def test_shares_add_up_to_the_fen(amount, weights):
    shares = formulae.apportion(amount, over=weights)
    assert sum(shares) == amount
    assert len(shares) == len(weights)
    assert all(share >= 0 for share in shares)


@settings(deadline=None)
@given(
    values=st.lists(money.filter(bool), min_size=1, max_size=6),
    freight=money,
    duty=rate,
    vat=rate,
)
def test_every_line_can_be_repeated_from_its_own_figures(values, freight, duty, vat):
    items = [item(no, value, "3") for no, value in enumerate(values, 1)]
    chosen = rates(duty, "1.25", "0.10", "0.50", vat, [("ANTI_DUMPING", "0.40")])
    reckoned = reckon(
        items=items, rates=[chosen] * len(items), freight_cny=freight, insurance=unstated()
    )
    for one in reckoned:
        for tax in one.taxes:
            again = tax.base_cny * tax.rate + tax.quantity * tax.per_unit_cny
            assert formulae.fen(again) == tax.amount_cny
    goods = sum(formulae.fen(value) for value in values)
    whole = goods + freight + formulae.fen((goods + freight) * D("0.003"))
    assert sum(one.dutiable_value_cny for one in reckoned) == whole


def test_goods_without_consumption_tax_have_no_line_for_it():
    (one,) = reckon(
        items=[item()],
        rates=[rates(duty="0.06")],
        freight_cny=D(0),
        insurance=Insurance(stated_cny=D(0), default_permille=D(3)),
    )
    assert [(tax.tax, tax.amount_cny) for tax in one.taxes] == [
        ("DUTY", D("60.00")),
        ("VAT", D("137.80")),
    ]


@pytest.mark.parametrize(
    ("last", "days"),
    [(date(2026, 3, 15), 0), (date(2026, 3, 16), 1), (date(2026, 3, 20), 5)],
)
def test_late_days_count_both_ends(last, days):
    assert surcharges.days_between(date(2026, 3, 16), last) == days


@pytest.mark.parametrize(
    ("value", "days", "expected"),
    [
        ("99980", 1, "0.00"),  # 49.99, floored, under 50
        ("100000", 1, "50.00"),
        ("123456", 3, "185.00"),  # 185.184: fractions of a yuan are dropped
        ("100000", 0, "0.00"),
    ],
)
def test_late_declaration_surcharge(value, days, expected):
    assert surcharges.late_declaration(
        value=D(value), days=days, permille_per_day=D("0.5"), minimum=D(50)
    ) == D(expected)


@pytest.mark.parametrize(
    ("paid", "expected"),
    [(date(2026, 3, 16), "0.00"), (date(2026, 3, 17), "61.73"), (date(2026, 3, 18), "123.46")],
)
def test_late_payment_surcharge(paid, expected):
    assert surcharges.late_payment(
        unpaid=D("123456.00"),
        pay_by=date(2026, 3, 16),
        paid=paid,
        permille_per_day=D("0.5"),
        minimum=D(50),
    ) == D(expected)
