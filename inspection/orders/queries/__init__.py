"""Questions other rooms and screens may ask about inspection orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef

from inspection.draws.queries import told_secrets
from inspection.draws.queries.draws import crew_named
from inspection.draws.rules.lottery import commitment_of, in_drawn_order
from inspection.orders.models import (
    CrewMember,
    Draw,
    InspectionOrder,
    InspectionRecord,
    RedrawRequest,
)
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
    day: date
    commitment: str
    drawn_in: str
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
    draws = list(
        Draw.objects.filter(order__order_no=order_no)
        .select_related("asked_by", "confirmed_by", "order")
        .order_by("round_no")
    )
    secrets = told_secrets(draw.commitment for draw in draws)
    return [_draw_view(draw, secrets.get(draw.commitment, "")) for draw in draws]


def open_orders_by_officer() -> dict[str, int]:
    """In how many standing crews of open orders each officer is."""
    members = CrewMember.objects.filter(draw__order__state__in=CREW_STATES)
    later = Draw.objects.filter(
        order=OuterRef("draw__order"), round_no__gt=OuterRef("draw__round_no")
    )
    counted = members.filter(~Exists(later)).values_list("officer__username")
    return dict(counted.annotate(n=Count("pk")))


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
    """How many orders are in each state; states without any are 0."""
    found = dict.fromkeys((state.value for state in OrderState), 0)
    rows = InspectionOrder.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return found | dict(rows)


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


def _draw_view(draw: Draw, secret: str) -> DrawView:
    return DrawView(
        round_no=draw.round_no,
        day=draw.day,
        commitment=draw.commitment,
        drawn_in=draw.drawn_in,
        beacon=draw.beacon,
        pool=tuple(draw.pool),
        excluded=tuple((one["officer"], one["reason"]) for one in draw.excluded),
        crew=tuple(draw.crew),
        drawn_at=draw.drawn_at,
        reason=draw.reason,
        asked_by=draw.asked_by.username if draw.asked_by else "",
        confirmed_by=draw.confirmed_by.username if draw.confirmed_by else "",
        secret=secret,
        is_fair=_is_fair(draw, secret) if secret else None,
    )


def _is_fair(draw: Draw, secret: str) -> bool:
    """The secret is the committed one and gives exactly this crew, in this order."""
    if commitment_of(secret=secret) != draw.commitment:
        return False
    if draw.drawn_in:
        named = crew_named(
            draw_no=draw.drawn_in,
            kind=draw.order.subject_kind,
            reference=draw.order.subject_reference,
        )
        return named is not None and list(named.computed_crew) == draw.crew
    names = in_drawn_order(
        secret=secret,
        who=draw.order.order_no,
        beacon=draw.beacon,
        turn=draw.round_no,
        pool=draw.pool,
    )
    return list(names[: len(draw.crew)]) == draw.crew


@dataclass(frozen=True, kw_only=True)
class MemberView:
    officer: str
    position: int
    buzzes: int
    buzzed_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class RecordView:
    outcome: str
    outcome_label: str
    by_image: bool
    concluded_by: str
    seal_before: str
    seal_after: str
    findings: tuple[Mapping[str, str], ...]
    note: str
    picture_keys: tuple[str, ...]
    concluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderFile:
    """Everything about one order, for its page."""

    order: OrderView
    state_label: str
    scan_no: str
    opening_reason: str
    unloading: Mapping[str, Any]
    opening_at: datetime | None
    accepted_at: datetime | None
    ended_at: datetime | None
    crew: tuple[MemberView, ...]
    exclusions: tuple[tuple[str, str], ...]
    draws: tuple[DrawView, ...]
    redraw_reason: str
    redraw_asked_by: str
    record: RecordView | None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def may_be_drawn_again(self) -> bool:
        return self.order.state in CREW_STATES and bool(self.draws)

    @property
    def people(self) -> set[str]:
        """Everybody the file names, by user name."""
        named = {member.officer for member in self.crew} | {who for who, _why in self.exclusions}
        named |= {self.redraw_asked_by, self.record.concluded_by if self.record else ""}
        for draw in self.draws:
            named |= {*draw.pool, *draw.crew, draw.asked_by, draw.confirmed_by}
            named |= {who for who, _why in draw.excluded}
        return named - {""}

    def has_in_crew(self, username: str) -> bool:
        return any(member.officer == username for member in self.crew)


def order_file(*, order_no: str) -> OrderFile | None:
    order = (
        InspectionOrder.objects.select_related("ordered_by", "record__concluded_by")
        .filter(order_no=order_no)
        .first()
    )
    if order is None:
        return None
    draw = order.current_draw
    members = draw.members.select_related("officer") if draw else ()
    asked = RedrawRequest.objects.select_related("asked_by").filter(order=order).first()
    record = InspectionRecord.objects.select_related("concluded_by").filter(order=order).first()
    return OrderFile(
        order=_view(order),
        state_label=order.get_state_display(),
        scan_no=order.scan_no,
        opening_reason=order.opening_reason,
        unloading=order.unloading,
        opening_at=order.opening_at,
        accepted_at=order.accepted_at,
        ended_at=order.ended_at,
        crew=tuple(
            MemberView(
                officer=member.officer.username,
                position=member.position,
                buzzes=member.buzzes,
                buzzed_at=member.buzzed_at,
                accepted_at=member.accepted_at,
            )
            for member in members
        ),
        exclusions=tuple(
            (one.officer.username, one.reason)
            for one in order.exclusions.select_related("officer").order_by("logged_at")
        ),
        draws=tuple(draws_of(order_no=order_no)),
        redraw_reason=asked.reason if asked else "",
        redraw_asked_by=asked.asked_by.username if asked else "",
        record=_record_view(record) if record else None,
    )


def _record_view(record: InspectionRecord) -> RecordView:
    return RecordView(
        outcome=record.outcome,
        outcome_label=record.get_outcome_display(),
        by_image=record.by_image,
        concluded_by=record.concluded_by.username,
        seal_before=record.seal_before,
        seal_after=record.seal_after,
        findings=tuple(record.findings),
        note=record.note,
        picture_keys=tuple(record.picture_keys),
        concluded_at=record.concluded_at,
    )
