"""Idle robots get the check that is due first."""

from datetime import datetime

from django.db import transaction

from customs_portal.journal.announce import announce
from hardware_adapters.controls import robots
from hardware_adapters.queries import robots_in_service
from hardware_adapters.rules.yard_plan import read_plan
from inspection.robot.events import RobotSent
from inspection.robot.models import RobotCheck, YardPlanRow
from inspection.robot.states import WITH_ROBOT, CheckState

LOCK = 26_430_118  # advisory: one process at a time gives out tasks


def send_robots(*, now: datetime) -> list[str]:
    """The checks that were given to a robot; a robot that is away or at work gets none."""
    if not RobotCheck.objects.filter(state=CheckState.LISTED).exists():
        return []
    return _sent(now=now)


@transaction.atomic
def _sent(*, now: datetime) -> list[str]:
    RobotCheck.objects.take_turn(lock=LOCK)
    busy = set(
        RobotCheck.objects.filter(state__in=WITH_ROBOT).values_list("device_code", flat=True)
    )
    sent = []
    for robot in robots_in_service():
        if not robot.is_connected or robot.device_code in busy:
            continue
        check = (
            RobotCheck.objects.select_for_update(skip_locked=True)
            .filter(state=CheckState.LISTED, yard_code=robot.place_code)
            .order_by("due_at", "id")
            .first()
        )
        slot = _slot_for(check) if check is not None else ""
        if check is None or not slot:
            continue
        check.tell(device_code=robot.device_code, slot=slot, at=now)
        robots.send_to_slot(
            device_code=robot.device_code, task_no=check.task_no, slot=slot, now=now
        )
        announce(
            RobotSent(
                check_no=check.check_no,
                device_code=robot.device_code,
                task_no=check.task_no,
                slot=slot,
                sent_at=now,
            )
        )
        sent.append(check.check_no)
    return sent


def _slot_for(check: RobotCheck) -> str:
    """Where the box stands: its own slot, or the first free one, which is then its own.

    The yard is filled in the order of its slots; "" when it is full.
    """
    if check.slot:
        return check.slot
    row = YardPlanRow.objects.filter(yard_code=check.yard_code).first()
    if row is None:
        return ""
    standing = RobotCheck.objects.filter(yard_code=check.yard_code, gone_at=None).exclude(slot="")
    taken = set(standing.values_list("slot", flat=True))
    return next((slot for slot in read_plan(row.plan).slots if slot not in taken), "")
