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
    """Nobody answered a critical alarm in time; the shift leader is asked."""

    name = "wall.alarm-escalated"
    subject_fields = ("alarm_no",)

    alarm_no: str
    waited_minutes: int
    escalated_at: datetime
