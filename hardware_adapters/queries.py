"""Questions other rooms and screens may ask about devices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from customs_portal.accounts.models import DeviceAccount
from hardware_adapters.facts import Fix, unpacked
from hardware_adapters.models import Buzz, DeviceLine, FixBatch, LatestFrame, Sighting
from hardware_adapters.states import DeviceKind, SightingState


@dataclass(frozen=True, kw_only=True)
class FrameView:
    device_code: str
    kind: str
    place_code: str
    picture_key: str
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeviceStateView:
    """``last_heard_at`` is None for a device that never came in."""

    device_code: str
    kind: str
    place_code: str
    worn_by: str
    is_active: bool
    is_connected: bool
    changed_at: datetime | None
    last_heard_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class BuzzView:
    buzz_no: str
    officer: str
    order_no: str
    title_en: str
    title_zh: str
    container_no: str
    place_code: str
    times: int
    created_at: datetime
    buzzed_at: datetime
    state: str  # OPEN, ANSWERED by an officer of the crew, or OVER
    answered_by: str


@dataclass(frozen=True, kw_only=True)
class SightingView:
    sighting_no: str
    device_code: str
    place_code: str
    readings: tuple[str, ...]
    picture_key: str
    seen_at: datetime


def latest_frames(limit: int = 24) -> list[FrameView]:
    """The newest picture of each camera, freshest first."""
    rows = LatestFrame.objects.defer("picture").order_by("-seen_at", "device_code")[:limit]
    return [
        FrameView(
            device_code=row.device_code,
            kind=row.kind,
            place_code=row.place_code,
            picture_key=row.picture_key,
            seen_at=row.seen_at,
        )
        for row in rows
    ]


def latest_key(*, device_code: str) -> str:
    """The key of the device's newest frame, empty when it has none."""
    rows = LatestFrame.objects.filter(device_code=device_code)
    return rows.values_list("picture_key", flat=True).first() or ""


def latest_picture(*, device_code: str) -> tuple[str, bytes] | None:
    """Key and JPEG of the device's newest frame."""
    row = LatestFrame.objects.filter(device_code=device_code).first()
    return None if row is None else (row.picture_key, bytes(row.picture))


def device_states() -> list[DeviceStateView]:
    """Every registered device, by code."""
    lines = {line.device_code: line for line in DeviceLine.objects.all()}
    views = []
    for account in DeviceAccount.objects.select_related("place", "worn_by").order_by("code"):
        line = lines.get(account.code)
        views.append(
            DeviceStateView(
                device_code=account.code,
                kind=account.kind,
                place_code=account.place.code if account.place else "",
                worn_by=account.worn_by.get_username() if account.worn_by else "",
                is_active=account.is_active,
                is_connected=line is not None and line.is_connected,
                changed_at=line.changed_at if line else None,
                last_heard_at=line.last_heard_at if line else None,
            )
        )
    return views


def open_buzzes(*, officer: str) -> list[BuzzView]:
    """What still waits for this officer's acknowledgement, oldest first."""
    return [one for one in buzzes_at_hand(officer=officer) if one.state == "OPEN"]


def buzzes_at_hand(*, officer: str, known: Collection[str] = ()) -> list[BuzzView]:
    """This officer's orders that are not over, and the ``known`` ones, oldest first."""
    rows = Buzz.objects.filter(
        Q(is_over=False) | Q(buzz_no__in=tuple(known)), officer=officer
    ).order_by("created_at", "id")
    return [
        BuzzView(
            buzz_no=row.buzz_no,
            officer=row.officer,
            order_no=row.order_no,
            title_en=row.title_en,
            title_zh=row.title_zh,
            container_no=row.container_no,
            place_code=row.place_code,
            times=row.times,
            created_at=row.created_at,
            buzzed_at=row.buzzed_at,
            state="OPEN" if row.is_open else "OVER" if row.is_over else "ANSWERED",
            answered_by=row.officer if row.acknowledged_at else row.answered_by,
        )
        for row in rows
    ]


def waiting_sightings(*, limit: int = 50) -> list[SightingView]:
    """Pictures that wait for a person, oldest first."""
    rows = Sighting.objects.filter(state=SightingState.WAITING).order_by("seen_at", "id")[:limit]
    return [_sighting(row) for row in rows]


def sighting_of(*, sighting_no: str) -> SightingView | None:
    row = Sighting.objects.filter(sighting_no=sighting_no).first()
    return None if row is None else _sighting(row)


def _sighting(row: Sighting) -> SightingView:
    return SightingView(
        sighting_no=row.sighting_no,
        device_code=row.device_code,
        place_code=row.place_code,
        readings=tuple(row.readings),
        picture_key=row.picture_key,
        seen_at=row.seen_at,
    )


@dataclass(frozen=True, kw_only=True)
class SightingCounts:
    waiting: int
    confirmed: int
    dismissed: int


def sighting_counts() -> SightingCounts:
    counts = Sighting.objects.aggregate(
        waiting=Count("id", filter=Q(state=SightingState.WAITING)),
        confirmed=Count("id", filter=Q(state=SightingState.CONFIRMED)),
        dismissed=Count("id", filter=Q(state=SightingState.DISMISSED)),
    )
    return SightingCounts(**counts)


def fixes_of(*, device_code: str, since: datetime, until: datetime | None = None) -> list[Fix]:
    """Where the vehicle of a positioner was after ``since`` (and not after ``until``), in order."""
    rows = FixBatch.objects.filter(device_code=device_code, last_at__gt=since)
    if until is not None:
        rows = rows.filter(first_at__lte=until)
    batches = rows.order_by("first_at").values_list("packed", flat=True)
    packed = b"".join(bytes(one) for one in batches)
    return [
        fix for fix in unpacked(packed) if fix.at > since and (until is None or fix.at <= until)
    ]


def is_positioner(*, device_code: str) -> bool:
    """Whether a vehicle's positioner with that code is registered and in use."""
    return DeviceAccount.objects.filter(
        code=device_code, kind=DeviceKind.POSITIONER, is_active=True
    ).exists()


def is_safety_lock(*, device_code: str) -> bool:
    """Whether a smart safety lock with that code is registered and in use."""
    return DeviceAccount.objects.filter(
        code=device_code, kind=DeviceKind.SAFETY_LOCK, is_active=True
    ).exists()


def safety_lock_codes() -> list[str]:
    """Every smart safety lock that is registered and in use, by code."""
    rows = DeviceAccount.objects.filter(kind=DeviceKind.SAFETY_LOCK, is_active=True)
    return list(rows.order_by("code").values_list("code", flat=True))


def last_contact(*, device_code: str) -> tuple[bool, datetime | None]:
    """Whether the device is on the line, and when it was last heard."""
    row = DeviceLine.objects.filter(device_code=device_code).first()
    return (row.is_connected, row.last_heard_at) if row else (False, None)


@dataclass(frozen=True, kw_only=True)
class RobotView:
    device_code: str
    place_code: str
    is_connected: bool


def robots_in_service() -> list[RobotView]:
    """Every inspection robot that is registered and in use, by code."""
    rows = DeviceAccount.objects.filter(kind=DeviceKind.ROBOT, is_active=True)
    lines = DeviceLine.objects.filter(kind=DeviceKind.ROBOT, is_connected=True)
    on_the_line = set(lines.values_list("device_code", flat=True))
    return [
        RobotView(
            device_code=row.code,
            place_code=row.place.code if row.place else "",
            is_connected=row.code in on_the_line,
        )
        for row in rows.select_related("place").order_by("code")
    ]
