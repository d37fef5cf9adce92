"""Which orders concern a shipment: one statement a judgement."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from risk.facts import ShipmentFacts
from risk.targeting.facts import OrderInForce, Target
from risk.targeting.models import TARGET, ControlOrder
from risk.targeting.rules.matching import anchors_of, concerns, hit_of
from risk.targeting.states import OrderState
from risk.verdicts import Hit

ABOUT = ("id", "order_no", "method", "ground", "reason")
FIND = (
    f"SELECT {', '.join((*ABOUT, *TARGET))} FROM {ControlOrder._meta.db_table}"  # noqa: S608
    f" WHERE state = '{OrderState.IN_FORCE.value}' AND anchor = ANY(%s)"
    " AND until > %s AND starts_at <= %s ORDER BY id"
)


class OrdersAsked:
    """The orders that stand under the facts' keys; called with facts, the hits among them."""

    def __init__(self, orders: tuple[OrderInForce, ...], points: dict[str, int]) -> None:
        self.orders = orders
        self._points = points

    def spoken(self, hits: Iterable[Hit]) -> tuple[OrderInForce, ...]:
        """Those that are among the hits of a judgement."""
        named = {hit.rule for hit in hits}
        return tuple(order for order in self.orders if order.order_no in named)

    def __call__(self, facts: ShipmentFacts) -> tuple[Hit, ...]:
        return tuple(
            hit_of(order, points=int(self._points[order.method]))
            for order in self.orders
            if concerns(order.target, facts)
        )


def orders_for(*, facts: ShipmentFacts, at: datetime, law: Mapping[str, Any]) -> OrdersAsked:
    """The orders in force at that moment that may concern these facts."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [anchors_of(facts), at, at])
        found = cursor.fetchall()
    return OrdersAsked(tuple(map(_read, found)), law["risk.order_points"])


def orders_again(*, order_nos: tuple[str, ...], law: Mapping[str, Any]) -> OrdersAsked:
    """The named orders, whether in force or not: for judging once more what they hit."""
    rows = ControlOrder.objects.filter(order_no__in=order_nos).order_by("id") if order_nos else ()
    return OrdersAsked(tuple(map(_in_force, rows)), law.get("risk.order_points", {}))


def _read(row: tuple[Any, ...]) -> OrderInForce:
    order_id, order_no, method, ground, reason, *target = row
    return OrderInForce(
        order_id=order_id,
        order_no=order_no,
        target=Target(**dict(zip(TARGET, target, strict=True))),
        method=method,
        ground=ground,
        reason=reason,
    )


def _in_force(row: ControlOrder) -> OrderInForce:
    return OrderInForce(
        order_id=row.pk,
        order_no=row.order_no,
        target=row.target,
        method=row.method,
        ground=row.ground,
        reason=row.reason,
    )
