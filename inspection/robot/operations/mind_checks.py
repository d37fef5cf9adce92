"""Nothing stays undone in silence: late checks, orders that are over."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from customs_portal.registry.law.pack import ask
from hardware_adapters.controls import robots
from inspection.orders.queries.in_hand import orders_in_hand
from inspection.robot.models import RobotCheck
from inspection.robot.operations.hear_robot import drop, try_again_or_drop
from inspection.robot.states import BEFORE, WITH_ROBOT, Because

AT_ONCE = 200


@transaction.atomic
def call_back_late(*, now: datetime) -> list[str]:
    """Checks that a robot has had for longer than the law pack allows are tried again."""
    minutes = int(ask("robot.check_minutes", on=timezone.localdate(now)).value)
    late = RobotCheck.objects.select_for_update(skip_locked=True).filter(
        state__in=WITH_ROBOT, told_at__lt=now - timedelta(minutes=minutes)
    )
    found = []
    for check in late.order_by("id")[:AT_ONCE]:
        robots.call_back(device_code=check.device_code, task_no=check.task_no, now=now)
        try_again_or_drop(check, why=Because.TOO_LONG, now=now)
        found.append(check.check_no)
    return found


@transaction.atomic
def end_check(*, order_no: str, now: datetime) -> bool:
    """The inspection is over: the box leaves its slot, and nobody needs to look any more."""
    check = RobotCheck.objects.select_for_update().filter(order_no=order_no).first()
    if check is None:
        return False
    if check.gone_at is None:
        check.note(gone_at=now)
    if check.state in WITH_ROBOT:
        robots.call_back(device_code=check.device_code, task_no=check.task_no, now=now)
    if check.state in BEFORE:
        drop(check, why=Because.ORDER_OVER, now=now)
    return True


def end_forgotten(*, now: datetime) -> list[str]:
    """Heals what a lost listener left: boxes in the yard whose order is over."""
    standing = RobotCheck.objects.filter(gone_at=None).order_by("due_at")[:AT_ONCE]
    boxes = dict(standing.values_list("order_no", "container_no"))
    still_open = set(orders_in_hand(references=boxes.values()).values()) if boxes else set()
    over = [order_no for order_no in boxes if order_no not in still_open]
    for order_no in over:
        end_check(order_no=order_no, now=now)
    return over
