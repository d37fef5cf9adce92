"""Draws as officers and programs see them, and who was drawn with what."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from customs_portal.kit.errors import NotFound
from inspection.draws.models import PoolDraw, PoolSubject
from inspection.draws.rules.lottery import crew_of, pool_key
from inspection.draws.states import DrawState, SubjectKind
from risk.statistics import Share

SORTS = {
    "draw": "draw_no",
    "cut_off": "cut_off_at",
    "place": "place_code",
    "state": "state",
}
NEWEST_FIRST = "-cut_off"


@dataclass(frozen=True, kw_only=True)
class NamedCrew:
    """The crew that chance named together with a subject."""

    subject_id: str
    day: date
    commitment: str
    pool: tuple[str, ...]
    crew: tuple[str, ...]
    computed_crew: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DrawnSubject:
    """A subject that chance has chosen, for whoever orders its inspection."""

    kind: str
    reference: str
    place_code: str
    enterprise_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class DrawFilters:
    text: str = ""
    place_code: str = ""
    state: str = ""
    sort: str = NEWEST_FIRST


@dataclass(frozen=True, kw_only=True)
class DrawRow:
    """One line of the list. ``drawn`` is None before the draw."""

    draw_no: str
    place_code: str
    day: date
    cut_off_at: datetime
    pool: int
    drawn: int | None
    root: str
    state: str
    state_label: str
    beacon: str
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class GradeLine:
    """A grade of a pool against its published rate; ``share`` None before the draw."""

    kind: str
    kind_label: str
    grade: str
    pool: int
    rate: int
    drawn: int | None
    share: Share | None

    @property
    def permille(self) -> str:
        return _permille(self.share.value if self.share else None)

    @property
    def low(self) -> str:
        return _permille(self.share.low if self.share else None)

    @property
    def high(self) -> str:
        return _permille(self.share.high if self.share else None)


@dataclass(frozen=True, kw_only=True)
class DrawFile:
    """Everything about one draw but the references of its subjects."""

    row: DrawRow
    office_code: str
    source: str
    crew_size: int
    commitment: str
    committed_at: datetime
    committed_by: str
    head: str
    public_value: str
    fixed_by: str
    lapse_reason: str
    secret: str
    grades: tuple[GradeLine, ...]
    officers: tuple[tuple[str, int], ...]
    kept_out: tuple[tuple[str, str], ...]
    taken_out: tuple[tuple[str, str, str, str, str], ...]
    drawn: tuple[tuple[str, str, str, tuple[str, ...]], ...]

    @property
    def people(self) -> set[str]:
        named = {one for one, _load in self.officers} | {one for one, _why in self.kept_out}
        for *_subject, crew in self.drawn:
            named |= set(crew)
        for *_out, asked_by, agreed_by in self.taken_out:
            named |= {asked_by, agreed_by}
        return (named | {self.committed_by, self.fixed_by}) - {""}


class FoundDraws:
    """The draws that fit; counts and slices without reading them all."""

    def __init__(self, filters: DrawFilters) -> None:
        key = filters.sort.removeprefix("-")
        sign = "-" if filters.sort.startswith("-") or key not in SORTS else ""
        order = f"{sign}{SORTS.get(key, 'cut_off_at')}"
        self._found = _fitting(filters).order_by(order, "-id").select_related("day")

    def count(self) -> int:
        return self._found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[DrawRow]:
        return [_row(draw) for draw in self._found.defer("leaves")[part]]


def places_with_draws() -> list[str]:
    return sorted(PoolDraw.objects.order_by().values_list("place_code", flat=True).distinct())


def counts_by_state() -> dict[str, int]:
    found = dict.fromkeys(DrawState.values, 0)
    rows = PoolDraw.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return found | dict(rows)


def waiting_by_place() -> dict[str, int]:
    """How many subjects wait for the next cut-off of each site."""
    rows = PoolSubject.objects.waiting().order_by().values_list("place_code")
    return dict(rows.annotate(n=Count("pk")))


def lain_since(
    *, place_code: str, kind: str, references: Iterable[str], since: datetime
) -> set[str]:
    """Those that wait at this site, or lay in a pool of it since then."""
    found = PoolSubject.objects.filter(
        place_code=place_code, kind=kind, reference__in=set(references), out_at=None
    ).filter(Q(draw=None) | Q(entered_at__gte=since))
    return set(found.values_list("reference", flat=True))


def draw_file(*, draw_no: str) -> DrawFile:
    """One draw. Raises ``NotFound``."""
    draw = (
        PoolDraw.objects.select_related("day", "committed_by", "fixed_by")
        .filter(draw_no=draw_no)
        .first()
    )
    if draw is None:
        raise NotFound(field="draw_no", draw_no=draw_no)
    leaves = [leaf.split("|") for leaf in draw.leaves.split("\n")]
    kept_out = {one.officer.username: one.reason for one in draw.kept_out.select_related("officer")}
    crews = {one: tuple(crew) for one, crew in draw.drawn}
    gone = list(draw.taken_out.select_related("out_asked_by", "out_agreed_by").order_by("pk"))
    blind = {one.subject_id for one in gone}
    drawn = draw.subjects.filter(drawn=True).order_by("kind", "reference")
    return DrawFile(
        row=_row(draw),
        office_code=draw.office_code,
        source=draw.source,
        crew_size=draw.crew_size,
        commitment=draw.day.commitment,
        committed_at=draw.committed_at,
        committed_by=draw.committed_by.username if draw.committed_by else "",
        head=draw.head,
        public_value=draw.public_value,
        fixed_by=draw.fixed_by.username if draw.fixed_by else "",
        lapse_reason=draw.lapse_reason,
        secret=draw.day.secret if draw.day.revealed_at else "",
        grades=grade_lines([draw]),
        officers=tuple((one[1], int(one[4])) for one in leaves if one[0] == "O"),
        kept_out=tuple(
            (one[1], kept_out.get(one[1], ""))
            for one in leaves
            if one[0] == "X" and one[1] not in blind
        ),
        taken_out=tuple(
            (
                str(SubjectKind(one.kind).label),
                one.reference,
                one.out_reason,
                one.out_asked_by.username if one.out_asked_by else "",
                one.out_agreed_by.username if one.out_agreed_by else "",
            )
            for one in gone
        ),
        drawn=tuple(
            (str(SubjectKind(one.kind).label), one.reference, one.grade, crews[one.subject_id])
            for one in drawn
        ),
    )


def grade_lines(draws: list[PoolDraw], /) -> tuple[GradeLine, ...]:
    """Kinds and grades over these draws together, each share with its 95 % interval."""
    pool: Counter[str] = Counter()
    drawn: Counter[str] = Counter()
    rates: dict[str, int] = {}
    for draw in draws:
        rates |= draw.rates
        pool.update(draw.counts)
    ended = [draw.pk for draw in draws if draw.state == DrawState.DRAWN]
    counted = PoolSubject.objects.filter(draw__in=ended, drawn=True).order_by()
    for kind, grade, n in counted.values_list("kind", "grade").annotate(n=Count("pk")):
        drawn[f"{kind}/{grade}"] = n
    return tuple(
        GradeLine(
            kind=kind,
            kind_label=str(SubjectKind(kind).label),
            grade=grade,
            pool=pool[key],
            rate=rates[key],
            drawn=drawn[key] if ended else None,
            share=Share(part=drawn[key], of=pool[key]) if ended else None,
        )
        for key in sorted(pool)
        for kind, _sign, grade in [key.partition("/")]
    )


def subjects_drawn(*, draw_no: str) -> list[DrawnSubject]:
    """Those that are still there; who left since then was excused, with a reason."""
    found = PoolSubject.objects.filter(draw__draw_no=draw_no, drawn=True, gone_at=None)
    return [
        DrawnSubject(
            kind=one.kind,
            reference=one.reference,
            place_code=one.place_code,
            enterprise_id=one.enterprise_id,
        )
        for one in found.order_by("pk")
    ]


def crew_named(*, draw_no: str, kind: str, reference: str) -> NamedCrew | None:
    """Whom chance named with this subject of the pool; None when it was not drawn."""
    subject = (
        PoolSubject.objects.select_related("draw__day")
        .filter(draw__draw_no=draw_no, kind=kind, reference=reference, drawn=True)
        .first()
    )
    if subject is None or subject.draw is None:
        return None
    draw, crews = subject.draw, {one: tuple(crew) for one, crew in subject.draw.drawn}
    pool = tuple(leaf.split("|")[1] for leaf in draw.leaves.split("\n") if leaf[0] == "O")
    return NamedCrew(
        subject_id=subject.subject_id,
        day=draw.day.day,
        commitment=draw.day.commitment,
        pool=pool,
        crew=crews[subject.subject_id],
        computed_crew=crew_of(
            subject.subject_id,
            key=pool_key(secret=draw.day.secret, beacon=draw.beacon),
            root=draw.root,
            officers=pool,
            size=draw.crew_size,
        ),
    )


def _permille(value: float | None) -> str:
    return "–" if value is None else f"{value * 1000:.1f}"


def _row(draw: PoolDraw) -> DrawRow:
    counts: Mapping[str, int] = draw.counts
    return DrawRow(
        draw_no=draw.draw_no,
        place_code=draw.place_code,
        day=draw.day.day,
        cut_off_at=draw.cut_off_at,
        pool=sum(counts.values()),
        drawn=len(draw.drawn) if draw.state == DrawState.DRAWN else None,
        root=draw.root,
        state=draw.state,
        state_label=draw.get_state_display(),
        beacon=draw.beacon,
        ended_at=draw.ended_at,
    )


def _fitting(filters: DrawFilters) -> QuerySet[PoolDraw]:
    found = PoolDraw.objects.all()
    for word in filters.text.split():
        found = found.filter(
            Q(draw_no__icontains=word) | Q(place_code__icontains=word) | Q(root__startswith=word)
        )
    if filters.place_code:
        found = found.filter(place_code=filters.place_code)
    if filters.state in DrawState.values:
        found = found.filter(state=filters.state)
    return found
