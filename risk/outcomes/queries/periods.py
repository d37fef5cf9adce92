"""The period a report is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from risk.cases.queries import Period

DAYS = 90
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
LONGEST_DATE = 10


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Both days included."""

    first: date
    last: date

    @property
    def period(self) -> Period:
        return Period(since=_midnight(self.first), until=_midnight(self.last + timedelta(days=1)))

    @property
    def query(self) -> str:
        return f"from={self.first.isoformat()}&to={self.last.isoformat()}"


def asked_period(given: Mapping[str, str], *, now: datetime) -> Asked:
    """``from`` and ``to``; the last ninety days where they are missing or no dates."""
    today = timezone.localdate(now)
    last = day_of(given.get("to", "")) or today
    first = day_of(given.get("from", "")) or last - timedelta(days=DAYS - 1)
    return Asked(first=min(first, last), last=max(first, last))


def day_of(text: str) -> date | None:
    """The day of ``2026-11-21``; None for anything else."""
    if len(text) != LONGEST_DATE or not text.isascii():
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
