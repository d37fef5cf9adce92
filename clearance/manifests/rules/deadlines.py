"""By when a manifest must be there (舱单传输时限). Pure functions over the law's hours."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from clearance.manifests.states import Kind, Mode


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The limits in force, in hours; see ``manifest.*`` in the law pack."""

    import_sea_container: int
    import_sea_other: int
    import_air_long: int
    air_long_from_minutes: int
    import_rail: int
    import_road: int
    export_sea_container: int
    export_other: int
    export_air: int


def lodge_by(
    *,
    mode: str,
    kind: str,
    containers: bool,
    loading_at: datetime | None,
    expected_at: datetime,
    hours: Hours,
) -> datetime | None:
    """The last moment in time, or None when the time it counts from was not given."""
    if kind == Kind.PRE_LOADING:
        return _before(loading_at, _export_hours(mode, containers, hours))
    if mode == Mode.SEA:
        if containers:
            return _before(loading_at, hours.import_sea_container)
        return _before(expected_at, hours.import_sea_other)
    if mode == Mode.AIR:
        if loading_at is None:
            return None
        flight = expected_at - loading_at
        if flight <= timedelta(minutes=hours.air_long_from_minutes):
            return loading_at
        return _before(expected_at, hours.import_air_long)
    return _before(expected_at, hours.import_rail if mode == Mode.RAIL else hours.import_road)


def limit_law(
    *,
    mode: str,
    kind: str,
    containers: bool,
    loading_at: datetime | None,
    expected_at: datetime,
    long_from_minutes: int,
) -> str:
    """The key of the law pack that ``lodge_by`` counts by."""
    boxes = mode == Mode.SEA and containers
    if kind == Kind.PRE_LOADING:
        what = "air" if mode == Mode.AIR else "sea_container" if boxes else "other"
        return f"manifest.export_{what}_hours"
    if mode == Mode.AIR:
        flight = expected_at - (loading_at or expected_at)
        short = flight <= timedelta(minutes=long_from_minutes)
        return "manifest.import_air_short" if short else "manifest.import_air_long_hours"
    if mode == Mode.SEA:
        return f"manifest.import_sea_{'container' if boxes else 'other'}_hours"
    return f"manifest.import_{'rail' if mode == Mode.RAIL else 'road'}_hours"


def minutes_late(*, lodged_at: datetime, limit: datetime | None) -> int | None:
    """Whole minutes after the limit, at least one; None when in time or without a limit."""
    if limit is None or lodged_at <= limit:
        return None
    return max(1, int((lodged_at - limit).total_seconds() // 60))


def _export_hours(mode: str, containers: bool, hours: Hours) -> int:
    if mode == Mode.AIR:
        return hours.export_air
    return hours.export_sea_container if mode == Mode.SEA and containers else hours.export_other


def _before(moment: datetime | None, hours: int) -> datetime | None:
    return None if moment is None else moment - timedelta(hours=hours)
