"""Questions about journeys under satellite positioning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db.models import Q, QuerySet
from django.utils import timezone

from clearance.gates.models import Journey, JourneyDisturbance
from clearance.gates.operations.follow_journey import road_to
from clearance.gates.queries.plans import PlanView, draw_plan
from clearance.gates.states import JourneyState
from customs_portal.kit.errors import NotFound
from customs_portal.registry import law
from customs_portal.registry.models import Place
from hardware_adapters.facts import Fix
from hardware_adapters.queries import fixes_of


@dataclass(frozen=True, kw_only=True)
class DisturbanceView:
    kind: str
    kind_label: str
    began_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class JourneyView:
    pass_no: str
    plate_no: str
    container_no: str
    enterprise: str
    destination_code: str
    destination: str
    state: str
    state_label: str
    started_at: datetime
    last_fix_at: datetime
    ended_at: datetime | None
    closed_by: str
    close_reason: str
    disturbances: tuple[DisturbanceView, ...]

    @property
    def is_under_way(self) -> bool:
        return self.state == JourneyState.UNDER_WAY

    @property
    def disturbed(self) -> tuple[DisturbanceView, ...]:
        return tuple(one for one in self.disturbances if one.ended_at is None)


@dataclass(frozen=True, kw_only=True)
class TrackView(JourneyView):
    fixes: tuple[Fix, ...]
    plan: PlanView | None


@dataclass(frozen=True, kw_only=True)
class JourneySearch:
    """``state`` may also be DISTURBED: under way, and something is wrong."""

    number: str = ""
    state: str = ""
    sort: str = "-started_at"

    SORTS: ClassVar[tuple[str, ...]] = (
        "started_at", "-started_at", "followed_until", "-followed_until", "destination_code",
        "-destination_code",
    )  # fmt: skip

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            number=words.get("q", "").strip().upper()[:24],
            state=state if state in (*JourneyState.values, "DISTURBED") else "",
            sort=sort if sort in cls.SORTS else "-started_at",
        )


def destinations(*, on: date) -> list[tuple[str, str]]:
    """Places that a supervised road leads to on that day, with their names."""
    codes = [one["destination"] for one in law.ask("positioning.routes", on=on).value]
    names = _names(codes)
    return [(code, f"{code} {names.get(code, '')}".strip()) for code in codes]


def find_journeys(*, search: JourneySearch, enterprise_id: int | None = None) -> QuerySet[Journey]:
    """In the order asked for; of one enterprise when it is named."""
    rows = Journey.objects.select_related("gate_pass__enterprise", "closed_by")
    rows = rows.prefetch_related("disturbances")
    if enterprise_id is not None:
        rows = rows.filter(gate_pass__enterprise_id=enterprise_id)
    if search.state == "DISTURBED":
        wrong = JourneyDisturbance.objects.filter(ended_at__isnull=True)
        rows = rows.filter(pk__in=wrong.values("journey_id"))
    elif search.state:
        rows = rows.filter(state=search.state)
    if search.number:
        rows = rows.filter(
            Q(gate_pass__pass_no=search.number)
            | Q(gate_pass__plate_no=search.number)
            | Q(gate_pass__container_no=search.number)
        )
    return rows.order_by(search.sort, "-id")


def journey_views(rows: Iterable[Journey]) -> list[JourneyView]:
    kept = list(rows)
    names = _names({row.destination_code for row in kept})
    return [JourneyView(**_facts(row, names)) for row in kept]


def track_of(*, pass_no: str, enterprise_id: int | None = None) -> TrackView:
    """Raises ``NotFound`` for an unknown number and for one of another enterprise alike."""
    rows = find_journeys(search=JourneySearch(), enterprise_id=enterprise_id)
    row = rows.filter(gate_pass__pass_no=pass_no).first()
    if row is None:
        raise NotFound(field="pass_no")
    fixes = tuple(fixes_of(device_code=row.device_code, since=row.started_at, until=row.ended_at))
    road = road_to(destination_code=row.destination_code, on=timezone.localdate(row.started_at))
    return TrackView(
        **_facts(row, _names([row.destination_code])),
        fixes=fixes,
        plan=draw_plan(road=road, fixes=fixes),
    )


def _names(codes: Iterable[str]) -> dict[str, str]:
    return {place.code: place.name for place in Place.objects.filter(code__in=codes)}


def _facts(row: Journey, names: Mapping[str, str]) -> dict[str, Any]:
    enterprise = row.gate_pass.enterprise
    return {
        "pass_no": row.gate_pass.pass_no,
        "plate_no": row.gate_pass.plate_no,
        "container_no": row.gate_pass.container_no,
        "enterprise": enterprise.name if enterprise else "",
        "destination_code": row.destination_code,
        "destination": names.get(row.destination_code, ""),
        "state": row.state,
        "state_label": row.get_state_display(),
        "started_at": row.started_at,
        "last_fix_at": row.followed_until,
        "ended_at": row.ended_at,
        "closed_by": row.closed_by.get_username() if row.closed_by else "",
        "close_reason": row.close_reason,
        "disturbances": tuple(
            DisturbanceView(
                kind=one.kind,
                kind_label=one.get_kind_display(),
                began_at=one.began_at,
                ended_at=one.ended_at,
            )
            for one in sorted(row.disturbances.all(), key=lambda one: one.began_at)
        ),
    }
