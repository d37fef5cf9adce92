"""Import taxes as arithmetic. Pure functions; every rate comes from the caller.

Order of reckoning and of rounding: dutiable value, duty, consumption tax, value added tax. Each
is rounded half up to two places before the next one builds on it, so that whoever repeats the
sum with the printed figures gets the printed result.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
ZERO = Decimal("0.00")
ONE = Decimal(1)
PERMILLE = Decimal(1000)


def fen(amount: Decimal) -> Decimal:
    """Two places, half up (professional knowledge, still to be checked against the text)."""
    return amount.quantize(FEN, rounding=ROUND_HALF_UP)


def insurance(*, goods: Decimal, freight: Decimal, default_permille: Decimal) -> Decimal:
    """Insurance that nobody stated: (goods + freight) x 3 permille.

    Source: Measures for determining the dutiable value (审价办法), section 10 of the domain
    rules, mark K; the permille is law pack key ``insurance.default_permille``.
    """
    return fen((goods + freight) * default_permille / PERMILLE)


def dutiable_value(
    *, goods: Decimal, freight: Decimal, insurance_cny: Decimal | None, default_permille: Decimal
) -> Decimal:
    """Import: CIF in CNY, that is goods + freight + insurance (完税价格), mark K."""
    if insurance_cny is None:
        insurance_cny = insurance(goods=goods, freight=freight, default_permille=default_permille)
    return fen(goods + freight + insurance_cny)


def export_dutiable_value(*, fob: Decimal, rate: Decimal) -> Decimal:
    """Export: FOB / (1 + export rate), mark K."""
    return fen(fob / (ONE + rate))


def duty(
    *, value: Decimal, rate: Decimal, quantity: Decimal = ZERO, per_unit: Decimal = ZERO
) -> Decimal:
    """Customs duty: value x rate (从价), quantity x unit rate (从量), or both (复合); mark K."""
    return fen(value * rate + quantity * per_unit)


def consumption_base(
    *,
    value: Decimal,
    duty_cny: Decimal,
    rate: Decimal,
    quantity: Decimal = ZERO,
    per_unit: Decimal = ZERO,
) -> Decimal:
    """Composite assessable value: (value + duty + quantity x unit) / (1 - rate), unrounded.

    The tax is inside its own base, so a rate of 1 or more has no meaning and raises
    ``ValueError``.
    """
    if not 0 <= rate < 1:
        raise ValueError(f"a consumption tax rate lies in [0, 1): {rate}")
    return (value + duty_cny + quantity * per_unit) / (ONE - rate)


def consumption_tax(
    *,
    value: Decimal,
    duty_cny: Decimal,
    rate: Decimal,
    quantity: Decimal = ZERO,
    per_unit: Decimal = ZERO,
) -> Decimal:
    """Consumption tax (消费税), mark K.

    Ad valorem: (value + duty) / (1 - r) x r. Specific: quantity x unit. Compound:
    (value + duty + quantity x unit) / (1 - r) x r + quantity x unit. The compound form with a
    zero rate or a zero unit rate is the other two. It is divided once and last, so that no
    rounding of the base can move the tax: ((value + duty) x r + quantity x unit) / (1 - r).
    """
    if not 0 <= rate < 1:
        raise ValueError(f"a consumption tax rate lies in [0, 1): {rate}")
    return fen(((value + duty_cny) * rate + quantity * per_unit) / (ONE - rate))


def value_added_tax(
    *, value: Decimal, duty_cny: Decimal, consumption_cny: Decimal, rate: Decimal
) -> Decimal:
    """VAT at import: (value + duty + consumption tax) x rate (增值税), mark K."""
    return fen((value + duty_cny + consumption_cny) * rate)


def composite_rate(*, consumption_rate: Decimal, vat_rate: Decimal, share: Decimal) -> Decimal:
    """E-commerce retail: (CT + VAT) / (1 - CT) x share, for duty 0.

    Source: Ningbo customs' answers of November 2025, mark L; worked check 15 %, 13 %, 70 %:
    23.0588 %.
    """
    return (consumption_rate + vat_rate) / (ONE - consumption_rate) * share


def apportion(amount: Decimal, *, over: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Share ``amount`` in proportion to ``over``, to the fen, so that the shares add up to it.

    The fen that rounding leaves go to the largest remainders, earlier ones first. With all
    weights zero the first share carries everything.
    """
    if not over:
        return ()
    left, weights = _in_fen(amount), [_in_fen(weight) for weight in over]
    whole = sum(weights)
    if whole == 0:
        return (amount, *(ZERO for _ in over[1:]))
    shares = [divmod(left * weight, whole) for weight in weights]
    missing = left - sum(share for share, _ in shares)
    by_remainder = sorted(range(len(shares)), key=lambda at: (-shares[at][1], at))
    raised = set(by_remainder[:missing])
    return tuple((share + (at in raised)) * FEN for at, (share, _) in enumerate(shares))


def _in_fen(amount: Decimal) -> int:
    return int(fen(amount) / FEN)
