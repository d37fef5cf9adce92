"""Questions about alarms: the list, one alarm's history, what counts as lost or bad."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import Post, User
from dashboards.wall.models import Alarm, DeviceState, Tally
from dashboards.wall.rules.alarm_rules import ALARM_RULES, Text
from dashboards.wall.states import ACTIVE, UNACKNOWLEDGED, AlarmState, Severity

WIRE_RULE = re.compile(r"[a-z_]+\.[a-z_.]+")


@dataclass(frozen=True, kw_only=True)
class Note:
    by: str
    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class AlarmLine:
    """One alarm as the duty log shows it; ``owner`` is a name in the log's language."""

    alarm_no: str
    rule: str
    title: Text
    steps: tuple[Text, ...]
    severity: str
    severity_label: Text
    state: str
    state_label: Text
    place_code: str
    reference: str
    details: dict[str, str]
    raised_at: datetime
    acknowledged_at: datetime | None
    escalated_at: datetime | None
    asked: str
    cleared_at: datetime | None
    occasions: int
    owner: str
    notes: tuple[Note, ...]

    @property
    def is_unacknowledged(self) -> bool:
        return self.state in UNACKNOWLEDGED

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def particulars(self) -> tuple[str, ...]:
        """Numbers and codes for people; a rule of the wire (``wire.hello``) is for technicians."""
        return tuple(one for one in self.details.values() if one and not WIRE_RULE.fullmatch(one))


class AlarmList:
    """The duty log, newest first, read page by page.

    ``state`` is one of ``AlarmState``, ``open``, ``unacknowledged``, ``asked`` (of the reader,
    and unanswered) or empty for all.
    """

    def __init__(
        self,
        *,
        state: str = "",
        severity: str = "",
        text: str = "",
        reader: User | None = None,
        chinese: bool = False,
    ) -> None:
        self._rows = _chosen(state=state, severity=severity, text=text.strip(), reader=reader)
        self._chinese = chinese

    def count(self) -> int:
        return self._rows.count()

    __len__ = count

    def __getitem__(self, part: slice) -> list[AlarmLine]:
        rows = self._rows.select_related("owner", "asked").prefetch_related("notes__by")
        return [_line(row, self._chinese) for row in rows.order_by("-raised_at", "-pk")[part]]


def duty_supervisor(*, place_code: str, at: datetime) -> User | None:
    """Who is asked when nobody answers: posted to that very site before the whole office.

    Among equals the one with the fewest alarms asked and unanswered, so that nobody is buried.
    """
    posts = Post.objects.in_force(at=at).filter(
        Q(place=None) | Q(place__code=place_code),
        duties__contains=[Duty.ANSWER_ALARM.value],
        user__is_active=True,
    )
    asked = Count("user__asked_alarms", filter=Q(user__asked_alarms__state=AlarmState.ACTIVE_UNACK))
    ordered = posts.annotate(asked=asked).order_by(
        F("place").asc(nulls_last=True), "asked", "user__username"
    )
    post = ordered.select_related("user").first()
    return post.user if post else None


def alarms_asked_of(user: User) -> int:
    """How many alarms nobody has answered wait for this officer by name."""
    return Alarm.objects.filter(asked=user, state=AlarmState.ACTIVE_UNACK).count()


def is_lost(*, device_code: str, since: datetime) -> bool:
    """Whether the device has not come back after ``since``."""
    return not DeviceState.objects.filter(
        device_code=device_code, online=True, changed_at__gt=since
    ).exists()


def bad_frames_since(*, device_code: str, start: datetime, end: datetime) -> int:
    return Tally.objects.filter(
        kind=Tally.Kind.REFUSED_FRAME,
        reference__startswith=f"{device_code}@",
        at__gte=start,
        at__lte=end,
    ).count()


def _chosen(*, state: str, severity: str, text: str, reader: User | None) -> QuerySet[Alarm]:
    rows = Alarm.objects.all()
    if state == "open":
        rows = rows.filter(state__in=ACTIVE)
    elif state == "unacknowledged":
        rows = rows.filter(state__in=UNACKNOWLEDGED)
    elif state == "asked":
        rows = rows.filter(asked=reader, state=AlarmState.ACTIVE_UNACK)
    elif state in AlarmState.values:
        rows = rows.filter(state=state)
    if severity in Severity.values:
        rows = rows.filter(severity=severity)
    if text:
        rows = rows.filter(
            Q(alarm_no__iexact=text)
            | Q(reference__icontains=text)
            | Q(place_code__iexact=text)
            | Q(owner__username__iexact=text)
            | Q(asked__username__iexact=text)
            | Q(notes__text__icontains=text)
        ).distinct()
    return rows


def _line(row: Alarm, chinese: bool) -> AlarmLine:
    rule = ALARM_RULES[row.rule]
    return AlarmLine(
        alarm_no=row.alarm_no,
        rule=row.rule,
        title=rule.title,
        steps=rule.steps,
        severity=row.severity,
        severity_label=Severity(row.severity).label,
        state=row.state,
        state_label=AlarmState(row.state).label,
        place_code=row.place_code,
        reference=row.reference,
        details=row.details,
        raised_at=row.raised_at,
        acknowledged_at=row.acknowledged_at,
        escalated_at=row.escalated_at,
        asked=_name(row.asked, chinese),
        cleared_at=row.cleared_at,
        occasions=row.occasions,
        owner=_name(row.owner, chinese),
        notes=tuple(
            Note(by=_name(note.by, chinese), at=note.at, text=note.text) for note in row.notes.all()
        ),
    )


def _name(user: User | None, chinese: bool) -> str:
    if user is None:
        return ""
    if chinese and user.display_name_zh:
        return user.display_name_zh
    return user.display_name or user.username
