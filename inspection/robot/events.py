"""What the robots' list tells the house."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event

ROBOTS = "robots"  # the group of sockets that watch yards and robots


@dataclass(frozen=True, kw_only=True)
class RobotCheckListed(Event):
    """A box that is to be inspected stands on the list of its yard's robot."""

    name = "inspection.robot-check-listed"
    subject_fields = ("check_no", "order_no", "container_no")

    check_no: str
    order_no: str
    container_no: str
    yard_code: str
    slot: str
    seals: tuple[str, ...]
    due_at: datetime
    listed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotSent(Event):
    """A robot was told to photograph the slot of a check."""

    name = "inspection.robot-sent"
    subject_fields = ("check_no", "device_code")

    check_no: str
    device_code: str
    task_no: str
    slot: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotCheckPutBack(Event):
    """The check waits for another try; ``why`` is a word of ``states.Because``."""

    name = "inspection.robot-check-put-back"
    subject_fields = ("check_no",)

    check_no: str
    why: str
    put_back_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotCheckDropped(Event):
    """No robot looks at this box; the inspection goes on as if there were none."""

    name = "inspection.robot-check-dropped"
    subject_fields = ("check_no", "order_no", "container_no")

    check_no: str
    order_no: str
    container_no: str
    why: str
    dropped_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotCheckCompared(Event):
    """Number and seal were compared: MATCHES, DIFFERS or UNREADABLE. Nothing is released by it.

    ``differs`` names the parts that differ or could not be read.
    """

    name = "inspection.robot-check-compared"
    subject_fields = ("check_no", "order_no", "container_no")

    check_no: str
    order_no: str
    container_no: str
    verdict: str
    read_container_no: str
    read_seal_no: str
    differs: tuple[str, ...]
    compared_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotFindingLookedAt(Event):
    """An officer looked at a finding of a robot and says what it is."""

    name = "inspection.robot-finding-looked-at"
    subject_fields = ("check_no", "order_no", "container_no")

    check_no: str
    order_no: str
    container_no: str
    reason: str
    looked_at: datetime


@dataclass(frozen=True, kw_only=True)
class RobotFindingTakenUpAgain(Event):
    """The officer took the look back: the finding (``verdict``) waits for a person again."""

    name = "inspection.robot-finding-taken-up-again"
    subject_fields = ("check_no", "order_no", "container_no")

    check_no: str
    order_no: str
    container_no: str
    taken_up_at: datetime
    verdict: str = ""  # not told before alarms of robots were


@dataclass(frozen=True, kw_only=True)
class RobotFindingSentToOpening(Event):
    """Because of what the robot saw the box is to be opened."""

    name = "inspection.robot-finding-sent-to-opening"
    subject_fields = ("check_no", "order_no", "container_no")

    check_no: str
    order_no: str
    container_no: str
    reason: str
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class YardPlanKept(Event):
    """A yard has a plan that robots drive."""

    name = "inspection.yard-plan-kept"
    subject_fields = ("yard_code",)

    yard_code: str
    serves: tuple[str, ...]
    slots: int
    edges: int
    kept_at: datetime
