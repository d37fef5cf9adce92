"""The period for step two: days count from the ship's entry, both ends named."""

from datetime import date, datetime, time, timedelta, tzinfo


def last_moment(*, begins: date, days: int, zone: tzinfo) -> datetime:
    """The last second in time: the end of day ``begins + days``, local time."""
    return datetime.combine(begins + timedelta(days=days), time(23, 59, 59), tzinfo=zone)


def days_late(*, completed_on: date, complete_by_on: date) -> int:
    """0 on the last day or before; 1 on the day after."""
    return max(0, (completed_on - complete_by_on).days)
