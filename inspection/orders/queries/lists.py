"""The queue of inspection orders: filters, order of rows, saved views."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from customs_portal.accounts.models import User
from customs_portal.registry.law import whole_number
from inspection.orders.models import BoxMove, CrewMember, Draw, InspectionOrder, SavedQueueView
from inspection.orders.ports import AwaitedScan, RefusedScan, refused_scans
from inspection.orders.states import (
    CLOCK_OF,
    LATE_PARTY_OF,
    OPEN_STATES,
    WAITS_FOR_SCAN,
    Clock,
    MoveState,
    OrderState,
)

SORTS = {
    "order": "order_no",
    "state": "state",
    "container": "container_no",
    "subject": "subject_reference",
    "place": "place_code",
    "method": "method",
    "ordered": "ordered_at",
}
NEWEST_FIRST = "-ordered"


@dataclass(frozen=True, kw_only=True)
class OrderFilters:
    """What a reader asks of the queue. ``officer``: only orders this officer is drawn for.

    ``clock``: only boxes whose clock of that name has run out by ``seen_at``.
    """

    states: tuple[str, ...] = ()
    text: str = ""
    place_code: str = ""
    method: str = ""
    officer: str = ""
    late_at: datetime | None = None
    clock: str = ""
    seen_at: datetime | None = None
    sort: str = NEWEST_FIRST


@dataclass(frozen=True, kw_only=True)
class OrderRow:
    """One line of the queue."""

    order_no: str
    subject_reference: str
    container_no: str
    place_code: str
    method: str
    state: str
    state_label: str
    outcome: str
    crew: tuple[str, ...]
    ordered_at: datetime
    due_at: datetime
    ended_at: datetime | None
    box_state: str = ""
    box_state_label: str = ""
    box_due_at: datetime | None = None
    scan_refused: str = ""

    def box_is_late(self, now: datetime) -> bool:
        return self.box_due_at is not None and self.box_due_at <= now

    @property
    def box_clock_label(self) -> str:
        """The clock that runs for the box, in words."""
        clock = CLOCK_OF.get(MoveState(self.box_state)) if self.box_state else None
        return str(clock.label) if clock else ""

    @property
    def late_party_label(self) -> str:
        """Who keeps the box waiting."""
        party = LATE_PARTY_OF.get(MoveState(self.box_state)) if self.box_state else None
        return str(party.label) if party else ""

    def is_late(self, now: datetime) -> bool:
        return self.ended_at is None and self.due_at <= now


@dataclass(frozen=True, kw_only=True)
class SavedView:
    view_id: int
    name: str
    query: str


class FoundOrders:
    """The orders that fit; counts and slices without reading them all."""

    def __init__(self, filters: OrderFilters) -> None:
        key = filters.sort.removeprefix("-")
        column = SORTS.get(key, SORTS["ordered"])
        sign = "-" if filters.sort.startswith("-") or key not in SORTS else ""
        self._found = (
            _fitting(filters)
            .order_by(f"{sign}{column}", "-id")
            .select_related("record", "box_move")
            .prefetch_related("draws")
        )

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[OrderRow]:
        orders = list(self._found[part])
        refused = refused_scans(
            [awaited_scan(one) for one in orders if one.state in WAITS_FOR_SCAN]
        )
        return [row_of(order, refused=refused.get(order.order_no)) for order in orders]


def time_allowed(*, at: datetime) -> timedelta:
    """How long an order may stay open."""
    return timedelta(hours=whole_number("wall.inspection_hours", at=at))


def awaited_scan(order: InspectionOrder, /) -> AwaitedScan:
    return AwaitedScan(
        order_no=order.order_no,
        container_no=order.container_no,
        scan_no=order.scan_no,
        ordered_at=order.ordered_at,
    )


def row_of(order: InspectionOrder, *, refused: RefusedScan | None = None) -> OrderRow:
    draws = sorted(order.draws.all(), key=lambda draw: draw.round_no)
    record = getattr(order, "record", None)
    box: BoxMove | None = getattr(order, "box_move", None)
    return OrderRow(
        order_no=order.order_no,
        subject_reference=order.subject_reference,
        container_no=order.container_no,
        place_code=order.place_code,
        method=order.method,
        state=order.state,
        state_label=order.get_state_display(),
        outcome=record.outcome if record else "",
        crew=tuple(draws[-1].crew) if draws else (),
        ordered_at=order.ordered_at,
        due_at=order.ordered_at + time_allowed(at=order.ordered_at),
        ended_at=order.ended_at,
        box_state=box.state if box else "",
        box_state_label=box.get_state_display() if box else "",
        box_due_at=box.due_at if box else None,
        scan_refused=refused.sentence if refused else "",
    )


def places_and_methods() -> tuple[list[str], list[str]]:
    """What the filters offer: every place and method that an order names."""
    orders = InspectionOrder.objects.order_by()
    return (
        sorted(orders.values_list("place_code", flat=True).distinct()),
        sorted(orders.values_list("method", flat=True).distinct()),
    )


def saved_views_of(*, by: User, page: str = "queue") -> list[SavedView]:
    rows = SavedQueueView.objects.filter(user=by, page=page).order_by("name")
    return [SavedView(view_id=row.pk, name=row.name, query=row.query) for row in rows]


def _in_the_crew_of(officer: str) -> Exists:
    """In the crew drawn last: whoever was replaced by another draw is no longer called."""
    last = Draw.objects.filter(order=OuterRef(OuterRef("pk"))).order_by("-round_no")
    members = CrewMember.objects.filter(draw=Subquery(last.values("pk")[:1]))
    return Exists(members.filter(officer__username=officer))


def _fitting(filters: OrderFilters) -> QuerySet[InspectionOrder]:
    found = InspectionOrder.objects.all()
    known = [state for state in filters.states if state in OrderState.values]
    if filters.states:
        found = found.filter(state__in=known)
    for word in filters.text.split():
        found = found.filter(
            Q(order_no__icontains=word)
            | Q(container_no__icontains=word)
            | Q(subject_reference__icontains=word)
            | Q(place_code__icontains=word)
        )
    if filters.place_code:
        found = found.filter(place_code=filters.place_code)
    if filters.method:
        found = found.filter(method=filters.method)
    if filters.officer:
        found = found.filter(_in_the_crew_of(filters.officer))
    if filters.clock in Clock.values:
        states = [state for state, clock in CLOCK_OF.items() if clock == filters.clock]
        found = found.filter(box_move__state__in=states, box_move__due_at__lte=filters.seen_at)
    if filters.late_at is not None:
        latest = filters.late_at - time_allowed(at=filters.late_at)
        found = found.filter(state__in=OPEN_STATES, ordered_at__lte=latest)
    return found
