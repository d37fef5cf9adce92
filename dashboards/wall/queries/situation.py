"""What is where at this moment: sites, alarms, stages, ships, pictures, the latest news."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import officers_on_duty
from customs_portal.journal import queries as journal
from customs_portal.kit.statements import Question, columns, read
from customs_portal.registry import law
from customs_portal.registry.models import Place
from dashboards.wall.models import (
    Alarm,
    DeclarationProgress,
    DeviceState,
    LatestFrame,
    VesselCall,
    WaitingTask,
)
from dashboards.wall.states import ACTIVE, AlarmState, Severity, Stage

PORT_TIME = ZoneInfo("Asia/Shanghai")
SHOWN_ALARMS = 6
SHOWN_NEWS = 16
SHOWN_TILES = 5
IN_PROGRESS = timedelta(days=30)
ALONGSIDE = timedelta(hours=48)
RANK = {severity.value: rank for rank, severity in enumerate(Severity)}
Json = dict[str, Any]
Rows = list[Sequence[Any]]
OFFICERS = {"owner", "asked"}

NEWS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # event name: severity, key of the sentence, the numbers the sentence needs
    "clearance.release-decided": ("ok", "decided", ("declaration_no", "decision")),
    "clearance.released-for-pickup": ("ok", "released", ("container_no",)),
    "clearance.container-controlled": ("info", "controlled", ("container_no",)),
    "clearance.declaration-detained": ("critical", "detained", ("container_no",)),
    "clearance.declaration-closed": ("ok", "closed", ("declaration_no",)),
    "clearance.manifest-mismatch-found": ("minor", "mismatch", ("declaration_no",)),
    "clearance.undeclared-container-seen": ("major", "undeclared", ("container_no", "place_code")),
    "clearance.ship-arrived": ("info", "ship", ("vessel", "place_code")),
    "clearance.passage-decided": ("info", "passage", ("plate_no", "place_code", "opened")),
    "clearance.container-left-port": ("ok", "left", ("container_no", "plate_no")),
    "clearance.tax-paid": ("ok", "paid", ("bill_no",)),
    "clearance.bank-callback-refused": ("major", "bank", ("payment_no",)),
    "inspection.ordered": ("info", "ordered", ("container_no", "place_code")),
    "inspection.concluded": ("ok", "concluded", ("container_no", "outcome")),
    "inspection.image-review-concluded": ("info", "reviewed", ("container_no", "verdict")),
    "device.lost": ("offline", "lost", ("device_code", "place_code")),
    "device.container-unread": ("minor", "unread", ("place_code",)),
    "wall.alarm-acknowledged": ("info", "acknowledged", ("alarm_no", "owner")),
    "wall.alarm-escalated": ("critical", "escalated", ("alarm_no", "asked")),
}


def situation_cells(*, now: datetime) -> dict[str, Any]:
    alarms = _active_alarms()
    alarms.sort(key=lambda one: (RANK[one.severity], one.raised_at, one.pk))
    places, devices = _PLACES.rows(), _DEVICES.rows()
    return {
        **_sites(alarms, places, devices),
        **_video(alarms, devices),
        "alarms": _alarms(alarms),
        "stages": _stages(now),
        "vessels": _vessels(now, places, devices),
        "news": _news(),
    }


def _active_alarms() -> list[Alarm]:
    found = []
    for row in _ALARMS.rows():
        alarm: Alarm = read(Alarm, row[:_OF_ALARM])
        for name, at in (("owner", _OF_ALARM), ("asked", _OF_ALARM + _OF_USER)):
            if getattr(alarm, f"{name}_id") is not None:
                setattr(alarm, name, read(User, row[at : at + _OF_USER]))
        found.append(alarm)
    return found


def _alarms_asked() -> "QuerySet[Alarm, Any]":
    people = [f"{who}__{name}" for who in ("owner", "asked") for name in columns(User)]
    return Alarm.objects.filter(state__in=ACTIVE).values_list(*columns(Alarm), *people)


def _in_progress(since: datetime) -> "QuerySet[DeclarationProgress, Any]":
    rows = DeclarationProgress.objects.filter(Q(accepted_at=None) | Q(accepted_at__gt=since))
    return rows.exclude(stage=Stage.CLOSED).values_list("stage").annotate(count=Count("pk"))


def _late_inspections(now: datetime) -> "QuerySet[WaitingTask, Any]":
    rows = WaitingTask.objects.filter(kind=WaitingTask.Kind.INSPECTION, done_at=None)
    return rows.filter(due_at__lte=now).values_list("pk")[:1]


def _calls(since: datetime, now: datetime) -> "QuerySet[VesselCall, Any]":
    calls = VesselCall.objects.filter(arrived_at__gt=since, arrived_at__lte=now)
    return calls.order_by("arrived_at", "pk").values_list("place_code", "vessel", "voyage")


_ALARMS = Question(_alarms_asked)
_OF_ALARM, _OF_USER = len(columns(Alarm)), len(columns(User))
_STAGES = Question(_in_progress, since=datetime)
_LATE = Question(_late_inspections, now=datetime)
_CALLS = Question(_calls, since=datetime, now=datetime)
_DEVICES = Question(
    lambda: DeviceState.objects.values_list("place_code", "online", "device_code"),
)
_PLACES = Question(lambda: Place.objects.order_by("code").values_list("code", "kind"))
_FRAMES = Question(
    lambda: LatestFrame.objects.order_by("device_code").values_list(*columns(LatestFrame))
)


def shift_cell(*, now: datetime) -> Json:
    """The shift that runs by the port's clock, and who answers alarms in it."""
    local = now.astimezone(PORT_TIME)
    shifts = law.ask("wall.shifts", on=local.date()).value
    begun = [one for one in shifts if one["from"] <= f"{local:%H:%M}"]
    officers = officers_on_duty(duty=Duty.ANSWER_ALARM, at=now)
    return {
        "name": (begun or shifts)[-1]["name"],
        "officers": [_names(officer) for officer in officers[:2]],
    }


def _names(user: User) -> Json:
    name = user.display_name or user.username
    return {"en": name, "zh": user.display_name_zh or name}


def _sites(alarms: list[Alarm], places: Rows, devices: Rows) -> dict[str, Json]:
    """The gravest open alarm of a place; else whether its devices are on the line."""
    worst: dict[str, str] = {}
    for alarm in alarms:
        worst.setdefault(alarm.place_code, alarm.severity)
    counts: dict[str, int] = {}
    for alarm in alarms:
        counts[alarm.place_code] = counts.get(alarm.place_code, 0) + 1
    first_rule = {alarm.place_code: alarm.rule for alarm in reversed(alarms)}
    heard: dict[str, bool] = {}
    for place_code, online, _ in devices:
        heard[place_code] = heard.get(place_code, False) or online
    cells: dict[str, Json] = {}
    for code, _ in places:
        at_rest = {True: "ok", False: "offline", None: "quiet"}[heard.get(code)]
        cells[f"site.{code}"] = {
            "state": worst.get(code, at_rest),
            "alarms": counts.get(code, 0),
            "rule": first_rule.get(code, ""),
        }
    return cells


def _alarms(alarms: list[Alarm]) -> Json:
    return {
        "open": len(alarms),
        "unacknowledged": sum(1 for one in alarms if one.state == AlarmState.ACTIVE_UNACK),
        "critical": [
            one.alarm_no
            for one in alarms
            if one.severity == Severity.CRITICAL and one.state == AlarmState.ACTIVE_UNACK
        ],
        "asked": Counter(
            one.asked.username
            for one in alarms
            if one.asked and one.state == AlarmState.ACTIVE_UNACK
        ),
        "rows": [_alarm(one) for one in alarms[:SHOWN_ALARMS]],
    }


def _alarm(one: Alarm) -> Json:
    return {
        "no": one.alarm_no,
        "rule": one.rule,
        "severity": one.severity,
        "place": one.place_code,
        "reference": one.reference,
        "details": one.details,
        "state": one.state,
        "raised_at": one.raised_at.isoformat(),
        "occasions": one.occasions,
        "owner": _names(one.owner) if one.owner else None,
        "escalated_at": one.escalated_at.isoformat() if one.escalated_at else "",
        "asked": _names(one.asked) if one.asked else None,
    }


def _stages(now: datetime) -> Json:
    counts = dict(_STAGES.rows(since=now - IN_PROGRESS))
    late = bool(_LATE.rows(now=now))
    return {
        "counts": {
            stage.value: counts.get(stage.value, 0) for stage in Stage if stage != Stage.CLOSED
        },
        "hot": [Stage.INSPECTION.value] if late else [],
        "ever": bool(counts) or DeclarationProgress.objects.exists(),
    }


def _vessels(now: datetime, places: Rows, devices: Rows) -> Json:
    """The last ship at each berth that arrived within two days."""
    calls = _CALLS.rows(since=now - ALONGSIDE, now=now)
    by_berth = {place_code: (vessel, voyage) for place_code, vessel, voyage in calls}
    return {
        "alongside": [
            {"place": code, "vessel": vessel, "voyage": voyage}
            for code, (vessel, voyage) in sorted(by_berth.items())
        ],
        "lanes": _lanes(places, devices),
    }


def _lanes(places: Rows, devices: Rows) -> Json:
    lanes = {code for code, kind in places if kind == Place.Kind.LANE}
    return {
        "open": len({place_code for place_code, online, _ in devices if online} & lanes),
        "all": len(lanes),
    }


def _video(alarms: list[Alarm], devices: Rows) -> dict[str, Json]:
    """Every camera; and which five are shown: beside an alarm first, then the freshest."""
    severity_of: dict[str, str] = {}
    for alarm in alarms:
        severity_of.setdefault(alarm.place_code, alarm.severity)
    lost = {device_code for _, online, device_code in devices if not online}
    frames: list[LatestFrame] = [read(LatestFrame, row) for row in _FRAMES.rows()]

    def rank(frame: LatestFrame) -> int:
        return RANK.get(severity_of.get(frame.place_code, ""), len(RANK))

    chosen = sorted(frames, key=lambda frame: (rank(frame), -frame.seen_at.timestamp()))
    shown = sorted(chosen[:SHOWN_TILES], key=lambda frame: (rank(frame), frame.device_code))
    cells: dict[str, Json] = {
        f"camera.{frame.device_code}": {
            "kind": frame.kind,
            "place": frame.place_code,
            "at": frame.seen_at.isoformat(),
            "lost": frame.device_code in lost,
            "severity": severity_of.get(frame.place_code, ""),
        }
        for frame in frames
    }
    cells["video"] = {"shown": [frame.device_code for frame in shown]}
    return cells


def _news() -> list[Json]:
    entries = journal.latest_of(feed="port", names=tuple(NEWS), limit=SHOWN_NEWS)
    officers = _officers_in(entries)
    return [
        {
            "seq": entry.seq,
            "at": entry.recorded_at.isoformat(),
            "severity": _gravity(entry),
            "text": _sentence(entry),
            "values": _values(entry, officers),
        }
        for entry in entries
    ]


def _values(entry: journal.Entry, officers: dict[str, Json]) -> Json:
    """The numbers of the sentence; an officer is given with both names."""
    given = {name: entry.payload.get(name) for name in NEWS[entry.name][2]}
    people = {name: officers.get(str(given[name]), given[name]) for name in OFFICERS & given.keys()}
    return given | people


def _officers_in(entries: list[journal.Entry]) -> dict[str, Json]:
    named = {str(entry.payload.get(name)) for entry in entries for name in OFFICERS}
    named -= {"", "None"}
    found = User.objects.filter(username__in=named) if named else ()
    return {officer.username: _names(officer) for officer in found}


def _sentence(entry: journal.Entry) -> str:
    """The key of the sentence; some news has one sentence for each way it can go."""
    key = NEWS[entry.name][1]
    if entry.name == "wall.alarm-escalated":
        return key if entry.payload.get("asked") else f"{key}.nobody"
    for field in ("decision", "outcome", "verdict", "opened"):
        if field in NEWS[entry.name][2]:
            return f"{key}.{str(entry.payload.get(field)).lower()}"
    return key


def _gravity(entry: journal.Entry) -> str:
    """Some news is good or bad by what it says."""
    payload = entry.payload
    if payload.get("opened") is False or payload.get("outcome") == "FAULT":
        return Severity.MAJOR.value
    if payload.get("decision") == "HELD" or payload.get("verdict") == "SUSPECT":
        return Severity.INFO.value
    return NEWS[entry.name][0]
