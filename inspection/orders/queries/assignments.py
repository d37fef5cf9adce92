"""What a member of a crew has to do: open orders with all there is to know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from inspection.orders.models import InspectionOrder
from inspection.orders.queries.lists import time_allowed
from inspection.orders.states import CREW_STATES


@dataclass(frozen=True, kw_only=True)
class Task:
    """One order as its crew sees it. ``crew`` are user names, the leader first."""

    order_no: str
    subject_kind: str
    subject_reference: str
    container_no: str
    place_code: str
    method: str
    reasons: tuple[str, ...]
    declared: tuple[Mapping[str, str], ...]
    unloading: Mapping[str, Any]
    look_for: str
    state: str
    ordered_at: datetime
    due_at: datetime
    accepted_at: datetime | None
    ended_at: datetime | None
    crew: tuple[str, ...]

    @property
    def has_a_crew(self) -> bool:
        return self.state in CREW_STATES


def tasks_of(*, officer: str) -> list[Task]:
    """Open orders whose standing crew the officer is in, the first due first."""
    orders = InspectionOrder.objects.filter(
        state__in=CREW_STATES, draws__members__officer__username=officer
    ).distinct()
    found = [one for one in _tasks(orders) if officer in one.crew]
    return sorted(found, key=lambda one: (one.due_at, one.order_no))


def task_of(*, order_no: str) -> Task | None:
    """The order by its number, in whatever state; None when there is none."""
    return next(iter(_tasks(InspectionOrder.objects.filter(order_no=order_no))), None)


def _tasks(orders: "QuerySet[InspectionOrder]") -> list[Task]:
    """Two questions, however many orders there are."""
    return [_task(one) for one in orders.prefetch_related("draws")]


def _task(order: InspectionOrder) -> Task:
    last = max(order.draws.all(), key=lambda draw: draw.round_no, default=None)
    return Task(
        order_no=order.order_no,
        subject_kind=order.subject_kind,
        subject_reference=order.subject_reference,
        container_no=order.container_no,
        place_code=order.place_code,
        method=order.method,
        reasons=tuple(order.reasons),
        declared=tuple(order.declared),
        unloading=order.unloading,
        look_for=order.opening_reason,
        state=order.state,
        ordered_at=order.ordered_at,
        due_at=order.ordered_at + time_allowed(at=order.ordered_at),
        accepted_at=order.accepted_at,
        ended_at=order.ended_at,
        crew=tuple(last.crew) if last else (),
    )
