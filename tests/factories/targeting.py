"""Control orders, legal by default: against a heading, for a scan, thirty days."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from risk.targeting.facts import NewOrder, Target
from risk.targeting.models import ControlOrder
from risk.targeting.operations.place_order import place_order
from tests.factories.people import UserFactory

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
AN_ORDER = NewOrder(
    target=Target(hs_prefix="6109"),
    method="SCAN",
    purpose="SMUGGLING",
    ground="CL-28",
    reason="Double bottoms found twice in such cartons",
    starts_at=NOON,
    until=NOON + timedelta(days=30),
)


def an_order(*, by=None, now=NOON, **changes) -> ControlOrder:
    """Placed by an officer; ``target`` is given by its fields, everything else by name."""
    names = set(Target.__dataclass_fields__) & changes.keys()
    target = Target(**{name: changes.pop(name) for name in names}) if names else AN_ORDER.target
    given = {"starts_at": now, "until": now + timedelta(days=30), "target": target} | changes
    officer = by or UserFactory(risk_officer=True)
    return place_order(order=replace(AN_ORDER, **given), by=officer, now=now)
