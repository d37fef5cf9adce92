"""What figures from few cases are worth: pure, standard library only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z95 = 1.959963984540054  # two-sided 95 %
MILLION = 1_000_000
_STEPS = 500
_ENOUGH = 1e-14


@dataclass(frozen=True, kw_only=True)
class Share:
    """``part`` of ``of``, with the 95 % interval of Wilson; None where nothing is known."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        return self.part / self.of if self.of else None

    @property
    def low(self) -> float | None:
        return wilson(self.part, self.of)[0] if self.of else None

    @property
    def high(self) -> float | None:
        return wilson(self.part, self.of)[1] if self.of else None

    def overlaps(self, other: "Share") -> bool:
        """Whether the two intervals share a point; what is not known overlaps everything."""
        if self.low is None or other.low is None or self.high is None or other.high is None:
            return True
        return self.low <= other.high and other.low <= self.high


def wilson(part: int, of: int, *, z: float = Z95) -> tuple[float, float]:
    """Bounds of the true share when ``part`` of ``of`` were seen (Wilson 1927)."""
    if of <= 0:
        raise ValueError("a share of nothing has no interval")
    if not 0 <= part <= of:
        raise ValueError("the part is larger than the whole")
    seen = part / of
    weight = 1 + z * z / of
    middle = (seen + z * z / (2 * of)) / weight
    reach = z * math.sqrt(seen * (1 - seen) / of + z * z / (4 * of * of)) / weight
    return (0.0 if part == 0 else max(0.0, middle - reach)), (
        1.0 if part == of else min(1.0, middle + reach)
    )


def chi_square(seen: Sequence[float], expected: Sequence[float]) -> float:
    """Pearson's sum; cells where nothing was expected must be empty, and are left out."""
    return sum((a - b) ** 2 / b for a, b in zip(seen, expected, strict=True) if b > 0)


def chance_of(statistic: float, *, freedom: int) -> float:
    """How often chance alone gives a chi-square this large or larger."""
    if freedom < 1:
        raise ValueError("no degree of freedom is left")
    if statistic <= 0:
        return 1.0
    return _upper_gamma(freedom / 2, statistic / 2)


def _upper_gamma(shape: float, x: float) -> float:
    """The regularised upper incomplete gamma function: series below, fraction above."""
    front = math.exp(-x + shape * math.log(x) - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        for step in range(1, _STEPS):
            term *= x / (shape + step)
            total += term
            if term < total * _ENOUGH:
                break
        return max(0.0, 1 - front * total)
    b = x + 1 - shape
    c, d = 1e300, 1 / b
    fraction = d
    for step in range(1, _STEPS):
        a = -step * (step - shape)
        b += 2
        d = 1 / (a * d + b or 1e-300)
        c = b + a / c or 1e-300
        fraction *= d * c
        if abs(d * c - 1) < _ENOUGH:
            break
    return min(1.0, front * fraction)


def population_stability(before: Sequence[int], after: Sequence[int]) -> float | None:
    """PSI of two histograms over the same bins; None when one of them is empty.

    Half a case is added to each bin, so that a bin empty on one side weighs much but not
    without end.
    """
    if not before or not sum(before) or not sum(after):
        return None
    of_before, of_after = sum(before) + len(before) / 2, sum(after) + len(after) / 2
    return sum(
        ((b + 0.5) / of_after - (a + 0.5) / of_before)
        * math.log(((b + 0.5) / of_after) / ((a + 0.5) / of_before))
        for a, b in zip(before, after, strict=True)
    )


def calibration_error(bins: Sequence[tuple[int, int, int]]) -> float | None:
    """Expected calibration error of bins (cases, sum of probabilities in ppm, found)."""
    cases = sum(count for count, _, _ in bins)
    if not cases:
        return None
    return sum(abs(expected / MILLION - found) for _, expected, found in bins) / cases
