"""Questions about the bottom ledger of documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from clearance.gates.models import DocumentLedger, Journey, PassDocument
from clearance.gates.models.ledgers import LedgerEntry
from clearance.gates.states import JourneyState
from customs_portal.kit.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class EntryView:
    pass_no: str
    passage_no: str
    container_no: str
    goods_kg: int
    written_at: datetime
    arrived_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class LedgerView:
    """``left_kg`` is what may still go: declared, less written off, less under way."""

    id: int
    kind: int
    kind_label: str
    number: str
    goods_name: str
    declared_kg: int
    written_kg: int
    under_way_kg: int
    opened_at: datetime
    entries: tuple[EntryView, ...] = ()

    @property
    def left_kg(self) -> int:
        return self.declared_kg - self.written_kg - self.under_way_kg


def find_ledgers(*, enterprise_id: int, number: str = "") -> QuerySet[DocumentLedger]:
    """Ledgers of one enterprise, newest first, with their sums in the same query."""
    rows = DocumentLedger.objects.filter(enterprise_id=enterprise_id)
    if number:
        rows = rows.filter(number=number)
    written = (
        LedgerEntry.objects.filter(ledger=OuterRef("pk"))
        .order_by()
        .values("ledger")
        .annotate(total=Sum("goods_kg"))
        .values("total")
    )
    under_way = (
        PassDocument.objects.filter(kind=OuterRef("kind"), number=OuterRef("number"), is_open=True)
        .order_by()
        .values("kind", "number")
        .annotate(total=Sum("goods_kg"))
        .values("total")
    )
    return rows.annotate(written_kg=Subquery(written), under_way_kg=Subquery(under_way)).order_by(
        "-id"
    )


def ledger_views(rows: Iterable[DocumentLedger]) -> list[LedgerView]:
    return [_view(row) for row in rows]


def ledger_of(*, ledger_id: int, enterprise_id: int) -> LedgerView:
    """With its entries, newest first. Raises ``NotFound`` like for a foreign number."""
    row = find_ledgers(enterprise_id=enterprise_id).filter(pk=ledger_id).first()
    if row is None:
        raise NotFound(field="number")
    entries = list(row.entries.order_by("-id")[:200])
    there = Journey.objects.filter(
        gate_pass__pass_no__in=[one.pass_no for one in entries], state=JourneyState.ARRIVED
    )
    arrived = dict(there.values_list("gate_pass__pass_no", "ended_at"))
    return _view(row, tuple(_entry(one, arrived.get(one.pass_no)) for one in entries))


def _view(row: DocumentLedger, entries: tuple[EntryView, ...] = ()) -> LedgerView:
    sums = row.__dict__
    return LedgerView(
        id=row.pk,
        kind=row.kind,
        kind_label=row.get_kind_display(),
        number=row.number,
        goods_name=row.goods_name,
        declared_kg=row.declared_kg,
        written_kg=sums["written_kg"] or 0,
        under_way_kg=sums["under_way_kg"] or 0,
        opened_at=row.opened_at,
        entries=entries,
    )


def _entry(row: LedgerEntry, arrived_at: datetime | None) -> EntryView:
    return EntryView(
        pass_no=row.pass_no,
        passage_no=row.passage_no,
        container_no=row.container_no,
        goods_kg=row.goods_kg,
        written_at=row.written_at,
        arrived_at=arrived_at,
    )
