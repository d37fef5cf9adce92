"""What a person does about an alarm: take it on by name, write a note, declare it over."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from dashboards.wall.events import AlarmAcknowledged, AlarmCleared, AlarmCommented
from dashboards.wall.models import Alarm, AlarmNote
from dashboards.wall.states import ACTIVE, UNACKNOWLEDGED, AlarmState

NOTE_LENGTH = 500


class NoSuchAlarm(NotFound):
    """The number was never given."""

    code = "no_such_alarm"
    sentence = gettext_noop("There is no alarm with this number.")
    remedy_sentence = gettext_noop("Load the list again and choose from it.")


class AlreadyAcknowledged(DomainError):
    """Somebody else answers for it."""

    code = "already_acknowledged"
    sentence = gettext_noop("Somebody has already taken this alarm.")
    remedy_sentence = gettext_noop("The wall shows the owner's name. Talk to the owner.")


class AcknowledgeFirst(DomainError):
    """An alarm nobody answers for may not be closed by hand."""

    code = "acknowledge_first"
    sentence = gettext_noop("Acknowledge this alarm before you clear it.")
    remedy_sentence = gettext_noop("Press Acknowledge. Your name then stands beside the alarm.")


class AlreadyCleared(DomainError):
    """The alarm is over."""

    code = "already_cleared"
    sentence = gettext_noop("This alarm has already been cleared.")
    remedy_sentence = gettext_noop("Nothing is left to do. The duty log has the history.")


class NoteNeeded(DomainError):
    """A comment or a clearing without words says nothing to the next shift."""

    code = "note_needed"
    http_status = 422
    sentence = gettext_noop("Write what was found or done.")
    remedy_sentence = gettext_noop("One short sentence of at most 500 characters is enough.")


@transaction.atomic
def acknowledge_alarm(*, alarm_no: str, by: User, now: datetime) -> None:
    """The officer becomes the alarm's named owner."""
    alarm = _alarm_for(alarm_no, by, now)
    if alarm.state not in UNACKNOWLEDGED:
        raise AlreadyAcknowledged(field="alarm_no", owner=str(alarm.owner))
    alarm.acknowledge(owner=by, at=now)
    announce(AlarmAcknowledged(alarm_no=alarm_no, owner=by.username, acknowledged_at=now), actor=by)


@transaction.atomic
def comment_alarm(*, alarm_no: str, note: str, by: User, now: datetime) -> None:
    alarm = _alarm_for(alarm_no, by, now)
    words = _words(note)
    AlarmNote.objects.create(alarm=alarm, by=by, at=now, text=words)
    announce(AlarmCommented(alarm_no=alarm_no, note=words, commented_at=now), actor=by)


@transaction.atomic
def clear_alarm(*, alarm_no: str, note: str, by: User, now: datetime) -> None:
    """Declare the cause over, saying what was found or done."""
    alarm = _alarm_for(alarm_no, by, now)
    if alarm.state not in ACTIVE:
        raise AlreadyCleared(field="alarm_no")
    if alarm.state == AlarmState.ACTIVE_UNACK:
        raise AcknowledgeFirst(field="alarm_no")
    words = _words(note)
    alarm.clear(by=by, at=now, note=words)
    AlarmNote.objects.create(alarm=alarm, by=by, at=now, text=words)
    announce(
        AlarmCleared(alarm_no=alarm_no, owner=by.username, note=words, cleared_at=now), actor=by
    )


def _alarm_for(alarm_no: str, by: User, now: datetime) -> Alarm:
    """The locked alarm, if this officer's post reaches its place."""
    if not by.holds(Duty.ANSWER_ALARM):
        raise NotPermitted(duty=Duty.ANSWER_ALARM)
    alarm = (
        Alarm.objects.select_for_update(of=("self",))
        .select_related("owner")
        .filter(alarm_no=alarm_no)
        .first()
    )
    if alarm is None:
        raise NoSuchAlarm(field="alarm_no")
    reach = Q(place=None) | Q(place__code=alarm.place_code)
    posts = by.posts.in_force(at=now).filter(reach, duties__contains=[Duty.ANSWER_ALARM.value])
    if not posts.exists():
        raise NotPermitted(duty=Duty.ANSWER_ALARM, place=alarm.place_code)
    return alarm


def _words(note: str) -> str:
    words = " ".join(note.split())
    if not words or len(words) > NOTE_LENGTH:
        raise NoteNeeded(field="note")
    return words
