"""Whether the world still is what the rules and models were made for."""

from dataclasses import dataclass
from datetime import date

from customs_portal.registry import law
from risk.cases.queries import Period
from risk.cases.queries.shape import ReadingBin, Spread, reading_bins, spreads
from risk.statistics import MILLION, Share, calibration_error, population_stability

STEADY, WATCH, CHANGED = "STEADY", "WATCH", "CHANGED"


@dataclass(frozen=True, kw_only=True)
class Drift:
    """One fact in two periods. ``psi`` is None when one of them holds no case."""

    spread: Spread
    psi: float | None
    level: str


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Cases whose model gave about the same probability; ``expected`` is its mean."""

    number: int
    read: int
    expected: float | None
    found: Share


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """One model: expected against found, by tenths of probability."""

    model: str
    bins: tuple[Bin, ...]
    error: float | None


def drift(*, before: Period, after: Period, on: date) -> list[Drift]:
    bounds = law.ask("risk.drift_permille", on=on).value
    found = []
    for spread in spreads(before=before, after=after):
        psi = population_stability(spread.before, spread.after)
        found.append(Drift(spread=spread, psi=psi, level=_level(psi, bounds)))
    return sorted(found, key=lambda one: -(one.psi if one.psi is not None else -1))


def _level(psi: float | None, bounds: dict[str, int]) -> str:
    if psi is None or psi * 1000 < bounds[WATCH]:
        return STEADY
    return CHANGED if psi * 1000 >= bounds[CHANGED] else WATCH


def calibrations(*, period: Period) -> list[Calibration]:
    by_model: dict[str, list[ReadingBin]] = {}
    for one in reading_bins(period=period):
        by_model.setdefault(one.model, []).append(one)
    return [_calibration(model, bins) for model, bins in by_model.items()]


def _calibration(model: str, bins: list[ReadingBin]) -> Calibration:
    return Calibration(
        model=model,
        bins=tuple(
            Bin(
                number=one.number,
                read=one.read,
                expected=one.expected_ppm / MILLION / one.looked if one.looked else None,
                found=Share(part=one.found, of=one.looked),
            )
            for one in bins
        ),
        error=calibration_error([(one.looked, one.expected_ppm, one.found) for one in bins]),
    )
