"""An inspection was ordered: its box stands on the list of its yard's robot, if there is one.

The order does not wait for it and does not know of it: crew and scan go their own way.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.registry.law.pack import ask
from hardware_adapters.queries import robots_in_service
from inspection.orders.queries import order_of
from inspection.robot.events import RobotCheckListed
from inspection.robot.models import RobotCheck, YardPlanRow, next_check_no
from inspection.robot.ports import seals_declared
from inspection.robot.states import Because

ENDED = ("CONCLUDED", "CANCELLED")


def list_check(*, order_no: str, now: datetime) -> str:
    """The number of the check; "" when no robot serves the place. Safe to repeat."""
    standing = RobotCheck.objects.filter(order_no=order_no).first()
    if standing is not None:
        return standing.check_no
    order = order_of(order_no=order_no)
    if order is None or not order.container_no or order.state in ENDED:
        return ""
    yard_code = _yard_of(order.place_code)
    if not yard_code:
        return ""
    try:
        with transaction.atomic():
            return _listed(
                order_no=order_no,
                container_no=order.container_no,
                yard_code=yard_code,
                due_at=order.ordered_at + _time_allowed(at=order.ordered_at),
                now=now,
            )
    except IntegrityError:  # another process was first
        return RobotCheck.objects.get(order_no=order_no).check_no


def _listed(
    *, order_no: str, container_no: str, yard_code: str, due_at: datetime, now: datetime
) -> str:
    check = RobotCheck.objects.create(
        check_no=next_check_no(on=timezone.localdate(now)),
        order_no=order_no,
        container_no=container_no,
        seals=list(seals_declared(container_no)),
        yard_code=yard_code,
        due_at=due_at,
        listed_at=now,
        move=told(at=now, reason=Because.ORDERED, law="robot.due_minutes"),
    )
    announce(
        RobotCheckListed(
            check_no=check.check_no,
            order_no=order_no,
            container_no=container_no,
            yard_code=yard_code,
            slot=check.slot,
            seals=tuple(check.seals),
            due_at=due_at,
            listed_at=now,
        )
    )
    return check.check_no


def _yard_of(place_code: str) -> str:
    """The yard into which the boxes of a place are put, when a robot works there."""
    with_robots = {one.place_code for one in robots_in_service()}
    yards = YardPlanRow.objects.filter(serves__contains=[place_code], yard_code__in=with_robots)
    return yards.order_by("yard_code").values_list("yard_code", flat=True).first() or ""


def _time_allowed(*, at: datetime) -> timedelta:
    return timedelta(minutes=int(ask("robot.due_minutes", on=timezone.localdate(at)).value))
