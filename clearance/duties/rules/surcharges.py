"""Surcharges for lateness. Pure; they are never part of a tax base."""

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal

from clearance.duties.rules.formulae import PERMILLE, ZERO, fen


def late_declaration_days(
    *, entered: date, accepted: date, grace_days: int, first_day: date | None = None
) -> int:
    """Days that count, both ends included: from the day after the grace to the acceptance.

    Entry 1 March, 14 days of grace: 15 March is in time, 16 March is one day late.
    ``first_day`` replaces the first counted day where a holiday moves it. Source: Measures for
    the late-declaration surcharge (滞报金) as amended by Order 273 of 2024, mark L.
    """
    first = first_day or entered + timedelta(days=grace_days + 1)
    return max(0, (accepted - first).days + 1)


def late_declaration(
    *, value: Decimal, days: int, permille_per_day: Decimal, minimum: Decimal
) -> Decimal:
    """Dutiable value x 0.5 permille x days; fractions of a yuan dropped; below 50 none.

    Source as above, mark L.
    """
    amount = (value * permille_per_day / PERMILLE * days).to_integral_value(ROUND_FLOOR)
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
