"""What only time brings: tasks that wait too long, alarms nobody answers."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.registry import law
from dashboards.wall.events import AlarmEscalated
from dashboards.wall.models import Alarm, WaitingTask
from dashboards.wall.operations.raise_alarm import end_alarms, raise_alarm
from dashboards.wall.queries.alarms import duty_supervisor
from dashboards.wall.states import ACTIVE, AlarmState, Severity

PORT_TIME = ZoneInfo("Asia/Shanghai")
RULE_OF_TASK = {
    WaitingTask.Kind.REVIEW.value: "REVIEW_WAITING",
    WaitingTask.Kind.INSPECTION.value: "INSPECTION_NOT_MOVED",
    WaitingTask.Kind.MOVE.value: "BOX_NOT_MOVED",
    WaitingTask.Kind.LOOK.value: "BOX_NOT_INSPECTED",
    WaitingTask.Kind.MOVE_OFF.value: "BOX_NOT_AWAY",
}


def watch_clock(*, now: datetime) -> int:
    """Raise, end and escalate what is due; returns how many alarms were escalated."""
    for kind, rule in RULE_OF_TASK.items():
        _compare_waiting(kind=kind, rule=rule, now=now)
    return _escalate(now=now)


def _compare_waiting(*, kind: str, rule: str, now: datetime) -> None:
    """One alarm a place and not one a task: a late bench must not flood the wall."""
    late = WaitingTask.objects.filter(kind=kind, done_at=None, due_at__lte=now)
    waiting = Counter(late.values_list("place_code", flat=True))
    for place_code, count in waiting.items():
        raise_alarm(
            rule=rule,
            reference=place_code or kind,
            occasion=f"{place_code or kind}@{now.astimezone(PORT_TIME):%Y-%m-%d %H}",
            place_code=place_code,
            details={"waiting": str(count)},
            at=now,
        )
    still = {place_code or kind for place_code in waiting}
    open_now = Alarm.objects.filter(rule=rule, state__in=ACTIVE).exclude(reference__in=still)
    for reference in list(open_now.values_list("reference", flat=True)):
        end_alarms(rules=(rule,), reference=reference, at=now)


@transaction.atomic
def _escalate(*, now: datetime) -> int:
    day = now.astimezone(PORT_TIME).date()
    minutes = int(law.ask("wall.escalate_minutes", on=day).value)
    unanswered = Alarm.objects.select_for_update(skip_locked=True).filter(
        severity=Severity.CRITICAL,
        state=AlarmState.ACTIVE_UNACK,
        escalated_at=None,
        raised_at__lte=now - timedelta(minutes=minutes),
    )
    escalated = 0
    for alarm in unanswered:
        asked = duty_supervisor(place_code=alarm.place_code, at=now)
        alarm.escalated_at, alarm.asked = now, asked
        alarm.save(update_fields=["escalated_at", "asked"])
        announce(
            AlarmEscalated(
                alarm_no=alarm.alarm_no,
                waited_minutes=int((now - alarm.raised_at) / timedelta(minutes=1)),
                asked=asked.username if asked else "",
                escalated_at=now,
            )
        )
        escalated += 1
    return escalated
