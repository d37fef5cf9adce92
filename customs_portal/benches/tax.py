"""A million item lines taxed by the engine that bills, and the same lines one by one beside it.

The lines are drawn over the whole tariff with every kind of duty; rates are chosen by the same
rules, freight and insurance shared by bill. A sample is reckoned again by the Decimals that bill:
every fen must agree.
"""

import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from customs_portal.benches import Result
from customs_portal.benches._stack import Stack

if TYPE_CHECKING:
    from clearance.duties.queries.mass import Lines
    from clearance.duties.rules.columns import Taxed

PROCESSES: frozenset[str] = frozenset()
LINES = 1_000_000
SAMPLE_BILLS = 400
ON = date(2026, 11, 2)
ORIGINS = np.array(["BR", "CA", "CN", "DE", "FR", "GB", "IN", "JP", "KR", "TH", "US", "VN"])
PROOFS = {"JP": "RCEP", "KR": "RCEP", "TH": "ASEAN", "VN": "ASEAN"}


def run(stack: Stack) -> Result:
    stack.with_django()
    from clearance.duties.queries.mass import assess_lines

    lines = drawn(LINES, seed=7)
    began = time.perf_counter()
    taxed = assess_lines(lines=lines, on=ON)
    total = int(taxed.total.sum())
    took = time.perf_counter() - began
    compared, differing, one_by_one = _compared(lines, taxed)
    return Result(
        name="tax",
        size={
            "lines": LINES,
            "bills": len(lines.freight_fen),
            "total_cny": f"{Decimal(total) / 100:,.2f}",
            "lines_compared": compared,
        },
        figures={
            "lines_per_s": round(LINES / took),
            "seconds": round(took, 2),
            "differences": differing,
        },
        reference={"one_by_one_lines_per_s": round(compared / one_by_one), **stack.machine()},
        goals={"seconds": "< 60", "differences": "= 0"},
    )


def drawn(count: int, *, seed: int) -> "Lines":
    """So many lines of chance over the tariff of the day, in bills of one to fifty."""
    from clearance.duties.queries.mass import Lines
    from clearance.duties.rules.columns import ASSUMED
    from customs_portal.registry import law

    dice = np.random.default_rng(seed)
    goods = law.ask("tariff.lines", on=ON).value
    quotas = tuple(one["hs"] for one in law.ask("tariff.quotas", on=ON).value)
    which = dice.integers(len(goods), size=count)
    codes = np.array([f"{one['hs']:0<10}" for one in goods])
    units = np.array([one.get("unit") or one.get("ct_unit") or "kg" for one in goods])
    agreed = np.array([one.get("agreement", True) for one in goods])
    in_quota = np.array([one["hs"].startswith(quotas) for one in goods])
    origin = ORIGINS[dice.integers(len(ORIGINS), size=count)]
    proofs = np.array([PROOFS.get(str(one), "") for one in ORIGINS])
    proof = proofs[np.searchsorted(ORIGINS, origin)]
    keeps = (dice.random(count) < 0.5) & agreed[which]
    lengths = dice.integers(1, 51, size=count)
    ends = np.cumsum(lengths)
    bill = np.searchsorted(ends, np.arange(count), side="right")
    bills = int(bill[-1]) + 1
    insured = dice.integers(0, 1_000_000, size=bills)
    return Lines(
        bill=bill,
        hs_code=codes[which],
        origin=origin,
        unit=units[which],
        proof=np.where(keeps, proof, ""),
        in_quota=in_quota[which] & (dice.random(count) < 0.5),
        exporter=np.where(dice.random(count) < 0.1, "HANSEONG", ""),
        quantity=dice.integers(1, 4 * 10**9, size=count),
        goods_fen=dice.integers(1, 10**9, size=count),
        freight_fen=dice.integers(0, 10**7, size=bills),
        insurance_fen=np.where(dice.random(bills) < 0.5, ASSUMED, insured),
    )


def _compared(lines: "Lines", taxed: "Taxed") -> tuple[int, int, float]:
    """Lines of the sample, those whose taxes differ, and the seconds of the Decimals."""
    from clearance.duties.queries.assessment import assess
    from clearance.duties.queries.mass import bill_costs, bill_items

    dice = np.random.default_rng(11)
    bills = dice.choice(len(lines.freight_fen), size=SAMPLE_BILLS, replace=False)
    compared = differing = 0
    took = 0.0
    for bill in map(int, bills):
        items: Any = bill_items(lines, bill)
        began = time.perf_counter()
        reckoned = assess(items=items, on=ON, **bill_costs(lines, bill))  # type: ignore[arg-type]
        took += time.perf_counter() - began
        first = int(np.searchsorted(lines.bill, bill))
        for at, one in enumerate(reckoned, start=first):
            compared += 1
            differing += int(one.total_cny * 100) != int(taxed.total[at])
    return compared, differing, took
