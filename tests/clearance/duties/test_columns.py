"""Columns of whole numbers and lines of Decimals: the same fen, always."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearance.duties.queries.assessment import assess
from clearance.duties.queries.mass import Lines, assess_lines, bill_costs, bill_items
from clearance.duties.rules import columns, formulae
from clearance.duties.rules.choice import NoPreference
from clearance.duties.rules.columns import ASSUMED
from customs_portal.benches.tax import ON, drawn
from customs_portal.registry import law

pytestmark = pytest.mark.feature("C-19")
GOODS = [line["hs"] for line in law.ask("tariff.lines", on=ON).value]
UNITS = {
    line["hs"]: line.get("unit") or line.get("ct_unit") or "kg"
    for line in law.ask("tariff.lines", on=ON).value
}
SPECIFIC = [hs for hs, unit in UNITS.items() if unit != "kg"] + ["271012", "290711", "120190"]


@st.composite
def bills(draw):
    """Up to four bills of up to six lines, with amounts from a fen to a hundred billion."""
    lengths = draw(st.lists(st.integers(1, 6), min_size=1, max_size=4))
    count = sum(lengths)
    money = st.integers(0, 10**5) | st.integers(0, 10**13)
    codes = draw(st.lists(st.sampled_from(GOODS + SPECIFIC * 9), min_size=count, max_size=count))
    return Lines(
        bill=np.repeat(np.arange(len(lengths)), lengths),
        hs_code=[f"{one:0<10}" for one in codes],
        origin=draw(
            st.lists(st.sampled_from(["US", "KR", "JP", "BR"]), min_size=count, max_size=count)
        ),
        unit=[UNITS.get(one, "litre" if one == "271012" else "kg") for one in codes],
        proof=[""] * count,
        in_quota=[False] * count,
        exporter=draw(st.lists(st.sampled_from(["", "HANSEONG"]), min_size=count, max_size=count)),
        quantity=np.array(draw(st.lists(st.integers(1, 10**12), min_size=count, max_size=count))),
        goods_fen=np.array(draw(st.lists(money, min_size=count, max_size=count))),
        freight_fen=np.array(draw(st.lists(money, min_size=len(lengths), max_size=len(lengths)))),
        insurance_fen=np.array(
            draw(st.lists(money | st.just(ASSUMED), min_size=len(lengths), max_size=len(lengths)))
        ),
    )


def one_by_one(lines):
    found = []
    for bill in range(len(lines.freight_fen)):
        for one in assess(items=bill_items(lines, bill), on=ON, **bill_costs(lines, bill)):
            taxes = {tax.tax: int(tax.amount_cny * 100) for tax in one.taxes}
            found.append((int(one.dutiable_value_cny * 100), taxes))
    return found


def as_taxes(taxed, at):
    named = {
        "DUTY": taxed.duty,
        "RETALIATORY": taxed.on_top[0],
        "ANTI_DUMPING": taxed.on_top[1],
        "CONSUMPTION": taxed.consumption,
        "VAT": taxed.vat,
    }
    return {name: int(column[at]) for name, column in named.items()}


@settings(max_examples=150, deadline=None)
@given(lines=bills())
def test_every_fen_of_the_columns_is_the_fen_of_the_bill(lines):
    taxed = assess_lines(lines=lines, on=ON)
    for at, (value, taxes) in enumerate(one_by_one(lines)):
        assert int(taxed.value[at]) == value
        assert {**dict.fromkeys(as_taxes(taxed, at), 0), **taxes} == as_taxes(taxed, at)


def test_the_drawn_lines_agree_too_with_proofs_and_quotas():
    lines = drawn(600, seed=3)
    taxed = assess_lines(lines=lines, on=ON)
    totals = [sum(taxes.values()) for _, taxes in one_by_one(lines)]
    assert taxed.total.tolist() == totals
    assert any(lines.in_quota)
    assert any(lines.proof)


def test_a_row_too_large_for_the_arrays_is_reckoned_by_the_decimals():
    lines = drawn(60, seed=4)
    lines.goods_fen[7] = 9 * 10**14
    taxed = assess_lines(lines=lines, on=ON)
    assert taxed.too_large[7]
    assert [sum(taxes.values()) for _, taxes in one_by_one(lines)] == taxed.total.tolist()


def test_a_claim_without_law_is_refused_in_columns_as_on_a_bill():
    lines = drawn(30, seed=5)
    lines.proof[3] = "NOWHERE"
    with pytest.raises(NoPreference):
        assess_lines(lines=lines, on=ON)


@settings(deadline=None)
@given(
    amount=st.integers(0, 10**9), weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=9)
)
def test_shares_of_columns_are_the_shares_of_decimals(amount, weights):
    fen = Decimal("0.01")
    over = np.array(weights)
    bill = np.zeros(len(weights), dtype=np.int64)
    shares = columns.apportion(
        np.array([amount]), over=over, bill=bill, of_bill=np.array([sum(weights)])
    )
    assert tuple(int(one) * fen for one in shares) == formulae.apportion(
        amount * fen, over=[one * fen for one in weights]
    )


def test_a_rate_with_more_places_than_the_columns_have_is_told():
    with pytest.raises(ValueError, match="places"):
        columns.whole(Decimal("0.0000001"), 6)
