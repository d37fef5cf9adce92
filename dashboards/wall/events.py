"""What people do at the wall."""

from dataclasses import dataclass
from datetime import datetime

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class AlarmRaised(Event):
    name = "wall.alarm-raised"
    subject_fields = ("alarm_no", "reference")

    alarm_no: str
    rule: str
    severity: str
    place_code: str
    reference: str
    raised_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlarmAcknowledged(Event):
    name = "wall.alarm-acknowledged"
    subject_fields = ("alarm_no",)

    alarm_no: str
    owner: str
    acknowledged_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlarmCleared(Event):
    name = "wall.alarm-cleared"
    subject_fields = ("alarm_no",)

    alarm_no: str
    owner: str
    note: str
    cleared_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlarmCommented(Event):
    name = "wall.alarm-commented"
    subject_fields = ("alarm_no",)

    alarm_no: str
    note: str
    commented_at: datetime


@dataclass(frozen=True, kw_only=True)
class AlarmEscalated(Event):
    """Nobody answered a critical alarm in time; ``asked`` is the officer who is to take it.

    It is empty when nobody with the duty is in post.
    """

    name = "wall.alarm-escalated"
    subject_fields = ("alarm_no",)

    alarm_no: str
    waited_minutes: int
    asked: str = ""
    escalated_at: datetime
