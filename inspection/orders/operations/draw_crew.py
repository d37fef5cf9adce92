"""Chance names the crew of a box (随机派员)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal.announce import announce
from customs_portal.registry.law.pack import ask
from hardware_adapters.controls import wearables
from inspection.draws.operations.keep_secret import commit_draw_secret
from inspection.draws.operations.note_pick import note_pick
from inspection.draws.queries.draws import crew_named
from inspection.draws.rules.lottery import in_drawn_order
from inspection.draws.states import PickKind
from inspection.orders.events import CrewDrawn
from inspection.orders.models import CrewMember, Draw, InspectionOrder
from inspection.orders.states import CREW_STATES, OrderState


@transaction.atomic
def draw_crew(*, order_no: str, now: datetime) -> tuple[str, ...]:
    """Draw the first crew of an order and buzz their wrists; the crew that stands if any does.

    Empty when fewer officers are on duty than a crew needs: the order then waits.
    """
    order = InspectionOrder.objects.locked(order_no=order_no)
    standing = order.current_draw
    if standing is not None:
        return tuple(standing.crew)
    if order.state not in CREW_STATES:
        return ()
    drawn = _crew_of_pool(order, now=now) if order.drawn_in else None
    drawn = drawn or draw_round(order, round_no=1, now=now)
    return () if drawn is None else tuple(drawn.crew)


def draw_round(
    order: InspectionOrder,
    /,
    *,
    round_no: int,
    now: datetime,
    reason: str = "",
    asked_by: User | None = None,
    confirmed_by: User | None = None,
) -> Draw | None:
    """One round of the lottery; the caller holds the order. None when the pool is too small."""
    on = timezone.localdate(now)
    size = int(ask("inspection.crew_size", on=on).value)
    excluded = {
        one.officer.username: one.reason for one in order.exclusions.select_related("officer")
    }
    pool = _pool(order, excluded, size=size, now=now)
    if len(pool) < size:
        return None
    kept = commit_draw_secret(day=on, now=now)
    names = in_drawn_order(
        secret=kept.secret,
        who=order.order_no,
        beacon=order.beacon,
        turn=round_no,
        pool=tuple(pool),
    )
    crew = names[:size]
    before = order.current_draw
    draw = Draw.objects.create(
        order=order,
        round_no=round_no,
        day=kept.day,
        commitment=kept.commitment,
        beacon=order.beacon,
        pool=sorted(pool),
        excluded=[{"officer": name, "reason": why} for name, why in sorted(excluded.items())],
        crew=list(crew),
        drawn_at=now,
        reason=reason,
        asked_by=asked_by,
        confirmed_by=confirmed_by,
    )
    note_pick(
        day=kept,
        kind=PickKind.CREW,
        who=order.order_no,
        turn=round_no,
        beacon=order.beacon,
        pool=tuple(pool),
        taken=crew,
        at=now,
        excluded=[
            (one.officer.username, one.reason, one.logged_at)
            for one in order.exclusions.select_related("officer").order_by("logged_at", "pk")
        ],
        reason=reason,
        asked_by=asked_by.username if asked_by else "",
        confirmed_by=confirmed_by.username if confirmed_by else "",
        of=before.beacon if before and before.drawn_in else "",
        before=_before(before),
    )
    _call(order, draw, people=pool, by=confirmed_by, now=now)
    return draw


def _before(draw: Draw | None) -> tuple[int, list[str]]:
    if draw is None:
        return 0, []
    return draw.round_no, [*draw.crew, *(one["officer"] for one in draw.excluded)]


def _crew_of_pool(order: InspectionOrder, *, now: datetime) -> Draw | None:
    """The crew that was drawn with the subject itself; None when it cannot stand.

    It stands unless one of them was excluded since (whoever judged the scan, for example).
    """
    named = crew_named(
        draw_no=order.drawn_in, kind=order.subject_kind, reference=order.subject_reference
    )
    if named is None:
        return None
    excluded = {one.officer.username for one in order.exclusions.select_related("officer")}
    people = {one.username: one for one in User.objects.filter(username__in=named.crew)}
    if excluded & set(named.crew) or not all(one.is_active for one in people.values()):
        return None
    draw = Draw.objects.create(
        order=order,
        round_no=1,
        day=named.day,
        commitment=named.commitment,
        drawn_in=order.drawn_in,
        beacon=f"{order.drawn_in}/{named.subject_id}",
        pool=sorted(named.pool),
        excluded=[],
        crew=list(named.crew),
        drawn_at=now,
    )
    _call(order, draw, people=people, by=None, now=now)
    return draw


def _call(
    order: InspectionOrder,
    draw: Draw,
    /,
    *,
    people: Mapping[str, User],
    by: User | None,
    now: datetime,
) -> None:
    """The drawn officers are told on their wrists, the house in the journal."""
    CrewMember.objects.bulk_create(
        CrewMember(draw=draw, officer=people[name], position=position, buzzed_at=now)
        for position, name in enumerate(draw.crew, start=1)
    )
    announce(
        CrewDrawn(
            order_no=order.order_no,
            container_no=order.container_no,
            crew=tuple(draw.crew),
            pool=tuple(draw.pool),
            draw=f"{draw.commitment}/{draw.beacon}/{draw.round_no}",
            drawn_at=now,
        ),
        actor=by,
    )
    for name in draw.crew:
        buzz_officer(order, officer=name, now=now)


def buzz_officer(order: InspectionOrder, /, *, officer: str, now: datetime) -> str:
    """The order on one officer's wrist; it stays there until acknowledged."""
    box = order.container_no or order.subject_reference
    return wearables.buzz(
        officer=officer,
        order_no=order.order_no,
        title_en=f"Open container {box}",
        title_zh=f"开箱查验 {box}",
        container_no=order.container_no,
        place_code=order.place_code,
        now=now,
    )


def orders_without_crew() -> list[str]:
    """Boxes that wait for officers to come on duty."""
    waiting = InspectionOrder.objects.filter(state=OrderState.OPENING, draws=None)
    return list(waiting.order_by("opening_at").values_list("order_no", flat=True))


def _pool(
    order: InspectionOrder, excluded: dict[str, str], *, size: int, now: datetime
) -> dict[str, User]:
    """Officers posted to this place; the whole office when the place alone is too few."""
    for place_code in (order.place_code, None):
        officers = officers_on_duty(duty=Duty.INSPECT_GOODS, at=now, place_code=place_code)
        pool = {one.username: one for one in officers if one.username not in excluded}
        if len(pool) >= size:
            return pool
    return pool
