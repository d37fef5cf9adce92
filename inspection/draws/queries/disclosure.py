"""What is published of the draws (双随机一公开): shares against rates, day by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from inspection.draws.models import PoolDraw
from inspection.draws.queries.draws import GradeLine, grade_lines
from inspection.draws.states import DrawState

DAYS = 30


@dataclass(frozen=True, kw_only=True)
class DayLine:
    day: date
    draws: int
    pool: int
    drawn: int
    is_told: bool


@dataclass(frozen=True, kw_only=True)
class Disclosure:
    since: date
    until: date
    days: tuple[DayLine, ...]
    grades: tuple[GradeLine, ...]


def disclosure(*, until: date, days: int = DAYS) -> Disclosure:
    """Everything that was drawn in these days, over all sites."""
    since = until - timedelta(days=days - 1)
    draws = list(
        PoolDraw.objects.filter(day__day__gte=since, day__day__lte=until, state=DrawState.DRAWN)
        .select_related("day")
        .defer("leaves")
    )
    lines: dict[date, list[PoolDraw]] = {}
    for draw in draws:
        lines.setdefault(draw.day.day, []).append(draw)
    return Disclosure(
        since=since,
        until=until,
        days=tuple(
            DayLine(
                day=day,
                draws=len(found),
                pool=sum(sum(one.counts.values()) for one in found),
                drawn=sum(len(one.drawn) for one in found),
                is_told=found[0].day.revealed_at is not None,
            )
            for day, found in sorted(lines.items(), reverse=True)
        ),
        grades=grade_lines(draws),
    )
