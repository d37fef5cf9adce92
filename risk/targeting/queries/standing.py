"""Control orders of a time with every term they had: for recomputing what they said."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Q

from risk.targeting.models import ControlOrder


@dataclass(frozen=True, kw_only=True)
class StandingOrder:
    """``terms``: from when on it was to end when; ``ended_at`` when it was withdrawn or expired."""

    order_no: str
    target: dict[str, str]
    method: str
    starts_at: datetime
    ended_at: datetime | None
    terms: tuple[tuple[datetime, datetime], ...]


def standing_between(*, since: datetime, until: datetime) -> list[StandingOrder]:
    """Orders that were in force at some moment of that time, by number."""
    rows = (
        ControlOrder.objects.filter(placed_at__lt=until, starts_at__lt=until, until__gt=since)
        .filter(Q(ended_at=None) | Q(ended_at__gt=since))
        .prefetch_related("extensions")
    )
    return [_standing(row) for row in rows.order_by("order_no")]


def _standing(row: ControlOrder) -> StandingOrder:
    longer = sorted(row.extensions.all(), key=lambda one: one.extended_at)
    first = longer[0].until_before if longer else row.until
    return StandingOrder(
        order_no=row.order_no,
        target=asdict(row.target),
        method=row.method,
        starts_at=row.starts_at,
        ended_at=row.ended_at,
        terms=((row.placed_at, first), *((one.extended_at, one.until) for one in longer)),
    )
