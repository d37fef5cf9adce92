"""Whether a control order concerns a shipment: pure, and found by one key each.

Every order stands in the tables under one anchor, the rarest thing that it names; a shipment has
a handful of anchors. So the question costs the same, however many orders were ever kept.
"""

from dataclasses import fields

from risk.facts import ShipmentFacts
from risk.targeting.facts import OrderInForce, Target
from risk.verdicts import Hit

PREFIX_LENGTHS = (2, 4, 6)
RAREST_FIRST = (
    "container_no", "declarant", "address", "enterprise", "voyage", "vessel", "hs_prefix", "port",
    "departure",
)  # fmt: skip


def anchor_of(target: Target) -> str:
    """The key under which an order is found; "" when it names nothing."""
    for name in RAREST_FIRST:
        value = getattr(target, name)
        if value:
            return f"{name}:{folded(value)}"
    return ""


def anchors_of(facts: ShipmentFacts) -> list[str]:
    """Every key under which an order that concerns these facts can stand."""
    return sorted(
        f"{name}:{value}" for name, values in _said(facts).items() for value in values if value
    )


def concerns(target: Target, facts: ShipmentFacts) -> bool:
    """Whether all that the order names agrees with the facts."""
    said = _said(facts)
    named = [(one.name, folded(getattr(target, one.name))) for one in fields(target)]
    return any(value for _name, value in named) and all(
        value in said[name] for name, value in named if value
    )


def hit_of(order: OrderInForce, *, points: int) -> Hit:
    """The order as a source of suspicion; an enterprise is never told of it."""
    return Hit(
        rule=order.order_no,
        points=points,
        reason_en=f"Control order {order.order_no}: {order.reason}",
        reason_zh=f"布控指令 {order.order_no}：{order.reason}",
        law="risk.order_grounds",
        at_least=order.method,
    )


def folded(value: str) -> str:
    """Spelled alike: no blanks at the ends or doubled, capitals."""
    return " ".join(value.split()).upper()


def _said(facts: ShipmentFacts) -> dict[str, frozenset[str]]:
    prefixes = {item.hs6[:length] for item in facts.items for length in PREFIX_LENGTHS}
    return {
        "enterprise": _one(facts.enterprise_key),
        "container_no": frozenset(map(folded, facts.container_nos)),
        "hs_prefix": frozenset(prefixes),
        "departure": _one(facts.departure_country),
        "port": _one(facts.port),
        "vessel": _one(facts.vessel),
        "declarant": _one(facts.declarant),
        "voyage": _one(facts.voyage),
        "address": _one(facts.consignee_address),
    }


def _one(value: str | None) -> frozenset[str]:
    """What is not known agrees with nothing."""
    return frozenset({folded(value)} if value else ())
