"""Days that the law counts: the day of the rates, days of rest, the last day to pay. Pure."""

from collections.abc import Callable
from datetime import date, timedelta

ACCEPTED = "DECLARATION_ACCEPTED"
ENTERED = "TRANSPORT_ENTERED"
ONE_DAY = timedelta(days=1)

Worked = Callable[[date], bool]


def rate_day(*, accepted: date, entered: date | None, normal: str, early: str) -> date:
    """The day whose rates apply: that of the acceptance, or of the entry when filed before it.

    ``normal`` and ``early`` are what the law says of either case.
    """
    rule = early if entered is not None and entered > accepted else normal
    if rule == ENTERED and entered is not None:
        return entered
    return accepted


def first_worked(day: date, *, worked: Worked) -> date:
    """That day, or the next one that is worked."""
    while not worked(day):
        day += ONE_DAY
    return day


def nth_worked_of_next_month(day: date, *, nth: int, worked: Worked) -> date:
    """The nth working day of the month after ``day``'s."""
    found = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    found = first_worked(found, worked=worked)
    for _ in range(nth - 1):
        found = first_worked(found + ONE_DAY, worked=worked)
    return found


def months_later(day: date, months: int) -> date:
    """The same day so many months on, the month's last day where there is no such day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=day.day - 1), following - ONE_DAY)
