"""Chance names the crew of a box (随机派员)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal.announce import announce
from customs_portal.registry.law.pack import ask
from hardware_adapters.controls import wearables
from inspection.orders.events import CrewDrawn
from inspection.orders.models import CrewMember, Draw, InspectionOrder
from inspection.orders.operations.keep_draw_secret import commit_draw_secret
from inspection.orders.rules.draw import in_drawn_order
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
    drawn = draw_round(order, round_no=1, now=now)
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
        order_no=order.order_no,
        beacon=order.beacon,
        round_no=round_no,
        pool=tuple(pool),
    )
    crew = names[:size]
    draw = Draw.objects.create(
        order=order,
        round_no=round_no,
        secret=kept,
        beacon=order.beacon,
        pool=sorted(pool),
        excluded=[{"officer": name, "reason": why} for name, why in sorted(excluded.items())],
        crew=list(crew),
        drawn_at=now,
        reason=reason,
        asked_by=asked_by,
        confirmed_by=confirmed_by,
    )
    CrewMember.objects.bulk_create(
        CrewMember(draw=draw, officer=pool[name], position=position, buzzed_at=now)
        for position, name in enumerate(crew, start=1)
    )
    announce(
        CrewDrawn(
            order_no=order.order_no,
            container_no=order.container_no,
            crew=crew,
            pool=tuple(draw.pool),
            draw=f"{kept.commitment}/{order.beacon}/{round_no}",
            drawn_at=now,
        ),
        actor=confirmed_by,
    )
    for name in crew:
        buzz_officer(order, officer=name, now=now)
    return draw


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
