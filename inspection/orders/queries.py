"""Questions other rooms and screens may ask about inspection orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inspection.orders.models import CrewMember, Draw, InspectionOrder
from inspection.orders.rules.draw import is_fair
from inspection.orders.states import CREW_STATES, OrderState


@dataclass(frozen=True, kw_only=True)
class OrderView:
    """One order as others may see it."""

    order_no: str
    subject_kind: str
    subject_reference: str
    container_no: str
    place_code: str
    method: str
    reasons: tuple[str, ...]
    declared: tuple[Mapping[str, str], ...]
    state: str
    ordered_by: str
    ordered_at: datetime


@dataclass(frozen=True, kw_only=True)
class DrawView:
    """One draw with everything needed to compute it again; ``secret`` once it is revealed."""

    round_no: int
    commitment: str
    beacon: str
    pool: tuple[str, ...]
    excluded: tuple[tuple[str, str], ...]
    crew: tuple[str, ...]
    drawn_at: datetime
    reason: str
    asked_by: str
    confirmed_by: str
    secret: str
    is_fair: bool | None


@dataclass(frozen=True, kw_only=True)
class CrewOrder:
    """An order on an officer's wrist or page."""

    order_no: str
    container_no: str
    place_code: str
    reason: str
    state: str
    position: int
    drawn_at: datetime
    accepted_at: datetime | None


def order_of(*, order_no: str) -> OrderView | None:
    order = InspectionOrder.objects.select_related("ordered_by").filter(order_no=order_no).first()
    return None if order is None else _view(order)


def open_order_of(*, container_no: str) -> OrderView | None:
    """The open order of this box, if any."""
    order = (
        InspectionOrder.objects.open()
        .select_related("ordered_by")
        .filter(container_no=container_no)
        .first()
    )
    return None if order is None else _view(order)


def orders_of(*, subject_kind: str, subject_reference: str) -> list[OrderView]:
    """Every order of one subject, newest first."""
    found = InspectionOrder.objects.filter(
        subject_kind=subject_kind, subject_reference=subject_reference
    )
    return [_view(order) for order in found.select_related("ordered_by").order_by("-ordered_at")]


def draws_of(*, order_no: str) -> list[DrawView]:
    draws = Draw.objects.filter(order__order_no=order_no).select_related(
        "secret", "asked_by", "confirmed_by", "order"
    )
    return [_draw_view(draw) for draw in draws.order_by("round_no")]


def crew_orders_of(*, officer: str) -> list[CrewOrder]:
    """Orders this officer is drawn for and has to finish, oldest first."""
    members = CrewMember.objects.filter(
        officer__username=officer, draw__order__state__in=CREW_STATES
    ).select_related("draw__order")
    return [
        CrewOrder(
            order_no=order.order_no,
            container_no=order.container_no,
            place_code=order.place_code,
            reason=order.opening_reason,
            state=order.state,
            position=member.position,
            drawn_at=member.draw.drawn_at,
            accepted_at=member.accepted_at,
        )
        for member in members.order_by("draw__drawn_at")
        if member.draw == (order := member.draw.order).current_draw
    ]


def counts_by_state() -> dict[str, int]:
    """How many orders are in each open state; states without any are 0."""
    found = dict.fromkeys((state.value for state in OrderState), 0)
    for state in InspectionOrder.objects.open().values_list("state", flat=True):
        found[state] += 1
    return found


def _view(order: InspectionOrder) -> OrderView:
    return OrderView(
        order_no=order.order_no,
        subject_kind=order.subject_kind,
        subject_reference=order.subject_reference,
        container_no=order.container_no,
        place_code=order.place_code,
        method=order.method,
        reasons=tuple(order.reasons),
        declared=tuple(order.declared),
        state=order.state,
        ordered_by=order.ordered_by.username if order.ordered_by else "",
        ordered_at=order.ordered_at,
    )


def _draw_view(draw: Draw) -> DrawView:
    revealed = draw.secret.revealed_at is not None
    return DrawView(
        round_no=draw.round_no,
        commitment=draw.secret.commitment,
        beacon=draw.beacon,
        pool=tuple(draw.pool),
        excluded=tuple((one["officer"], one["reason"]) for one in draw.excluded),
        crew=tuple(draw.crew),
        drawn_at=draw.drawn_at,
        reason=draw.reason,
        asked_by=draw.asked_by.username if draw.asked_by else "",
        confirmed_by=draw.confirmed_by.username if draw.confirmed_by else "",
        secret=draw.secret.secret if revealed else "",
        is_fair=is_fair(
            secret=draw.secret.secret,
            commitment=draw.secret.commitment,
            order_no=draw.order.order_no,
            beacon=draw.beacon,
            round_no=draw.round_no,
            pool=draw.pool,
            crew=draw.crew,
        )
        if revealed
        else None,
    )
