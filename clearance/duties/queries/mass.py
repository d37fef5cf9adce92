"""The tax engine over columns: the same rates, chosen once for each kind of row, then arrays.

What the arrays cannot hold exactly is reckoned by the Decimals of ``assessment``, bill by bill.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from clearance.duties.facts import TaxableItem
from clearance.duties.queries.assessment import assess
from clearance.duties.rules import columns
from clearance.duties.rules.choice import Chosen, Offer, choose, quantity_in
from clearance.duties.rules.columns import ASSUMED, Taxed, Whole
from customs_portal.registry import law, tariff

KINDS = ("hs_code", "origin", "unit", "proof", "in_quota", "exporter")
ON_TOP = ("RETALIATORY", "ANTI_DUMPING")
FEN, COUNT = Decimal("0.01"), Decimal("0.00001")
RATES: tuple[str, ...] = ("duty_rate", "duty_per_unit", "retaliatory", "anti_dumping")
Column = Sequence[Any] | npt.NDArray[Any]
RATES += ("consumption_rate", "consumption_per_unit", "vat_rate")


@dataclass(frozen=True, kw_only=True)
class Lines:
    """Item lines as columns, in the order of their bills, which are numbered from 0.

    ``quantity`` counts in 0.00001 of its unit, money in fen; ``insurance_fen`` is -1 where
    nobody stated it. Freight and insurance stand once a bill.
    """

    bill: Whole
    hs_code: Column
    origin: Column
    unit: Column
    proof: Column
    in_quota: Column
    exporter: Column
    quantity: Whole
    goods_fen: Whole
    freight_fen: Whole
    insurance_fen: Whole


def assess_lines(*, lines: Lines, on: date) -> Taxed:
    """Every tax on every line by the law of that day, in fen.

    Raises ``LawGap`` and its kinds when the law has no answer for one of them.
    """
    kinds, kind_of = _kinds(lines)
    rates = np.array([_rates_of(kind, on) for kind in kinds], dtype=np.int64).reshape(-1, 8)
    each = dict(zip((*RATES, "inexact"), rates[kind_of].T, strict=True))
    taxed = columns.tax(
        columns.Rows(
            bill=lines.bill,
            goods_fen=lines.goods_fen,
            freight_fen=lines.freight_fen,
            insurance_fen=lines.insurance_fen,
            quantity=lines.quantity,
            duty_rate=each["duty_rate"],
            duty_per_unit=each["duty_per_unit"],
            on_top_rates=(each["retaliatory"], each["anti_dumping"]),
            consumption_rate=each["consumption_rate"],
            consumption_per_unit=each["consumption_per_unit"],
            vat_rate=each["vat_rate"],
        ),
        insurance_permille=law.ask("insurance.default_permille", on=on).decimal,
    )
    exact = ~(taxed.too_large | each["inexact"].astype(bool))
    for bill in np.unique(lines.bill[~exact]):
        _put_right(taxed, lines, int(bill), on)
    return taxed


def _kinds(lines: Lines) -> tuple[list[tuple[Any, ...]], Whole]:
    """The different kinds of rows, and which kind each row is."""
    combined = np.zeros(len(lines.bill), dtype=np.int64)
    for name in KINDS:
        codes, found = pd.factorize(np.asarray(getattr(lines, name)))
        combined = combined * len(found) + codes
    _, first, kind_of = np.unique(combined, return_index=True, return_inverse=True)
    kinds = [tuple(getattr(lines, name)[at] for name in KINDS) for at in first]
    return kinds, kind_of


def _rates_of(kind: tuple[Any, ...], on: date) -> list[int]:
    """The seven rates of one kind as whole numbers, and whether they could not be written so."""
    hs_code, origin, unit, proof, in_quota, exporter = kind
    chosen = choose(
        tariff.rates_for(str(hs_code), str(origin), on),
        proof=str(proof),
        in_quota=bool(in_quota),
        exporter=str(exporter),
    )
    on_top = {offer.name: offer.rate for offer in chosen.on_top}
    figures = [
        chosen.duty.rate,
        _per_declared_unit(chosen, chosen.duty, str(unit)),
        *(on_top.get(name, Decimal(0)) for name in ON_TOP),
        chosen.consumption.rate,
        _per_declared_unit(chosen, chosen.consumption, str(unit)),
        chosen.vat.rate,
    ]
    try:
        return [*(columns.whole(figure, columns.RATE_PLACES) for figure in figures), False]
    except ValueError:
        return [0] * len(figures) + [True]


def _per_declared_unit(chosen: Chosen, offer: Offer, unit: str) -> Decimal:
    one = _item(unit=unit, quantity=Decimal(1))
    return quantity_in(chosen, one, offer) * offer.per_unit


def _item(**figures: Any) -> TaxableItem:
    usual: dict[str, Any] = {
        "item_no": 1,
        "hs_code": "",
        "name": "",
        "origin": "",
        "value_cny": Decimal(0),
    }
    return TaxableItem(**(usual | figures))


def bill_items(lines: Lines, bill: int) -> tuple[TaxableItem, ...]:
    """The items of one bill as they are filed."""
    first, last = np.searchsorted(lines.bill, (bill, bill + 1))
    return tuple(
        _item(
            item_no=at - first + 1,
            hs_code=str(lines.hs_code[at]),
            origin=str(lines.origin[at]),
            quantity=int(lines.quantity[at]) * COUNT,
            unit=str(lines.unit[at]),
            value_cny=int(lines.goods_fen[at]) * FEN,
            proof=str(lines.proof[at]),
            in_quota=bool(lines.in_quota[at]),
            exporter=str(lines.exporter[at]),
        )
        for at in range(int(first), int(last))
    )


def bill_costs(lines: Lines, bill: int) -> dict[str, Decimal | None]:
    """Freight and insurance of one bill, as they are filed."""
    stated = int(lines.insurance_fen[bill])
    return {
        "freight_cny": int(lines.freight_fen[bill]) * FEN,
        "insurance_cny": None if stated == ASSUMED else stated * FEN,
    }


def _put_right(taxed: Taxed, lines: Lines, bill: int, on: date) -> None:
    reckoned = assess(items=bill_items(lines, bill), on=on, **bill_costs(lines, bill))  # type: ignore[arg-type]
    first = int(np.searchsorted(lines.bill, bill))
    for at, one in enumerate(reckoned, start=first):
        found = {tax.tax: columns.whole(tax.amount_cny, 2) for tax in one.taxes}
        taxed.value[at] = columns.whole(one.dutiable_value_cny, columns.MONEY_PLACES)
        taxed.duty[at] = found["DUTY"]
        for place, name in enumerate(ON_TOP):
            taxed.on_top[place][at] = found.get(name, 0)
        taxed.consumption[at] = found.get("CONSUMPTION", 0)
        taxed.vat[at] = found["VAT"]
