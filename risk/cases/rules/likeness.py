"""How alike two cases are: pure, in whole points of a hundred."""

import math
from dataclasses import dataclass
from decimal import Decimal

SAME_CODE, SAME_HEADING, SAME_CHAPTER = 30, 20, 10
SAME_ORIGIN, SAME_DEPARTURE, SAME_FIRM, SAME_AGENT, SAME_SELLER = 12, 12, 14, 6, 6
MOST_FOR_PRICE = 20
WHOLE = 100


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What is compared; ``per_kg`` is None where no weight was declared."""

    hs6: str
    origin: str
    departure: str
    firm: str
    agent: str
    seller: str
    per_kg: Decimal | None


def likeness(one: Traits, other: Traits) -> int:
    """0 to 100; what neither knows makes nothing alike."""
    points = _of_code(one.hs6, other.hs6)
    for name, worth in (
        ("origin", SAME_ORIGIN),
        ("departure", SAME_DEPARTURE),
        ("firm", SAME_FIRM),
        ("agent", SAME_AGENT),
        ("seller", SAME_SELLER),
    ):
        mine, theirs = getattr(one, name), getattr(other, name)
        points += worth if mine and mine == theirs else 0
    return min(points + _of_price(one.per_kg, other.per_kg), WHOLE)


def _of_code(one: str, other: str) -> int:
    if not one or not other:
        return 0
    for digits, points in ((6, SAME_CODE), (4, SAME_HEADING), (2, SAME_CHAPTER)):
        if one[:digits] == other[:digits]:
            return points
    return 0


def _of_price(one: Decimal | None, other: Decimal | None) -> int:
    """Full points for the same value per kilogram, half of them at twice or half of it."""
    if not one or not other or one <= 0 or other <= 0:
        return 0
    return round(MOST_FOR_PRICE * 0.5 ** abs(math.log2(float(one / other))))
