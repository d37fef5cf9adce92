"""What a dispatcher sees at a glance: who waits, who works, what is late."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import officers_on_duty
from inspection.orders.models import InspectionOrder
from inspection.orders.queries.lists import OrderRow, row_of
from inspection.orders.states import CREW_STATES, OPEN_STATES, OrderState

SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class OrderGroup:
    """How many orders stand so, and the oldest of them."""

    count: int
    oldest: tuple[OrderRow, ...]


@dataclass(frozen=True, kw_only=True)
class OfficerLoad:
    officer: str
    called: int
    on_the_way: int


@dataclass(frozen=True, kw_only=True)
class Overview:
    waiting: OrderGroup
    called: OrderGroup
    on_the_way: OrderGroup
    presented: OrderGroup
    late: OrderGroup
    officers: tuple[OfficerLoad, ...]


def overview(*, now: datetime) -> Overview:
    """The open orders by what they wait for, and the inspectors on duty by their load."""
    orders = InspectionOrder.objects.filter(state__in=OPEN_STATES).order_by("ordered_at", "id")
    found = [
        row_of(one) for one in orders.select_related("record", "box_move").prefetch_related("draws")
    ]
    with_crew = [row for row in found if row.state in CREW_STATES and row.crew]
    called = [row for row in with_crew if row.state == OrderState.OPENING]
    on_the_way = [row for row in with_crew if row.state == OrderState.ACCEPTED]
    calls = Counter(name for row in called for name in row.crew)
    ways = Counter(name for row in on_the_way for name in row.crew)
    officers = officers_on_duty(duty=Duty.INSPECT_GOODS, at=now)
    names = [officer.username for officer in officers]
    return Overview(
        waiting=_group([row for row in found if row.state == OrderState.OPENING and not row.crew]),
        called=_group(called),
        on_the_way=_group(on_the_way),
        presented=_group([row for row in found if row.state == OrderState.PRESENTED]),
        late=_group([row for row in found if row.is_late(now)]),
        officers=tuple(
            OfficerLoad(officer=name, called=calls[name], on_the_way=ways[name])
            for name in sorted(names, key=lambda name: (-calls[name] - ways[name], name))
        ),
    )


def _group(rows: list[OrderRow]) -> OrderGroup:
    return OrderGroup(count=len(rows), oldest=tuple(rows[:SHOWN]))
