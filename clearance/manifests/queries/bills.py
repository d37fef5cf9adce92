"""Bills as officers and carriers look at them: the queue, the tree, one bill with its papers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.text import format_lazy

from clearance.manifests.models import (
    LandedDifference,
    LineChange,
    LineLock,
    ManifestContainer,
    ManifestLine,
    TerminalMessage,
)
from clearance.manifests.queries.papers import (
    ChangeView,
    DifferenceView,
    LockView,
    MessageView,
    change_view,
    difference_view,
    in_order,
    lock_view,
    message_view,
    reason_in_words,
)
from clearance.manifests.states import (
    BILL_FLOW,
    STOPPED,
    Because,
    BillState,
    ChangeState,
    DifferenceState,
    Fate,
    Kind,
    Level,
    Mode,
)
from customs_portal.accounts.queries import StateLine, Wording, state_lines
from customs_portal.kit.errors import NotFound

SORTS = {
    "": ("-pk",),
    "lodged": ("pk",),
    "-lodged": ("-pk",),
    "document": ("transport_document", "part"),
    "-document": ("-transport_document", "-part"),
    "weight": ("gross_weight_kg", "pk"),
    "-weight": ("-gross_weight_kg", "-pk"),
    "pieces": ("pieces", "pk"),
    "-pieces": ("-pieces", "-pk"),
    "expected": ("manifest__expected_at", "pk"),
    "-expected": ("-manifest__expected_at", "-pk"),
}


@dataclass(frozen=True, kw_only=True)
class BillFilters:
    """What the queue shows; an empty filter shows everything that stands."""

    text: str = ""
    state: str = ""
    mode: str = ""
    kind: str = ""
    locked: bool = False
    differs: bool = False
    changing: bool = False
    dangerous: bool = False
    late: bool = False
    manifest_no: str = ""
    carrier_id: int | None = None
    sort: str = ""


@dataclass(frozen=True, kw_only=True)
class BillRow:
    """One bill in a list."""

    transport_document: str
    part: int
    position: int
    level: str
    master: str
    manifest_no: str
    vessel: str
    voyage: str
    mode: str
    kind: str
    carrier: str
    goods_name: str
    pieces: int
    package_kind: str
    gross_weight_kg: Decimal
    consignee: str
    departure_country: str
    un_number: str
    dangerous_class: str
    state: str
    state_label: str
    tone: str
    reason: str
    fate: str
    fate_label: str
    onward: str
    version: int
    declaration_no: str
    locked: bool
    differs: bool
    changing: bool
    late: bool
    expected_at: datetime
    arrived_at: datetime | None
    containers: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        return not self.fate

    @property
    def mode_label(self) -> str:
        return str(Mode(self.mode).label)


@dataclass(frozen=True, kw_only=True)
class BillFile:
    """One bill with everything written about it."""

    bill: BillRow
    shipper_name: str
    consignee_name: str
    consignee_address: str
    consignee_uscc: str
    notify_name: str
    boxes: tuple[dict[str, Any], ...] = ()
    houses: tuple[BillRow, ...] = ()
    locks: tuple[LockView, ...] = ()
    changes: tuple[ChangeView, ...] = ()
    differences: tuple[DifferenceView, ...] = ()
    messages: tuple[MessageView, ...] = field(default=())


def bills_page(
    *, filters: BillFilters, now: datetime, limit: int = 50, offset: int = 0
) -> tuple[list[BillRow], bool]:
    """One page of bills and whether more follow: two queries, however many rows."""
    rows = _with_marks(found_bills(filters=filters, now=now), now=now)
    order = SORTS.get(filters.sort, SORTS[""])
    page = list(rows.order_by(*order)[offset : offset + limit + 1])
    return _rows(page[:limit]), len(page) > limit


def count_bills(*, filters: BillFilters, now: datetime, most: int = 1_000) -> int:
    """How many bills fit, counted up to ``most``."""
    return found_bills(filters=filters, now=now).order_by()[:most].count()


def found_bills(*, filters: BillFilters, now: datetime) -> QuerySet[ManifestLine]:
    rows = ManifestLine.objects.filter(fate=Fate.STANDS)
    if filters.carrier_id is not None:
        rows = rows.filter(manifest__carrier_id=filters.carrier_id)
    if filters.manifest_no:
        rows = rows.filter(manifest__manifest_no=filters.manifest_no)
    if filters.state in BillState.values:
        rows = rows.filter(state=filters.state)
    if filters.mode in Mode.values:
        rows = rows.filter(manifest__mode=filters.mode)
    if filters.kind in Kind.values:
        rows = rows.filter(manifest__kind=filters.kind)
    if filters.locked:
        rows = rows.filter(Exists(_open_locks(now)))
    if filters.differs:
        rows = rows.filter(Exists(_open_differences()))
    if filters.changing:
        rows = rows.filter(Exists(_open_changes()))
    if filters.dangerous:
        rows = rows.exclude(un_number="")
    if filters.late:
        rows = rows.filter(manifest__late_minutes__isnull=False)
    if filters.text:
        folded = "".join(filters.text.split()).upper()
        boxes = ManifestContainer.objects.filter(container_no=folded).values("line")
        rows = rows.filter(
            Q(transport_document__startswith=folded)
            | Q(manifest__manifest_no=folded)
            | Q(consignee_uscc=folded)
            | Q(declaration_no=folded)
            | Q(goods_name__icontains=filters.text.strip())
            | Q(manifest__vessel__icontains=filters.text.strip())
            | Q(pk__in=boxes)
        )
    return rows


def tree_on(*, manifest_no: str, now: datetime, limit: int = 1_000) -> list[BillRow]:
    """Masters in their order, each followed by its house bills; ended bills last."""
    rows = _with_marks(ManifestLine.objects.filter(manifest__manifest_no=manifest_no), now=now)
    rows = rows.annotate(above=F("master__position"))
    page = _rows(list(rows.order_by("position")[:limit]))
    houses: dict[str, list[BillRow]] = {}
    for row in page:
        if row.level == Level.HOUSE and row.stands:
            houses.setdefault(row.master, []).append(row)
    found: list[BillRow] = []
    for row in page:
        if row.level == Level.MASTER and row.stands:
            found += [row, *houses.pop(row.transport_document, [])]
    found += [row for below in houses.values() for row in below]
    return found + [row for row in page if not row.stands]


def bill_file(
    *, transport_document: str, now: datetime, carrier_id: int | None = None
) -> list[BillFile]:
    """The bill's lines, standing ones first, parts in order; empty when there is none."""
    rows = ManifestLine.objects.filter(transport_document=transport_document)
    if carrier_id is not None:
        rows = rows.filter(manifest__carrier_id=carrier_id)
    lines = list(_with_marks(rows, now=now).order_by("fate", "part", "-pk")[:20])
    views = _rows(lines)
    return [_file(line, view, now=now) for line, view in zip(lines, views, strict=True)]


def history_of_bill(
    *, transport_document: str, officer: bool, carrier_id: int | None = None
) -> tuple[StateLine, ...]:
    """Every state the bill has had on each of its lines. Raises ``NotFound``."""
    rows = ManifestLine.objects.filter(transport_document=transport_document)
    if carrier_id is not None:
        rows = rows.filter(manifest__carrier_id=carrier_id)
    keys = dict(rows.values_list("pk", "manifest__manifest_no"))
    if not keys:
        raise NotFound(field="transport_document")
    return state_lines(wording=_WORDING, subjects=keys, officer=officer)


def _reason(told: str) -> str:
    return str(Because(told).label) if told in Because.values else reason_in_words(told)


_WORDING = Wording(
    flow=BILL_FLOW,
    states={state.value: format_lazy("{} {}", state.value, state.label) for state in BillState},
    reason=_reason,
    tones={state.value: state.tone for state in BillState},
)


def _open_locks(now: datetime) -> QuerySet[LineLock]:
    return LineLock.objects.filter(
        Q(line=OuterRef("pk")) | Q(line=OuterRef("master")), lifted_at=None, expires_at__gt=now
    )


def _open_differences() -> QuerySet[LandedDifference]:
    return LandedDifference.objects.filter(line=OuterRef("pk"), state=DifferenceState.OPEN)


def _open_changes() -> QuerySet[LineChange]:
    return LineChange.objects.filter(line=OuterRef("pk"), state=ChangeState.PENDING)


def _with_marks(rows: QuerySet[ManifestLine], *, now: datetime) -> QuerySet[ManifestLine]:
    return (
        rows.select_related("manifest__carrier", "master")
        .prefetch_related("containers")
        .annotate(
            is_locked=Exists(_open_locks(now)),
            is_different=Exists(_open_differences()),
            is_changing=Exists(_open_changes()),
        )
    )


def _rows(lines: Sequence[Any]) -> list[BillRow]:
    return [
        BillRow(
            transport_document=line.transport_document,
            part=line.part,
            position=line.position,
            level=line.level,
            master=line.master.transport_document if line.master else "",
            manifest_no=line.manifest.manifest_no,
            vessel=line.manifest.vessel,
            voyage=line.manifest.voyage,
            mode=line.manifest.mode,
            kind=line.manifest.kind,
            carrier=line.manifest.carrier.name,
            goods_name=line.goods_name,
            pieces=line.pieces,
            package_kind=line.package_kind,
            gross_weight_kg=line.gross_weight_kg,
            consignee=line.consignee_name or line.consignee_uscc,
            departure_country=line.departure_country_id,
            un_number=line.un_number,
            dangerous_class=line.dangerous_class,
            state=line.state,
            state_label=str(BillState(line.state).label),
            tone=BillState(line.state).tone,
            reason=reason_in_words(line.state_reason) if line.state in STOPPED else "",
            fate=line.fate,
            fate_label=str(Fate(line.fate).label),
            onward=line.onward,
            version=line.version,
            declaration_no=line.declaration_no,
            locked=line.is_locked,
            differs=line.is_different,
            changing=line.is_changing,
            late=line.manifest.late_minutes is not None,
            expected_at=line.manifest.expected_at,
            arrived_at=line.manifest.arrived_at,
            containers=tuple(box.container_no for box in line.containers.all()),
        )
        for line in lines
    ]


def _file(line: ManifestLine, view: BillRow, *, now: datetime) -> BillFile:
    locks = line.locks.select_related("owner", "lifted_by").order_by("-placed_at")
    houses = _with_marks(ManifestLine.objects.filter(master=line, fate=Fate.STANDS), now=now)
    changes = line.changes.select_related("asked_by", "decided_by", "line").order_by("-pk")
    messages = TerminalMessage.objects.filter(line=line).order_by("-pk")
    return BillFile(
        bill=view,
        shipper_name=line.shipper_name,
        consignee_name=line.consignee_name,
        consignee_address=line.consignee_address,
        consignee_uscc=line.consignee_uscc,
        notify_name=line.notify_name,
        boxes=tuple(
            dict(box)
            for box in line.containers.order_by("container_no").values(
                "container_no", "seal_no", "yard_at", "tallied_at", "released_at", "left_at"
            )
        ),
        houses=tuple(_rows(list(houses.order_by("position")))),
        locks=tuple(lock_view(one) for one in locks),
        changes=tuple(change_view(one) for one in changes),
        differences=tuple(difference_view(one) for one in in_order(line.differences.all())),
        messages=tuple(message_view(one) for one in messages[:50]),
    )
