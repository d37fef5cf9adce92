"""Questions about smart safety locks in use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from clearance.gates.models import (
    OPEN_LOCK_STATES,
    GatePass,
    SafetyLockEntry,
    SafetyLockUse,
)
from clearance.gates.operations.follow_journey import road_to
from clearance.gates.queries.plans import PlanView, draw_plan
from clearance.gates.states import LOCK_ORDERS, LOCK_TROUBLES, SafetyLockState
from customs_portal.kit.errors import NotFound
from hardware_adapters.facts import Fix
from hardware_adapters.queries import fixes_of, last_contact, safety_lock_codes

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True)
class LockEntryView:
    """One line of the trail; ``number`` is the order's number, and ``by`` empty for the gate."""

    number: int
    kind: str
    kind_label: str
    at: datetime
    by: str
    passage_no: str
    reason: str
    ended_at: datetime | None
    is_trouble: bool
    is_order: bool


@dataclass(frozen=True, kw_only=True)
class SafetyLockView:
    """One use of a lock; ``is_open`` is None before its first report."""

    id: int
    device_code: str
    container_no: str
    plate_no: str
    pass_no: str
    enterprise: str
    state: str
    state_label: str
    fitted_at: datetime
    fitted_by: str
    reported_at: datetime | None
    battery_percent: int | None
    is_open: bool | None
    ended_at: datetime | None
    troubles: tuple[LockEntryView, ...]

    @property
    def may_lock(self) -> bool:
        return self.state == SafetyLockState.FITTED

    @property
    def may_unlock(self) -> bool:
        return self.state in (SafetyLockState.LOCKED, SafetyLockState.BREACHED)

    @property
    def may_end(self) -> bool:
        return self.state in (SafetyLockState.FITTED, SafetyLockState.BREACHED)


@dataclass(frozen=True, kw_only=True)
class LockTrailView(SafetyLockView):
    entries: tuple[LockEntryView, ...]
    fixes: tuple[Fix, ...]
    plan: PlanView | None
    is_connected: bool
    last_contact_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class SafetyLockSearch:
    """``state`` may also be OPEN (in use) or TROUBLE (something is wrong)."""

    number: str = ""
    state: str = ""
    sort: str = "-fitted_at"

    SORTS: ClassVar[tuple[str, ...]] = (
        "fitted_at", "-fitted_at", "reported_at", "-reported_at", "battery_percent",
        "-battery_percent", "device_code", "-device_code",
    )  # fmt: skip

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        known = [*SafetyLockState.values, "OPEN", "TROUBLE"]
        return cls(
            number=words.get("q", "").strip().upper()[:32],
            state=state if state in known else "",
            sort=sort if sort in cls.SORTS else "-fitted_at",
        )


def free_safety_locks() -> list[str]:
    """Codes of the locks that guard nothing now."""
    rows = SafetyLockUse.objects.filter(state__in=OPEN_LOCK_STATES)
    used = set(rows.values_list("device_code", flat=True))
    return [code for code in safety_lock_codes() if code not in used]


def find_safety_locks(
    *, search: SafetyLockSearch, enterprise_id: int | None = None
) -> QuerySet[SafetyLockUse]:
    """Of one enterprise when it is named; what was never reported stands last."""
    rows = SafetyLockUse.objects.select_related("enterprise", "fitted_by").prefetch_related(
        Prefetch("entries", SafetyLockEntry.objects.select_related("by").order_by("at", "id"))
    )
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    if search.state == "OPEN":
        rows = rows.filter(state__in=OPEN_LOCK_STATES)
    elif search.state == "TROUBLE":
        wrong = SafetyLockEntry.objects.filter(kind__in=LOCK_TROUBLES, ended_at__isnull=True)
        rows = rows.filter(pk__in=wrong.values("use_id"))
    elif search.state:
        rows = rows.filter(state=search.state)
    if search.number:
        rows = rows.filter(
            Q(device_code__iexact=search.number)
            | Q(container_no=search.number)
            | Q(plate_no=search.number)
            | Q(pass_no=search.number)
        )
    field = F(search.sort.lstrip("-"))
    order = (
        field.desc(nulls_last=True) if search.sort.startswith("-") else field.asc(nulls_last=True)
    )
    return rows.order_by(order, "-id")


def safety_lock_views(rows: Iterable[SafetyLockUse]) -> list[SafetyLockView]:
    return [SafetyLockView(**_facts(row)) for row in rows]


def trail_of_lock(*, use_id: int, enterprise_id: int | None = None) -> LockTrailView:
    """Raises ``NotFound`` for an unknown number and for one of another enterprise alike."""
    rows = find_safety_locks(search=SafetyLockSearch(), enterprise_id=enterprise_id)
    row = rows.filter(pk=use_id).first()
    if row is None:
        raise NotFound(field="use_id")
    fixes = tuple(
        fixes_of(device_code=row.device_code, since=row.fitted_at - _SECOND, until=row.ended_at)
    )
    connected, heard_at = last_contact(device_code=row.device_code)
    return LockTrailView(
        **_facts(row),
        entries=tuple(_entry(one) for one in row.entries.all()),
        fixes=fixes,
        plan=draw_plan(road=_road(row), fixes=fixes) if fixes else None,
        is_connected=connected,
        last_contact_at=heard_at,
    )


def _road(row: SafetyLockUse) -> Any:
    """The supervised road of the pass that the lock follows."""
    if not row.pass_no:
        return None
    codes = GatePass.objects.filter(pass_no=row.pass_no).values_list("destination_code", flat=True)
    code = codes.first()
    return road_to(destination_code=code, on=timezone.localdate(row.fitted_at)) if code else None


def _facts(row: SafetyLockUse) -> dict[str, Any]:
    entries = [_entry(one) for one in row.entries.all()]
    return {
        "id": row.pk,
        "device_code": row.device_code,
        "container_no": row.container_no,
        "plate_no": row.plate_no,
        "pass_no": row.pass_no,
        "enterprise": row.enterprise.name if row.enterprise else "",
        "state": row.state,
        "state_label": row.get_state_display(),
        "fitted_at": row.fitted_at,
        "fitted_by": row.fitted_by.get_username(),
        "reported_at": row.reported_at,
        "battery_percent": row.battery_percent,
        "is_open": row.is_open,
        "ended_at": row.ended_at,
        "troubles": tuple(one for one in entries if one.is_trouble and one.ended_at is None),
    }


def _entry(row: SafetyLockEntry) -> LockEntryView:
    return LockEntryView(
        number=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        at=row.at,
        by=row.by.get_username() if row.by else "",
        passage_no=row.passage_no,
        reason=row.reason,
        ended_at=row.ended_at,
        is_trouble=row.kind in LOCK_TROUBLES,
        is_order=row.kind in LOCK_ORDERS,
    )
