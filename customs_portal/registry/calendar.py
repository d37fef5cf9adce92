"""Which days are worked, by the law pack's calendar of the year."""

from datetime import date

from customs_portal.registry.law import ask

SATURDAY = 5


def is_worked(day: date) -> bool:
    """Whether customs works on that day. Raises ``LawGap`` for a year without a calendar."""
    iso = day.isoformat()
    if day.weekday() >= SATURDAY:
        return iso in ask("calendar.weekend_worked", on=day).value
    return iso not in ask("calendar.weekdays_off", on=day).value
