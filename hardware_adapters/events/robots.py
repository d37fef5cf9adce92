"""What inspection robots say, in the hub's own words."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class RobotAnswered(Event):
    """A robot takes a task, or says why not: BUSY, BATTERY_LOW, NO_PLAN or NO_WAY."""

    name = "device.robot-answered"
    subject_fields = ("task_no", "device_code")

    device_code: str
    place_code: str
    task_no: str
    accepted: bool
    why: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotMoved(Event):
    """Where a robot is in its yard; centimetres from the yard's corner. Never stored.

    ``doing``: IDLE, DRIVING, LOOKING or CHARGING. ``node``: where it is or was last.
    """

    name = "device.robot-moved"
    keep: ClassVar[bool] = False

    device_code: str
    place_code: str
    task_no: str
    node: str
    x_cm: int
    y_cm: int
    battery_percent: int
    doing: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotPhotographed(Event):
    """A robot's picture, kept under ``picture_key``, and what the machine reads in it.

    ``view`` DOOR: the number of the box; SEAL: the number of its seal. ``number`` is empty unless
    two looks agree; ``readings`` tells what each look saw.
    """

    name = "device.robot-photographed"
    subject_fields = ("task_no", "device_code")

    device_code: str
    place_code: str
    task_no: str
    slot: str
    view: str
    picture_key: str
    number: str
    confidence_permille: int
    readings: tuple[str, ...]
    taken_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotFaulted(Event):
    """A robot gives a task up: BATTERY_LOW, NO_WAY, BLOCKED or CAMERA."""

    name = "device.robot-faulted"
    subject_fields = ("task_no", "device_code")

    device_code: str
    place_code: str
    task_no: str
    what: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotFinished(Event):
    """A robot has done its task; ``pictures`` is how many it sent for it."""

    name = "device.robot-finished"
    subject_fields = ("task_no", "device_code")

    device_code: str
    place_code: str
    task_no: str
    pictures: int
    at: datetime
