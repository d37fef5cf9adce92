"""Files of consignments, drafts submitted together, and templates, for their enterprise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Count, F, Func, JSONField, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language

from clearance.declarations.models import (
    DraftRun,
    DraftRunLine,
    DraftTemplate,
    FiledConsignment,
    FiledSheet,
)
from clearance.declarations.queries.explanations import way_in_words
from clearance.declarations.rules.file_columns import BY_KEY
from clearance.declarations.states import FileState, LineState
from customs_portal.accounts.models import User

T = TypeVar("T")
AT_ONCE = 100


class Slices(Generic[T]):
    """Rows read slice by slice, as a paginator asks for them."""

    def __init__(self, rows: QuerySet[Any], shown: Any) -> None:
        self._rows, self._shown = rows, shown

    def count(self) -> int:
        return self._rows.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[T]:
        return [self._shown(row) for row in self._rows[part]]


@dataclass(frozen=True, kw_only=True)
class SheetView:
    sheet_no: str
    file_name: str
    form: str
    state: str
    state_label: str
    rows: int
    consignments: int
    checked: int
    good: int
    sent_by: str
    sent_at: datetime
    ended_at: datetime | None

    @property
    def refused(self) -> int:
        return self.checked - self.good

    @property
    def is_open(self) -> bool:
        return self.state == FileState.CHECKING


@dataclass(frozen=True, kw_only=True)
class FaultView:
    """One line of the report, in the reader's language. ``row`` is the number in the file."""

    row: int | None
    column: str
    rule: str
    message: str
    remedy: str
    reference: str


@dataclass(frozen=True, kw_only=True)
class PartView:
    position: int
    reference: str
    transport_document: str
    goods_name: str
    items: int
    containers: str
    rows: str
    arrives_at: datetime | None
    good: bool | None
    faults: int
    draft_no: str


@dataclass(frozen=True, kw_only=True)
class RunView:
    run_no: str
    begun_by: str
    begun_at: datetime
    total: int
    accepted: int
    refused: int

    @property
    def done(self) -> int:
        return self.accepted + self.refused

    @property
    def is_open(self) -> bool:
        return self.done < self.total


@dataclass(frozen=True, kw_only=True)
class LineView:
    draft_no: str
    transport_document: str
    goods_name: str
    state: str
    state_label: str
    declaration_no: str
    is_draft: bool
    faults: tuple[FaultView, ...]


@dataclass(frozen=True, kw_only=True)
class TemplateView:
    template_id: int
    name: str
    way: str
    goods_name: str
    hs_code: str
    items: int
    made_by: str
    made_at: datetime
    used_at: datetime | None
    uses: int


def sheets_unchecked() -> list[str]:
    rows = FiledSheet.objects.filter(state=FileState.CHECKING).order_by("id")
    return list(rows.values_list("sheet_no", flat=True)[:AT_ONCE])


def runs_unfinished() -> list[str]:
    waiting = DraftRunLine.objects.filter(state=LineState.WAITING)
    rows = DraftRun.objects.filter(pk__in=waiting.values("run")).order_by("id")
    return list(rows.values_list("run_no", flat=True)[:AT_ONCE])


SHEET_SORTS = {
    "file": "file_name",
    "sent": "sent_at",
    "rows": "rows",
    "consignments": "consignments",
}
RUN_SORTS = {"run": "run_no", "begun": "begun_at", "drafts": "total", "refused": "refused"}


def sheets_of(*, by: User, sort: str = "") -> Slices[SheetView]:
    """The last sent first unless ``sort`` says otherwise, without those thrown away."""
    rows = FiledSheet.objects.filter(enterprise=by.enterprise).exclude(state=FileState.DISCARDED)
    order = _order(sort, SHEET_SORTS, usual="-sent_at")
    return Slices(rows.select_related("sent_by").order_by(order, "-id"), _sheet)


def _order(sort: str, known: dict[str, str], *, usual: str) -> str:
    """The column behind a heading's word, "-" before it for the other way; else the usual one."""
    column = known.get(sort.removeprefix("-"))
    return usual if column is None else f"-{column}" if sort.startswith("-") else column


def sheet_of(*, sheet_no: str, by: User) -> SheetView | None:
    rows = FiledSheet.objects.filter(enterprise=by.enterprise, sheet_no=sheet_no)
    row = rows.select_related("sent_by").first()
    return None if row is None else _sheet(row)


def report_of(*, sheet_no: str, by: User, text: str = "") -> Slices[FaultView]:
    """Every fault of every row, in the order of the file; ``text`` is a rule or a reference."""
    rows = (
        FiledConsignment.objects.filter(sheet__sheet_no=sheet_no, sheet__enterprise=by.enterprise)
        .exclude(faults=[])
        .annotate(one=_Elements(F("faults")))
        .order_by("position", "one__row")
    )
    if text:
        rows = rows.filter(
            Q(reference__icontains=text)
            | Q(answers__transport_document__icontains=text)
            | Q(faults__contains=[{"rule": text}])
        )
    return Slices(
        rows.values_list("one", "reference"), lambda found: _fault(found[0], reference=found[1])
    )


def every_fault_of(*, sheet_no: str, by: User) -> Iterator[FaultView]:
    yield from report_of(sheet_no=sheet_no, by=by)[0:1_000_000]


def parts_of(*, sheet_no: str, by: User, only: str = "") -> Slices[PartView]:
    """``only``: good, refused, or "" for all."""
    rows = FiledConsignment.objects.filter(
        sheet__sheet_no=sheet_no, sheet__enterprise=by.enterprise
    )
    if only in ("good", "refused"):
        rows = rows.filter(good=only == "good")
    return Slices(rows.select_related("draft").order_by("position"), _part)


def runs_of(*, by: User, sort: str = "") -> Slices[RunView]:
    """The last begun first unless ``sort`` says otherwise."""
    rows = _counted(DraftRun.objects.filter(enterprise=by.enterprise))
    return Slices(rows.order_by(_order(sort, RUN_SORTS, usual="-begun_at"), "-id"), _run)


def run_of(*, run_no: str, by: User) -> RunView | None:
    row = _counted(DraftRun.objects.filter(enterprise=by.enterprise, run_no=run_no)).first()
    return None if row is None else _run(row)


def lines_of(*, run_no: str, by: User, state: str = "") -> Slices[LineView]:
    rows = DraftRunLine.objects.filter(run__run_no=run_no, run__enterprise=by.enterprise)
    if state in LineState.values:
        rows = rows.filter(state=state)
    return Slices(rows.select_related("draft", "declaration").order_by("position"), _line)


def templates_of(*, by: User, text: str = "", sort: str = "") -> Slices[TemplateView]:
    orders = {"name": "name", "-name": "-name", "-used": "-used_at", "-uses": "-uses"}
    rows = DraftTemplate.objects.filter(enterprise=by.enterprise, deleted_at=None)
    rows = rows.annotate(
        goods=KeyTextTransform("items.0.name", "answers"),
        code=KeyTextTransform("items.0.hs_code", "answers"),
    )
    for word in text.split():
        rows = rows.filter(
            Q(name__icontains=word) | Q(goods__icontains=word) | Q(code__startswith=word)
        )
    chosen = orders.get(sort, "name")
    order = F(chosen[1:]).desc(nulls_last=True) if chosen[0] == "-" else F(chosen).asc()
    return Slices(rows.select_related("made_by").order_by(order, "id"), template_view)


def template_of(*, template_id: int, by: User) -> TemplateView | None:
    row = (
        DraftTemplate.objects.select_related("made_by")
        .filter(enterprise=by.enterprise, pk=template_id, deleted_at=None)
        .first()
    )
    return None if row is None else template_view(row)


def template_view(row: DraftTemplate) -> TemplateView:
    return TemplateView(
        template_id=row.pk,
        name=row.name,
        way=way_in_words(row.procedure, row.direction),
        goods_name=row.answers.get("items.0.name", ""),
        hs_code=row.answers.get("items.0.hs_code", ""),
        items=sum(key.endswith(".hs_code") for key in row.answers),
        made_by=row.made_by.display_name or row.made_by.username,
        made_at=row.made_at,
        used_at=row.used_at,
        uses=row.uses,
    )


class _Elements(Func):
    """One row for each element of a list, which counting must not leave out."""

    function = "jsonb_array_elements"
    set_returning = True
    output_field = JSONField()


def _counted(rows: QuerySet[DraftRun]) -> QuerySet[DraftRun]:
    return rows.select_related("begun_by").annotate(
        total=Count("lines"),
        accepted=Count("lines", filter=Q(lines__state=Value(LineState.ACCEPTED))),
        refused=Count("lines", filter=Q(lines__state=Value(LineState.REFUSED))),
    )


def _run(row: Any) -> RunView:
    return RunView(
        run_no=row.run_no,
        begun_by=row.begun_by.display_name or row.begun_by.username,
        begun_at=row.begun_at,
        total=row.total,
        accepted=row.accepted,
        refused=row.refused,
    )


def _sheet(row: FiledSheet) -> SheetView:
    return SheetView(
        sheet_no=row.sheet_no,
        file_name=row.file_name,
        form=row.form.upper(),
        state=row.state,
        state_label=str(FileState(row.state).label),
        rows=row.rows,
        consignments=row.consignments,
        checked=row.checked,
        good=row.good,
        sent_by=row.sent_by.display_name or row.sent_by.username,
        sent_at=row.sent_at,
        ended_at=row.ended_at,
    )


def _fault(one: dict[str, Any], *, reference: str = "") -> FaultView:
    chinese = is_chinese()
    words = one["zh" if chinese else "en"]
    key = one.get("column") or one.get("field", "")
    column = BY_KEY.get(key)
    return FaultView(
        row=one.get("row"),
        column=column.label(chinese=chinese) if column else key,
        rule=one["rule"],
        message=words["message"],
        remedy=words["remedy"],
        reference=reference,
    )


def is_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _part(row: FiledConsignment) -> PartView:
    return PartView(
        position=row.position,
        reference=row.reference,
        transport_document=row.answers.get("transport_document", ""),
        goods_name=row.answers.get("items.0.name", ""),
        items=len(row.rows),
        containers=row.answers.get("container_nos", ""),
        rows=", ".join(map(str, row.rows[:4])) + (" …" if len(row.rows) > 4 else ""),
        arrives_at=row.arrives_at,
        good=row.good,
        faults=len(row.faults),
        draft_no=row.draft.draft_no if row.draft else "",
    )


def _line(row: DraftRunLine) -> LineView:
    return LineView(
        draft_no=row.draft.draft_no,
        transport_document=row.draft.answers.get("transport_document", ""),
        goods_name=row.draft.answers.get("items.0.name", ""),
        state=row.state,
        state_label=str(LineState(row.state).label),
        declaration_no=row.declaration.declaration_no if row.declaration else "",
        is_draft=row.draft.declaration_id is None and row.draft.deleted_at is None,
        faults=tuple(_fault(one) for one in row.faults),
    )
