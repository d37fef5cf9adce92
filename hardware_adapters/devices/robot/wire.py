"""What an inspection robot (查验机器人) says, in frames of the gateway's wire::

    {"seq", "type": "answer", "task_no", "accepted": true|false, "why", "at"}
    {"seq", "type": "fix", "task_no", "node", "x_cm", "y_cm", "battery_percent", "doing", "at"}
    {"seq", "type": "photo", "task_no", "slot", "view": "DOOR"|"SEAL", "taken_at", "bytes",
     "sha256"} + JPEG
    {"seq", "type": "fault", "task_no", "what", "at"}
    {"seq", "type": "done", "task_no", "pictures", "at"}

``why``: "" when accepted, else BUSY, BATTERY_LOW, NO_PLAN or NO_WAY. ``doing``: IDLE, DRIVING,
LOOKING, CHARGING; ``task_no`` of a fix is "" without a task. ``what``: BATTERY_LOW, NO_WAY,
BLOCKED, CAMERA. ``x_cm`` and ``y_cm`` count from the corner of the yard's plan. It is told::

    {"cmd", "do": "plan", "nodes": [...], "edges": [...]}     see ``rules/yard_plan.py``
    {"cmd", "do": "check", "task_no", "slot"}
    {"cmd", "do": "recall", "task_no"}

A task names a slot, never a number: the robot photographs what stands there, DOOR first, then
SEAL from close by, and cannot know what is hoped for.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop as _

from customs_portal.journal.events import Event
from hardware_adapters.devices.frames import Caller, Frame
from hardware_adapters.events.robots import (
    RobotAnswered,
    RobotFaulted,
    RobotFinished,
    RobotMoved,
    RobotPhotographed,
)
from hardware_adapters.ports import fault

TYPES = ("answer", "fix", "photo", "fault", "done")
WHY_NOT = ("BUSY", "BATTERY_LOW", "NO_PLAN", "NO_WAY")
DOING = ("IDLE", "DRIVING", "LOOKING", "CHARGING")
FAULTS = ("BATTERY_LOW", "NO_WAY", "BLOCKED", "CAMERA")
DOOR, SEAL = "DOOR", "SEAL"
TASK, NODE = 32, 16
FARTHEST_CM = 10_000_000
MOST_PICTURES = 20


@dataclass(frozen=True, kw_only=True)
class Photo:
    """What a picture's frame says before a pixel is looked at."""

    task_no: str
    slot: str
    view: str
    taken_at: datetime


def to_event(frame: Frame, caller: Caller) -> Event:
    """Every frame but a photo."""
    who = {"device_code": caller.code, "place_code": caller.place_code}
    kind = frame.one_of("type", *TYPES)
    if kind == "fix":
        return RobotMoved(
            **who,
            task_no=frame.text("task_no", limit=TASK, required=False),
            node=frame.text("node", limit=NODE),
            x_cm=frame.whole("x_cm", low=-FARTHEST_CM, high=FARTHEST_CM),
            y_cm=frame.whole("y_cm", low=-FARTHEST_CM, high=FARTHEST_CM),
            battery_percent=frame.whole("battery_percent", low=0, high=100),
            doing=frame.one_of("doing", *DOING),
            at=frame.time("at"),
        )
    task_no, at = frame.text("task_no", limit=TASK), frame.time("at")
    if kind == "answer":
        accepted = _yes_or_no(frame, "accepted")
        why = "" if accepted else frame.one_of("why", *WHY_NOT)
        return RobotAnswered(**who, task_no=task_no, accepted=accepted, why=why, at=at)
    if kind == "fault":
        return RobotFaulted(**who, task_no=task_no, what=frame.one_of("what", *FAULTS), at=at)
    pictures = frame.whole("pictures", low=0, high=MOST_PICTURES)
    return RobotFinished(**who, task_no=task_no, pictures=pictures, at=at)


def to_photo(frame: Frame) -> Photo:
    return Photo(
        task_no=frame.text("task_no", limit=TASK),
        slot=frame.text("slot", limit=NODE),
        view=frame.one_of("view", DOOR, SEAL),
        taken_at=frame.time("taken_at"),
    )


def to_picture(
    photo: Photo,
    caller: Caller,
    *,
    picture_key: str,
    number: str,
    confidence_permille: int,
    readings: tuple[str, ...],
) -> RobotPhotographed:
    return RobotPhotographed(
        device_code=caller.code,
        place_code=caller.place_code,
        task_no=photo.task_no,
        slot=photo.slot,
        view=photo.view,
        picture_key=picture_key,
        number=number,
        confidence_permille=confidence_permille,
        readings=tuple(text[:60] for text in readings),
        taken_at=photo.taken_at,
    )


def _yes_or_no(frame: Frame, name: str) -> bool:
    value = frame.values.get(name)
    if not isinstance(value, bool):
        raise fault(
            name,
            "wire.yes_or_no",
            _("%(name)s is neither true nor false."),
            _("Send true or false."),
            words={"name": name},
        )
    return value
