"""A yard gets the plan that its robots drive."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError
from hardware_adapters.controls import robots
from hardware_adapters.rules.yard_plan import PlanFault, read_plan
from inspection.robot.events import YardPlanKept
from inspection.robot.models import YardPlanRow


class NoPlan(DomainError):
    """Nodes and edges that no robot could drive."""

    code = "no_yard_plan"
    http_status = 422
    sentence = gettext_noop("This is no plan of a yard that a robot can drive.")
    remedy_sentence = gettext_noop("Name docks, ways and slots, and join each slot to a dock.")


@transaction.atomic
def keep_plan(
    *, yard_code: str, serves: tuple[str, ...], plan: Mapping[str, Any], now: datetime
) -> bool:
    """Keep the plan for the yard's robots; False when it stood so already.

    ``serves``: the places whose boxes are put into this yard for inspection, the yard itself
    included by itself.
    """
    try:
        read = read_plan(plan)
    except PlanFault as fault:
        raise NoPlan(field="plan", rule="yard_plan", why=str(fault)) from fault
    served = sorted({yard_code, *serves})
    row = YardPlanRow.objects.select_for_update().filter(yard_code=yard_code).first()
    if row is not None and (row.serves, row.plan) == (served, read.as_wire()):
        return False
    YardPlanRow.objects.update_or_create(
        yard_code=yard_code,
        defaults={"serves": served, "plan": read.as_wire(), "kept_at": now},
    )
    announce(
        YardPlanKept(
            yard_code=yard_code,
            serves=tuple(served),
            slots=len(read.slots),
            edges=len(read.edges),
            kept_at=now,
        )
    )
    return True


def give_plan(*, device_code: str, yard_code: str, now: datetime) -> bool:
    """A robot that has come in learns its yard; False when the yard has no plan."""
    row = YardPlanRow.objects.filter(yard_code=yard_code).first()
    if row is None:
        return False
    robots.give_plan(device_code=device_code, plan=row.plan, now=now)
    return True
