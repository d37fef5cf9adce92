"""The archive as officers see it: the list, one scan, what was refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from customs_portal.accounts.models import User
from customs_portal.accounts.queries import names_of
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotFound
from inspection.scans.models import RefusedDelivery, Scan
from inspection.scans.ports import AdviceTold, advice_on
from inspection.scans.queries.refused import RefusedView, refused_view
from inspection.scans.queries.scope import kept_back, may_see, places_seen
from inspection.scans.states import ScanState

SORTS = {
    "scan": "scan_no",
    "subject": "subject_reference",
    "device": "device_code",
    "place": "place_code",
    "form": "form",
    "taken": "taken_at",
    "received": "received_at",
    "bytes": "bytes_delivered",
}
NEWEST_FIRST = "-taken"
MOST_VIEWS = 50


@dataclass(frozen=True, kw_only=True)
class ScanFilters:
    """``since`` and ``until`` are days, both included."""

    text: str = ""
    device: str = ""
    place: str = ""
    subject: str = ""
    form: str = ""
    state: str = ""
    since: str = ""
    until: str = ""
    sort: str = NEWEST_FIRST


@dataclass(frozen=True, kw_only=True)
class ScanRow:
    """One scan of the list."""

    scan_no: str
    subject_kind: str
    subject_label: str
    subject_reference: str
    device_code: str
    place_code: str
    channel_label: str
    form: str
    width: int
    height: int
    frames: int
    bytes_delivered: int
    taken_at: datetime
    received_at: datetime
    state: str
    state_label: str

    @property
    def is_kept(self) -> bool:
        return self.state == ScanState.KEPT


@dataclass(frozen=True, kw_only=True)
class HoldView:
    needed_for: str
    reason: str
    held_by: str
    held_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScanFile:
    """One scan whole. ``viewers``: who looked and when, newest first, the last fifty."""

    row: ScanRow
    sha256: str
    kept_sha256: str
    planes: tuple[Mapping[str, Any], ...]
    facts: Mapping[str, Any]
    notes: tuple[str, ...]
    dropped: tuple[str, ...]
    has_tiles: bool
    cuts: int
    depth: tuple[int, int, int] | None
    uscc: str
    purged_at: datetime | None
    holds: tuple[HoldView, ...]
    viewers: tuple[tuple[str, datetime], ...]
    advice: AdviceTold | None = None


class FoundScans:
    """The scans that fit; counts and slices without reading them all."""

    def __init__(self, filters: ScanFilters, *, by: User, now: datetime) -> None:
        key = filters.sort.removeprefix("-")
        known = key in SORTS
        sign = "-" if filters.sort.startswith("-") or not known else ""
        self._found = _fitting(filters, by=by, now=now)
        self._order = (f"{sign}{SORTS[key] if known else SORTS['taken']}", "-id")

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[ScanRow]:
        return [row_of(one) for one in self._found.order_by(*self._order)[part]]


class FoundRefusals:
    def __init__(self, *, text: str, by: User, now: datetime) -> None:
        rows = RefusedDelivery.objects.all()
        places = places_seen(by=by, at=now)
        if places is not None:
            rows = rows.filter(place_code__in=places)
        for word in text.split():
            rows = rows.filter(
                Q(scan_no__icontains=word)
                | Q(device_code__icontains=word)
                | Q(rule__icontains=word)
            )
        self._found = rows

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[RefusedView]:
        return [refused_view(one) for one in self._found.order_by("-refused_at", "-id")[part]]


def forms_known() -> list[str]:
    return list(Scan.objects.order_by("form").values_list("form", flat=True).distinct())


def scan_file(*, scan_no: str, by: User, now: datetime, chinese: bool = False) -> ScanFile:
    """Raises ``NotFound``, also for a scan of a place that is not the officer's."""
    scan = Scan.objects.filter(scan_no=scan_no).first()
    if scan is None or not may_see(scan_no=scan_no, place_code=scan.place_code, by=by, at=now):
        raise NotFound(field="scan_no")
    holds = list(scan.holds.filter(lifted_at=None).select_related("held_by").order_by("id"))
    views = _views_of(scan)
    named = names_of(usernames={who for who, _at in views}, chinese=chinese)
    volume = next((one for one in scan.planes if one["name"] == "volume"), None)
    return ScanFile(
        row=row_of(scan),
        sha256=scan.sha256,
        kept_sha256=scan.kept_key[:64],
        planes=tuple(scan.planes),
        facts=scan.facts,
        notes=tuple(scan.notes),
        dropped=tuple(scan.dropped),
        has_tiles=bool(scan.tiles_key),
        cuts=len(scan.cut_keys),
        depth=tuple(volume["shape"]) if volume else None,
        uscc=scan.uscc,
        purged_at=scan.purged_at,
        holds=tuple(
            HoldView(
                needed_for=one.needed_for,
                reason=one.reason,
                held_by=one.held_by.get_username() if one.held_by else "",
                held_at=one.held_at,
            )
            for one in holds
        ),
        viewers=tuple((named.get(who, who), at) for who, at in views),
        advice=advice_on(scan_no=scan_no, on=timezone.localdate(now)),
    )


def scans_of_subject(*, reference: str, limit: int = 20) -> list[ScanRow]:
    """Earlier scans of one container, parcel or bag, newest first."""
    rows = Scan.objects.filter(subject_reference=reference).order_by("-taken_at", "-id")
    return [row_of(one) for one in rows[:limit]] if reference else []


def is_kept(*, scan_no: str) -> bool:
    return Scan.objects.filter(scan_no=scan_no).exists()


def row_of(one: Scan) -> ScanRow:
    return ScanRow(
        scan_no=one.scan_no,
        subject_kind=one.subject_kind,
        subject_label=str(one.get_subject_kind_display()),
        subject_reference=one.subject_reference,
        device_code=one.device_code,
        place_code=one.place_code,
        channel_label=str(one.get_channel_display()),
        form=one.form,
        width=one.width,
        height=one.height,
        frames=one.frames,
        bytes_delivered=one.bytes_delivered,
        taken_at=one.taken_at,
        received_at=one.received_at,
        state=one.state,
        state_label=str(ScanState(one.state).label),
    )


def _views_of(scan: Scan) -> list[tuple[str, datetime]]:
    rows = JournalEntry.objects.filter(
        feed="access", name="accounts.evidence-viewed", subjects__contains=[scan.scan_no]
    ).order_by("-id")
    return [(str(one.payload.get("username", "")), one.recorded_at) for one in rows[:MOST_VIEWS]]


def _fitting(filters: ScanFilters, *, by: User, now: datetime) -> QuerySet[Scan]:
    found = Scan.objects.exclude(scan_no__in=kept_back(by=by))
    places = places_seen(by=by, at=now)
    if places is not None:
        found = found.filter(place_code__in=places)
    for word in filters.text.split():
        found = found.filter(
            Q(scan_no__icontains=word)
            | Q(subject_reference__icontains=word)
            | Q(device_code__icontains=word)
            | Q(sha256__startswith=word.lower())
        )
    for name, value in (
        ("device_code", filters.device),
        ("place_code", filters.place),
        ("subject_kind", filters.subject),
        ("form", filters.form),
        ("state", filters.state),
    ):
        if value:
            found = found.filter(**{name: value})
    since, until = _day(filters.since), _day(filters.until)
    if since is not None:
        found = found.filter(taken_at__gte=since)
    if until is not None:
        found = found.filter(taken_at__lt=until + timedelta(days=1))
    return found


def _day(text: str) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    if day is None or not 1990 <= day.year <= 2100:
        return None
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001
