"""The same reckoning over columns: whole numbers in arrays, exactly equal to the Decimals. Pure.

Money is counted in fen, quantities in 0.00001 and unit rates in 0.000001 of CNY, rates in
millionths. Every product is split before it could leave 64 bits; a row too large even for that
is named in ``too_large`` and belongs to ``reckoning``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MILLION = 1_000_000
BILLION = 1_000_000_000
MOST = 2**62
ASSUMED = -1
QUANTITY_PLACES, RATE_PLACES, MONEY_PLACES = 5, 6, 2


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Items in the order of their bills: ``bill`` numbers them from 0 without gaps."""

    bill: Whole
    goods_fen: Whole
    freight_fen: Whole  # one a bill
    insurance_fen: Whole  # one a bill; ASSUMED where nobody stated it
    quantity: Whole  # as declared; the unit rates are for the declared unit
    duty_rate: Whole
    duty_per_unit: Whole
    on_top_rates: Sequence[Whole]
    consumption_rate: Whole
    consumption_per_unit: Whole
    vat_rate: Whole


@dataclass(frozen=True, kw_only=True)
class Taxed:
    """Fen a row; ``too_large`` marks the rows whose figures are not to be believed."""

    value: Whole
    duty: Whole
    on_top: tuple[Whole, ...]
    consumption: Whole
    vat: Whole
    too_large: Flags

    @property
    def total(self) -> Whole:
        return self.duty + sum(self.on_top) + self.consumption + self.vat


def tax(rows: Rows, *, insurance_permille: Decimal) -> Taxed:
    """Freight and insurance shared over each bill's items by value, then every tax."""
    bills = len(rows.freight_fen)
    goods = _sum_by(rows.bill, rows.goods_fen, bills)
    assumed = half_up((goods + rows.freight_fen) * whole(insurance_permille, 3), np.int64(MILLION))
    insured = np.where(rows.insurance_fen == ASSUMED, assumed, rows.insurance_fen)
    large = np.zeros(len(rows.bill), dtype=bool)
    value = rows.goods_fen.copy()
    for amount in (rows.freight_fen, insured):
        large |= _beyond(amount[rows.bill], rows.goods_fen)
        value += apportion(amount, over=rows.goods_fen, bill=rows.bill, of_bill=goods)
    duty, beyond = _duty(value, rows.duty_rate, rows.quantity, rows.duty_per_unit)
    large |= beyond
    on_top = tuple(half_up(value * rate, np.int64(MILLION)) for rate in rows.on_top_rates)
    for rate in rows.on_top_rates:
        large |= _beyond(value, rate)
    duties = duty + sum(on_top)
    consumption, beyond = _consumption(value + duties, rows)
    large |= beyond | _beyond(value + duties + consumption, rows.vat_rate)
    vat = half_up((value + duties + consumption) * rows.vat_rate, np.int64(MILLION))
    whole_bills = np.zeros(bills, dtype=bool)
    np.logical_or.at(whole_bills, rows.bill, large)
    return Taxed(
        value=value,
        duty=duty,
        on_top=on_top,
        consumption=consumption,
        vat=vat,
        too_large=whole_bills[rows.bill],
    )


def whole(number: Decimal, places: int) -> int:
    """``number`` counted in its last place. Raises ``ValueError`` when it has more places."""
    counted = number.scaleb(places)
    if counted != counted.to_integral_value():
        raise ValueError(f"{number} has more than {places} places")
    return int(counted)


def half_up(dividend: Whole, divisor: Whole | np.int64) -> Whole:
    quotient, rest = np.divmod(dividend, divisor)
    answer: Whole = quotient + (rest * 2 >= divisor)
    return answer


def apportion(amount: Whole, *, over: Whole, bill: Whole, of_bill: Whole) -> Whole:
    """Each row's share of its bill's amount; the fen left over go to the largest remainders."""
    sums = of_bill[bill]
    shares, rest = np.divmod(amount[bill] * over, np.maximum(sums, 1))
    missing = amount - _sum_by(bill, shares, len(amount))
    order = np.lexsort((np.arange(len(bill)), -rest, bill))
    begins = np.searchsorted(bill, np.arange(len(amount)))
    rank = np.empty(len(bill), dtype=np.int64)
    rank[order] = np.arange(len(bill)) - begins[bill[order]]
    shares += (rank < missing[bill]) & (sums > 0)
    first = np.zeros(len(bill), dtype=bool)
    first[begins] = True
    answer: Whole = np.where(sums == 0, np.where(first, amount[bill], 0), shares)
    return answer


def _duty(value: Whole, rate: Whole, quantity: Whole, per_unit: Whole) -> tuple[Whole, Flags]:
    """Value x rate in millionths of a fen, quantity x unit rate in thousand-millionths."""
    ones, rest = np.divmod(value * rate, MILLION)
    more, left = np.divmod(quantity * per_unit, BILLION)
    tax = ones + more + half_up(rest * 1000 + left, np.int64(BILLION))
    return tax, _beyond(value, rate) | _beyond(quantity, per_unit)


def _consumption(base: Whole, rows: Rows) -> tuple[Whole, Flags]:
    """(base x r + quantity x unit) / (1 - r), divided once: split by the same divisor."""
    outside = MILLION - rows.consumption_rate
    ones, rest = np.divmod(base * rows.consumption_rate, outside)
    specific = rows.quantity * rows.consumption_per_unit
    more, left = np.divmod(specific, outside * 1000)
    tax = ones + more + half_up(rest * 1000 + left, outside * 1000)
    return tax, _beyond(base, rows.consumption_rate) | _beyond(
        rows.quantity, rows.consumption_per_unit
    )


def _sum_by(bill: Whole, amounts: Whole, bills: int) -> Whole:
    sums = np.zeros(bills, dtype=np.int64)
    np.add.at(sums, bill, amounts)
    return sums


def _beyond(one: Whole, other: Whole) -> Flags:
    """Where the product of the two would not fit."""
    answer: Flags = one.astype(np.float64) * other.astype(np.float64) > MOST
    return answer
