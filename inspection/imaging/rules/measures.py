"""How well people and models read: shares with intervals, agreement, curves. Pure figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from risk.statistics import Z95, Share

CERTAIN = 1_000  # permille
BINS = 10


@dataclass(frozen=True, kw_only=True)
class Case:
    """One reading of a scan whose truth is known. ``rating`` grows with the suspicion."""

    is_threat: bool
    is_found: bool  # called suspect, and where there was something to find, in its place
    is_alarmed: bool  # called suspect at all
    rating: int


@dataclass(frozen=True, kw_only=True)
class Detection:
    """Hits of threats and false alarms of clean scans, with what they were counted from."""

    hits: Share
    false_alarms: Share
    curve: tuple[tuple[float, float], ...]  # (false alarms, hits), from (0, 0) to (1, 1)
    area: float | None
    area_low: float | None
    area_high: float | None

    @property
    def misses(self) -> int:
        return self.hits.of - self.hits.part


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Cohen's kappa of two readers over the same scans: ``both`` says how often they agreed."""

    both: Share
    kappa: float | None
    low: float | None
    high: float | None


def detection(cases: Sequence[Case]) -> Detection:
    threats = [one for one in cases if one.is_threat]
    clean = [one for one in cases if not one.is_threat]
    area, reach = _area([one.rating for one in threats], [one.rating for one in clean])
    return Detection(
        hits=Share(part=sum(one.is_found for one in threats), of=len(threats)),
        false_alarms=Share(part=sum(one.is_alarmed for one in clean), of=len(clean)),
        curve=_curve([one.rating for one in threats], [one.rating for one in clean]),
        area=area,
        area_low=None if area is None else max(0.0, area - reach),
        area_high=None if area is None else min(1.0, area + reach),
    )


def _curve(threats: list[int], clean: list[int]) -> tuple[tuple[float, float], ...]:
    """One point for each rating at which somebody could have drawn the line."""
    if not threats or not clean:
        return ()
    points = [(0.0, 0.0)]
    for line in sorted({*threats, *clean}, reverse=True):
        points.append(
            (
                sum(one >= line for one in clean) / len(clean),
                sum(one >= line for one in threats) / len(threats),
            )
        )
    return tuple(points)


def _area(threats: list[int], clean: list[int]) -> tuple[float | None, float]:
    """The area under the curve and the reach of its 95 % interval (Hanley and McNeil 1982)."""
    if not threats or not clean:
        return None, 0.0
    higher = sum((one > two) + (one == two) / 2 for one in threats for two in clean)
    area = higher / (len(threats) * len(clean))
    q1, q2 = area / (2 - area), 2 * area * area / (1 + area)
    spread = (
        area * (1 - area)
        + (len(threats) - 1) * (q1 - area * area)
        + (len(clean) - 1) * (q2 - area * area)
    ) / (len(threats) * len(clean))
    return area, Z95 * math.sqrt(max(0.0, spread))


def agreement(pairs: Sequence[tuple[bool, bool]]) -> Agreement:
    """Cohen's kappa with its large-sample interval (Fleiss, Cohen and Everitt 1969)."""
    count = len(pairs)
    both = Share(part=sum(one == two for one, two in pairs), of=count)
    if not count:
        return Agreement(both=both, kappa=None, low=None, high=None)
    table = [[0.0, 0.0], [0.0, 0.0]]
    for one, two in pairs:
        table[one][two] += 1 / count
    rows = [sum(row) for row in table]
    columns = [table[0][n] + table[1][n] for n in (0, 1)]
    seen = table[0][0] + table[1][1]
    by_chance = sum(rows[n] * columns[n] for n in (0, 1))
    if by_chance >= 1:  # both always said the same one word: there is nothing to measure
        return Agreement(both=both, kappa=None, low=None, high=None)
    kappa = (seen - by_chance) / (1 - by_chance)
    diagonal = sum(table[n][n] * (1 - (rows[n] + columns[n]) * (1 - kappa)) ** 2 for n in (0, 1))
    beside = (1 - kappa) ** 2 * sum(
        table[n][m] * (columns[n] + rows[m]) ** 2 for n, m in ((0, 1), (1, 0))
    )
    spread = (diagonal + beside - (kappa - by_chance * (1 - kappa)) ** 2) / (
        count * (1 - by_chance) ** 2
    )
    reach = Z95 * math.sqrt(max(0.0, spread))
    return Agreement(
        both=both, kappa=kappa, low=max(-1.0, kappa - reach), high=min(1.0, kappa + reach)
    )


def calibration_bins(said: Sequence[tuple[int, bool]]) -> tuple[tuple[int, int, int], ...]:
    """Bins (cases, sum of confidences in ppm, found) of (confidence in permille, was it so)."""
    bins = [[0, 0, 0] for _ in range(BINS)]
    for permille, was_so in said:
        one = bins[min(BINS - 1, permille * BINS // CERTAIN)]
        one[0] += 1
        one[1] += permille * 1_000
        one[2] += was_so
    return tuple((count, ppm, found) for count, ppm, found in bins)
