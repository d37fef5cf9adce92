"""Surcharges for lateness. Pure; they are never part of a tax base."""

from datetime import date
from decimal import ROUND_FLOOR, Decimal

from clearance.duties.rules.formulae import PERMILLE, ZERO, fen

WHOLE_YUAN = "DROP_BELOW_YUAN"


def days_between(first: date, last: date) -> int:
    """Days from ``first`` to ``last``, both counted; none when the last comes before."""
    return max(0, (last - first).days + 1)


def late_declaration(
    *,
    value: Decimal,
    days: int,
    permille_per_day: Decimal,
    minimum: Decimal,
    whole_yuan: bool = True,
) -> Decimal:
    """Dutiable value x 0.5 permille x days; fractions of a yuan dropped; below 50 none.

    Source: Measures for the late-declaration surcharge (滞报金) as amended by Order 273 of 2024,
    mark L.
    """
    amount = value * permille_per_day / PERMILLE * days
    amount = amount.to_integral_value(ROUND_FLOOR) if whole_yuan else fen(amount)
    return amount.quantize(ZERO) if amount >= minimum else ZERO


def late_payment(
    *, unpaid: Decimal, pay_by: date, paid: date, permille_per_day: Decimal, minimum: Decimal
) -> Decimal:
    """Unpaid tax x 0.5 permille for each day after the pay-by date; below 50 none (滞纳金).

    Source: sentence dictionary of the domain rules, mark L; threshold mark K.
    """
    days = max(0, (paid - pay_by).days)
    amount = fen(unpaid * permille_per_day / PERMILLE * days)
    return amount if amount >= minimum else ZERO
