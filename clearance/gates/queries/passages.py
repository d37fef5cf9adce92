"""Questions about lanes and passages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language, gettext, gettext_noop

from clearance.gates.models import GatePass, Passage
from clearance.gates.rules.passage import (
    BY_CODE,
    IDENTITY_LINE,
    OPEN_LINE,
    SEAL_LINE,
    WEIGHING_LINE,
    deviation_permille,
)
from clearance.gates.states import PassageState
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Place

CONTRADICTIONS = {
    "FORGED": gettext_noop("The token is not genuine."),
    "UNKNOWN": gettext_noop("There is no such gate pass."),
    "USED": gettext_noop("The gate pass was used before."),
    "VOID": gettext_noop("The gate pass was void."),
    "EXPIRED": gettext_noop("The gate pass had expired."),
    "PLATE": gettext_noop("Another truck or container than on the gate pass."),
    "LOCKED": gettext_noop("It was locked by customs."),
    "UNRELEASED": gettext_noop("The container was not released."),
}
IDLE_LINE = "Please drive up. 请驶入。"
_WAITS = {
    PassageState.AWAITING_IDENTITY: IDENTITY_LINE,
    PassageState.AWAITING_SEAL: SEAL_LINE,
}


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
    asked_by: str
    identities: tuple[str, ...]
    tag_id: str
    code_pass_no: str
    seal_no: str
    seal_is_intact: bool | None
    decided_alone: bool
    contradiction: str

    @property
    def contradiction_label(self) -> str:
        return gettext(CONTRADICTIONS[self.contradiction]) if self.contradiction else ""

    @property
    def is_waiting(self) -> bool:
        return self.state.startswith("AWAITING_")

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
    """What the driver reads, in both languages. ``tone``: idle, wait, go or stop."""

    place_code: str
    line_en: str
    line_zh: str
    tone: str
    plate_no: str
    passage_no: str


@dataclass(frozen=True, kw_only=True)
class PassageSearch:
    number: str = ""
    state: str = ""
    place_code: str = ""
    contradicted: bool = False
    sort: str = "-arrived_at"

    SORTS: ClassVar[tuple[str, ...]] = ("arrived_at", "-arrived_at", "place_code", "-place_code")

    @classmethod
    def from_words(cls, words: Mapping[str, str]) -> Self:
        state, sort = words.get("state", ""), words.get("sort", "")
        return cls(
            number=words.get("q", "").strip().upper()[:40],
            state=state if state in PassageState.values else "",
            place_code=words.get("lane", "").strip().upper()[:12],
            contradicted=words.get("contradicted", "") == "1",
            sort=sort if sort in cls.SORTS else "-arrived_at",
        )


def find_passages(*, search: PassageSearch) -> QuerySet[Passage]:
    """Passages of all lanes, for paging and export; the pass's declared weight comes along."""
    rows = Passage.objects.select_related("opened_by", "asked_by")
    if search.state:
        rows = rows.filter(state=search.state)
    if search.place_code:
        rows = rows.filter(place_code=search.place_code)
    if search.contradicted:
        rows = rows.exclude(contradiction="")
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
    row = (
        Passage.objects.select_related("opened_by", "asked_by")
        .filter(passage_no=passage_no)
        .first()
    )
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
        asked_by=row.asked_by.username if row.asked_by else "",
        identities=tuple(row.identities),
        tag_id=row.tag_id,
        code_pass_no=row.code_pass_no,
        seal_no=row.seal_no,
        seal_is_intact=row.seal_is_intact,
        decided_alone=row.decided_alone,
        contradiction=row.contradiction,
    )


def lanes() -> list[LaneView]:
    """Every gate lane with its last passage: three queries for any number of lanes."""
    places = list(
        Place.objects.filter(kind=Place.Kind.LANE)
        .annotate(
            last_id=Subquery(
                Passage.objects.filter(place_code=OuterRef("code"))
                .order_by("-arrived_at", "-id")
                .values("id")[:1]
            )
        )
        .order_by("code")
    )
    rows = Passage.objects.select_related("opened_by", "asked_by").filter(
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
    row = Passage.objects.filter(place_code=place_code).order_by("-arrived_at", "-id").first()
    if row is None or row.state == PassageState.PASSED:
        line, tone = IDLE_LINE, "idle"
    elif row.state == PassageState.OPENED:
        line, tone = OPEN_LINE, "go"
    elif row.state == PassageState.REFUSED:
        line, tone = BY_CODE[row.rule].line, "stop"
    else:
        line, tone = _WAITS.get(PassageState(row.state), WEIGHING_LINE), "wait"
    english, chinese = _two_languages(line)
    return ScreenView(
        place_code=place_code,
        line_en=english,
        line_zh=chinese,
        tone=tone,
        plate_no=row.plate_no if row is not None and tone != "idle" else "",
        passage_no=row.passage_no if row is not None else "",
    )


def _two_languages(line: str) -> tuple[str, str]:
    """``English. 中文。`` in its two halves: the Chinese one begins at the first Han sign."""
    start = next(at for at, sign in enumerate(line) if "\u4e00" <= sign <= "\u9fff")
    return line[:start].strip(), line[start:].strip()
