"""Everything about a period in one answer, for the command and whoever stores it."""

from dataclasses import asdict
from datetime import date
from typing import Any

from risk.cases.queries import Period
from risk.outcomes.queries.chance import chance_report, earlier, exploration
from risk.outcomes.queries.monitoring import calibrations, drift
from risk.outcomes.queries.rates import FIRMS, GROUPINGS, fairness, rates
from risk.statistics import Share


def risk_report(*, period: Period, on: date) -> dict[str, Any]:
    """Hit rates, fairness, chance, exploration, drift and calibration; ``warnings`` names what
    a person should look at. The law of ``on`` is asked."""
    compared = {by: fairness(by=by, period=period, on=on) for by in FIRMS}
    draw = chance_report(period=period, on=on)
    drifts = drift(before=earlier(period), after=period, on=on)
    warnings = [
        f"fairness.{by}.{one.rate.key or 'UNKNOWN'}.{name}"
        for by, found in compared.items()
        for one in found
        for name in one.differs
    ]
    warnings += [] if draw.fair else ["chance.draw"]
    warnings += [] if draw.promise is None or draw.promise.kept else ["chance.promise"]
    warnings += [f"drift.{one.spread.fact}" for one in drifts if one.level == "CHANGED"]
    return {
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "whole": [plain(one) for one in rates(by="all", period=period)],
        "rates": {by: [plain(one) for one in rates(by=by, period=period)] for by in GROUPINGS},
        "fairness": {by: [plain(one) for one in found] for by, found in compared.items()},
        "chance": plain(draw),
        "exploration": plain(exploration(period=period)),
        "drift": [plain(one) for one in drifts],
        "calibration": [plain(one) for one in calibrations(period=period)],
        "warnings": warnings,
    }


def plain(value: Any) -> Any:
    """Dataclasses as tables, each share with its value and interval."""
    if isinstance(value, Share):
        return asdict(value) | {"value": value.value, "low": value.low, "high": value.high}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if hasattr(value, "__dataclass_fields__"):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
