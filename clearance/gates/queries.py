"""Questions about gate passes, lanes and passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language

from clearance.gates.models import GatePass, Passage
from clearance.gates.rules.passage import (
    BY_CODE,
    OPEN_LINE,
    WEIGHING_LINE,
    deviation_permille,
)
from clearance.gates.states import PassageState, PassState
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Place


@dataclass(frozen=True, kw_only=True)
class PassView:
    """A gate pass as its enterprise sees it."""

    pass_no: str
    declaration_no: str
    container_no: str
    plate_no: str
    truck_kg: int
    frame_kg: int
    container_kg: int
    goods_kg: int
    declared_total_kg: int
    state: str
    state_label: str
    applied_at: datetime
    approved_at: datetime | None
    valid_until: datetime
    ended_at: datetime | None
    enterprise: str

    @property
    def is_open(self) -> bool:
        return self.state in (PassState.APPLIED, PassState.APPROVED)


@dataclass(frozen=True, kw_only=True)
class PassageView:
    """One vehicle in a lane; ``reason`` and ``remedy`` are in the reader's language."""

    passage_no: str
    place_code: str
    direction: str
    plate_no: str
    container_no: str
    picture_key: str
    gross_weight_kg: int | None
    declared_total_kg: int | None
    state: str
    state_label: str
    rule: str
    reason: str
    remedy: str
    pass_no: str
    arrived_at: datetime
    decided_at: datetime | None
    passed_at: datetime | None
    opened_by: str
    opening_reason: str

    @property
    def deviation_percent(self) -> float | None:
        """How far the bridge is from the pass, in percent."""
        if self.gross_weight_kg is None or not self.declared_total_kg:
            return None
        return (
            deviation_permille(weighed_kg=self.gross_weight_kg, declared_kg=self.declared_total_kg)
            / 10
        )


@dataclass(frozen=True, kw_only=True)
class LaneView:
    """A lane with the last vehicle in it."""

    place_code: str
    name: str
    last: PassageView | None


@dataclass(frozen=True, kw_only=True)
class ScreenView:
    """What the driver reads: one line in both languages. ``tone``: idle, wait, go or stop."""

    place_code: str
    line: str
    tone: str
    plate_no: str
    passage_no: str


@dataclass(frozen=True, kw_only=True)
class PassSearch:
    number: str = ""
    state: str = ""

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state = words.get("state", "")
        return cls(
            number=words.get("q", "").strip().upper()[:40],
            state=state if state in PassState.values else "",
        )


@dataclass(frozen=True, kw_only=True)
class PassageSearch:
    number: str = ""
    state: str = ""
    place_code: str = ""
    sort: str = "-arrived_at"

    SORTS: ClassVar[tuple[str, ...]] = ("arrived_at", "-arrived_at", "place_code", "-place_code")

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            number=words.get("q", "").strip().upper()[:40],
            state=state if state in PassageState.values else "",
            place_code=words.get("lane", "").strip().upper()[:12],
            sort=sort if sort in cls.SORTS else "-arrived_at",
        )


def find_passes(*, search: PassSearch, enterprise_id: int) -> QuerySet[GatePass]:
    """Passes of one enterprise, newest first."""
    rows = GatePass.objects.filter(enterprise_id=enterprise_id).select_related("enterprise")
    if search.state:
        rows = rows.filter(state=search.state)
    if search.number:
        rows = rows.filter(
            Q(pass_no=search.number)
            | Q(container_no=search.number)
            | Q(plate_no=search.number)
            | Q(declaration_no=search.number)
        )
    return rows.order_by("-id")


def pass_of(*, pass_no: str, enterprise_id: int) -> PassView:
    """Raises ``NotFound`` for an unknown number and for one of another enterprise alike."""
    row = (
        GatePass.objects.filter(pass_no=pass_no, enterprise_id=enterprise_id)
        .select_related("enterprise")
        .first()
    )
    if row is None:
        raise NotFound(field="pass_no")
    return pass_view(row)


def pass_view(row: GatePass) -> PassView:
    return PassView(
        pass_no=row.pass_no,
        declaration_no=row.declaration_no,
        container_no=row.container_no,
        plate_no=row.plate_no,
        truck_kg=row.truck_kg,
        frame_kg=row.frame_kg,
        container_kg=row.container_kg,
        goods_kg=row.goods_kg,
        declared_total_kg=row.declared_total_kg,
        state=row.state,
        state_label=row.get_state_display(),
        applied_at=row.applied_at,
        approved_at=row.approved_at,
        valid_until=row.valid_until,
        ended_at=row.ended_at,
        enterprise=row.enterprise.name,
    )


def find_passages(*, search: PassageSearch) -> QuerySet[Passage]:
    """Passages of all lanes, for paging and export; the pass's declared weight comes along."""
    rows = Passage.objects.select_related("opened_by")
    if search.state:
        rows = rows.filter(state=search.state)
    if search.place_code:
        rows = rows.filter(place_code=search.place_code)
    if search.number:
        rows = rows.filter(
            Q(passage_no=search.number)
            | Q(container_no=search.number)
            | Q(plate_no=search.number)
            | Q(pass_no=search.number)
        )
    return rows.order_by(search.sort, "-id")


def passage_views(rows: list[Passage]) -> list[PassageView]:
    """Rows of one page as values; the passes are looked up together."""
    declared = {
        gate_pass.pass_no: gate_pass.declared_total_kg
        for gate_pass in GatePass.objects.filter(
            pass_no__in=[row.pass_no for row in rows if row.pass_no]
        )
    }
    return [_passage_view(row, declared.get(row.pass_no)) for row in rows]


def passage_of(*, passage_no: str) -> PassageView:
    row = Passage.objects.select_related("opened_by").filter(passage_no=passage_no).first()
    if row is None:
        raise NotFound(field="passage_no")
    return passage_views([row])[0]


def _passage_view(row: Passage, declared_total_kg: int | None) -> PassageView:
    rule = BY_CODE.get(row.rule)
    zh = (get_language() or "").startswith("zh")
    return PassageView(
        passage_no=row.passage_no,
        place_code=row.place_code,
        direction=row.direction,
        plate_no=row.plate_no,
        container_no=row.container_no,
        picture_key=row.picture_key,
        gross_weight_kg=row.gross_weight_kg,
        declared_total_kg=declared_total_kg,
        state=row.state,
        state_label=row.get_state_display(),
        rule=row.rule,
        reason=(rule.line_zh if zh else rule.line_en) if rule else "",
        remedy=(rule.remedy_zh if zh else rule.remedy_en) if rule else "",
        pass_no=row.pass_no,
        arrived_at=row.arrived_at,
        decided_at=row.decided_at,
        passed_at=row.passed_at,
        opened_by=row.opened_by.username if row.opened_by else "",
        opening_reason=row.opening_reason,
    )


def lanes() -> list[LaneView]:
    """Every gate lane with its last passage: three queries for any number of lanes."""
    places = list(
        Place.objects.filter(kind=Place.Kind.LANE)
        .annotate(
            last_id=Subquery(
                Passage.objects.filter(place_code=OuterRef("code"))
                .order_by("-arrived_at")
                .values("id")[:1]
            )
        )
        .order_by("code")
    )
    rows = Passage.objects.select_related("opened_by").filter(
        id__in=[place.last_id for place in places if place.last_id]
    )
    last = {view.place_code: view for view in passage_views(list(rows))}
    return [
        LaneView(place_code=place.code, name=place.name, last=last.get(place.code))
        for place in places
    ]


def screen_of(*, place_code: str) -> ScreenView:
    """The lane's screen now. Raises ``NotFound`` when there is no such lane."""
    if not Place.objects.filter(code=place_code, kind=Place.Kind.LANE).exists():
        raise NotFound(field="place_code")
    row = Passage.objects.filter(place_code=place_code).order_by("-arrived_at").first()
    if row is None or row.state == PassageState.PASSED:
        line, tone = "Please drive up. 请驶入。", "idle"
    elif row.state == PassageState.OPENED:
        line, tone = OPEN_LINE, "go"
    elif row.state == PassageState.REFUSED:
        line, tone = BY_CODE[row.rule].line, "stop"
    else:
        line, tone = WEIGHING_LINE, "wait"
    return ScreenView(
        place_code=place_code,
        line=line,
        tone=tone,
        plate_no=row.plate_no if row is not None and tone != "idle" else "",
        passage_no=row.passage_no if row is not None else "",
    )
