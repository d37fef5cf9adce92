"""Raising an alarm, once for each cause, and ending it when the cause ends."""

from datetime import datetime

from django.db import IntegrityError, connection, transaction

from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from dashboards.wall.events import AlarmCleared, AlarmRaised
from dashboards.wall.models import Alarm, AlarmOccasion
from dashboards.wall.rules.alarm_rules import ALARM_RULES
from dashboards.wall.states import ACTIVE, AlarmState


@transaction.atomic
def raise_alarm(
    *,
    rule: str,
    reference: str,
    occasion: str,
    place_code: str = "",
    details: dict[str, str] | None = None,
    at: datetime,
) -> str | None:
    """Open an alarm, or count one more occasion of the open one; returns its number.

    An occasion that was already told changes nothing and returns None, even when its alarm
    has long been cleared: news may come twice.
    """
    row, is_new = AlarmOccasion.objects.get_or_create(rule=rule, occasion=occasion)
    if not is_new:
        return None
    alarm = _open_alarm(rule, reference)
    if alarm is None:
        alarm = _create(rule, reference, place_code, details, at)
    else:
        alarm.occasions += 1
        alarm.last_at = max(alarm.last_at, at)
        alarm.details = details or {}
        alarm.save(update_fields=["occasions", "last_at", "details"])
    row.alarm = alarm
    row.save(update_fields=["alarm"])
    return alarm.alarm_no


def end_alarms(*, rules: tuple[str, ...], reference: str, at: datetime) -> int:
    """The cause is over: clear the open alarms raised until then. Safe to repeat."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [reference, list(rules), list(ACTIVE), at])
        return _end(rules, reference, at) if cursor.fetchone() else 0


_OPEN = (
    f"SELECT 1 FROM {Alarm._meta.db_table}"  # noqa: S608
    " WHERE reference = %s AND rule = ANY(%s) AND state = ANY(%s) AND raised_at <= %s LIMIT 1"
)


@transaction.atomic
def _end(rules: tuple[str, ...], reference: str, at: datetime) -> int:
    over = Alarm.objects.select_for_update().filter(
        rule__in=rules, reference=reference, state__in=ACTIVE, raised_at__lte=at
    )
    ended = 0
    for alarm in over:
        alarm.clear(by=None, at=at)
        announce(AlarmCleared(alarm_no=alarm.alarm_no, owner="", note="", cleared_at=at))
        ended += 1
    return ended


def _open_alarm(rule: str, reference: str) -> Alarm | None:
    return (
        Alarm.objects.select_for_update()
        .filter(rule=rule, reference=reference, state__in=ACTIVE)
        .first()
    )


def _create(
    rule: str, reference: str, place_code: str, details: dict[str, str] | None, at: datetime
) -> Alarm:
    number = _next_number()
    severity = ALARM_RULES[rule].severity
    alarm = Alarm(
        pk=number,
        alarm_no=f"AL-{number:06d}",
        rule=rule,
        severity=severity,
        place_code=place_code,
        reference=reference,
        details=details or {},
        state=AlarmState.ACTIVE_UNACK,
        raised_at=at,
        last_at=at,
        move=told(at=at, reason=rule),
    )
    try:
        with transaction.atomic():
            alarm.save(force_insert=True)
    except IntegrityError:
        other = _open_alarm(rule, reference)
        if other is None:
            raise
        return other
    announce(
        AlarmRaised(
            alarm_no=alarm.alarm_no,
            rule=rule,
            severity=str(severity),
            place_code=place_code,
            reference=reference,
            raised_at=at,
        )
    )
    return alarm


def _next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('wall_alarm', 'id'))")
        return int(cursor.fetchone()[0])
