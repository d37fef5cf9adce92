"""What a robot says about a check: it takes it or not, its pictures, that it is done or cannot.

News may come twice or late, and of a try that is over: such news changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from customs_portal.journal.announce import announce
from customs_portal.kit import live
from customs_portal.registry.law.pack import ask
from inspection.robot.events import (
    ROBOTS,
    RobotCheckCompared,
    RobotCheckDropped,
    RobotCheckPutBack,
)
from inspection.robot.models import CheckPicture, RobotCheck, RobotPost
from inspection.robot.rules.comparing import compared
from inspection.robot.states import Because, CheckState, View
from inspection.robot.verdicts import Seen

LONGEST_NUMBER = 20


@dataclass(frozen=True, kw_only=True)
class Photograph:
    task_no: str
    view: str
    picture_key: str
    number: str
    confidence_permille: int
    readings: tuple[str, ...]
    taken_at: datetime


@transaction.atomic
def take_answer(*, task_no: str, accepted: bool, now: datetime) -> bool:
    """The robot sets out, or the check waits for another try."""
    check = RobotCheck.objects.of_task(task_no=task_no)
    if check is None or check.state != CheckState.TOLD:
        return False
    if accepted:
        check.set_out(at=now)
    else:
        try_again_or_drop(check, why=Because.REFUSED, now=now)
    return True


@transaction.atomic
def note_photograph(*, photograph: Photograph, now: datetime) -> bool:
    """Keep the picture and what it says; with the last one the numbers are compared."""
    check = RobotCheck.objects.of_task(task_no=photograph.task_no)
    if check is None:
        return False
    _, is_new = CheckPicture.objects.get_or_create(
        task_no=photograph.task_no,
        view=photograph.view,
        defaults={
            "check_of": check,
            "picture_key": photograph.picture_key,
            "number": photograph.number[:LONGEST_NUMBER],
            "confidence_permille": photograph.confidence_permille,
            "readings": list(photograph.readings),
            "taken_at": photograph.taken_at,
        },
    )
    if check.state == CheckState.TOLD:  # its answer was overtaken
        check.set_out(at=now)
    _compare_when_whole(check, now=now)
    return is_new


@transaction.atomic
def note_finished(*, task_no: str, pictures: int, now: datetime) -> bool:
    """The robot is done. Without a picture there was nothing to see: another try."""
    check = RobotCheck.objects.of_task(task_no=task_no)
    if check is None or check.pictures_due is not None:
        return False
    if check.state == CheckState.TOLD:
        check.set_out(at=now)
    if pictures == 0:
        try_again_or_drop(check, why=Because.NO_PICTURES, now=now)
        return True
    check.note(pictures_due=pictures)
    _compare_when_whole(check, now=now)
    return True


@transaction.atomic
def note_fault(*, task_no: str, now: datetime) -> bool:
    """The robot gave the task up."""
    check = RobotCheck.objects.of_task(task_no=task_no)
    if check is None:
        return False
    try_again_or_drop(check, why=Because.FAULT, now=now)
    return True


def try_again_or_drop(check: RobotCheck, *, why: Because, now: datetime) -> None:
    """Back to the list while a try is left; then the inspection goes on without the robot."""
    if check.tries >= int(ask("robot.tries", on=timezone.localdate(now)).value):
        drop(check, why=Because.TRIES_SPENT, now=now)
        return
    check.put_back(why=why, at=now)
    announce(RobotCheckPutBack(check_no=check.check_no, why=why, put_back_at=now))


def drop(check: RobotCheck, *, why: Because, now: datetime) -> None:
    check.drop(why=why, at=now)
    announce(
        RobotCheckDropped(
            check_no=check.check_no,
            order_no=check.order_no,
            container_no=check.container_no,
            why=why,
            dropped_at=now,
        )
    )


def _compare_when_whole(check: RobotCheck, *, now: datetime) -> None:
    taken = {one.view: one for one in check.pictures.filter(task_no=check.task_no)}
    if check.pictures_due is None or len(taken) < check.pictures_due:
        return
    on = timezone.localdate(now)
    verdict = compared(
        container_no=check.container_no,
        seals=check.seals,
        door=_seen(taken.get(View.DOOR)),
        seal=_seen(taken.get(View.SEAL)),
        least_permille=int(ask("robot.least_confidence_permille", on=on).value),
        least_seal_permille=int(ask("robot.least_seal_confidence_permille", on=on).value),
    )
    check.judge(verdict=verdict, at=now)
    announce(
        RobotCheckCompared(
            check_no=check.check_no,
            order_no=check.order_no,
            container_no=check.container_no,
            verdict=verdict.state,
            read_container_no=check.read_container_no,
            read_seal_no=check.read_seal_no,
            differs=tuple(
                line.part for line in verdict.lines if line.expected and line.agrees is not True
            ),
            compared_at=now,
        )
    )


def _seen(picture: CheckPicture | None) -> Seen | None:
    if picture is None:
        return None
    return Seen(number=picture.number, confidence_permille=picture.confidence_permille)


@dataclass(frozen=True, kw_only=True)
class Fix:
    """Where a robot is; centimetres from its yard's corner."""

    device_code: str
    yard_code: str
    node: str
    x_cm: int
    y_cm: int
    battery_percent: int
    doing: str
    task_no: str
    seen_at: datetime


@transaction.atomic
def follow_robot(*, fix: Fix) -> bool:
    """Write over where the robot was; an older fix than the one kept changes nothing."""
    row = RobotPost.objects.select_for_update().filter(device_code=fix.device_code).first()
    if row is not None and row.seen_at >= fix.seen_at:
        return False
    RobotPost.objects.update_or_create(
        device_code=fix.device_code,
        defaults={
            "yard_code": fix.yard_code,
            "node": fix.node,
            "x_cm": fix.x_cm,
            "y_cm": fix.y_cm,
            "battery_percent": fix.battery_percent,
            "doing": fix.doing,
            "task_no": fix.task_no,
            "seen_at": fix.seen_at,
        },
    )
    transaction.on_commit(lambda: live.hint(ROBOTS))
    return True
