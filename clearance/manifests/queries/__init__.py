"""Questions others may ask about manifests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet

from clearance.manifests.models import (
    LandedDifference,
    LineLock,
    Manifest,
    ManifestContainer,
    ManifestLine,
)
from clearance.manifests.queries.papers import reason_in_words
from clearance.manifests.states import (
    DECLARABLE,
    STOPPED,
    BillState,
    DifferenceState,
    Fate,
    Kind,
    Mode,
)
from customs_portal.kit.statements import Question


@dataclass(frozen=True, kw_only=True)
class ManifestLineView:
    """One bill of lading as the carrier gave it; a bill shipped in parts is their sum."""

    manifest_no: str
    vessel: str
    voyage: str
    transport_document: str
    containers: tuple[str, ...]
    gross_weight_kg: Decimal
    pieces: int
    goods_name: str
    departure_country: str
    consignee_uscc: str
    accepted_at: datetime
    arrived_at: datetime | None
    place_code: str
    is_export: bool = False
    yard_at: datetime | None = None
    loading_port: str = ""
    consignee_address: str = ""


@dataclass(frozen=True, kw_only=True)
class ManifestView:
    manifest_no: str
    vessel: str
    imo: str
    voyage: str
    loading_port: str
    place_code: str
    expected_at: datetime
    accepted_at: datetime
    arrived_at: datetime | None
    lines: int
    mode: str = Mode.SEA
    kind: str = Kind.ORIGINAL
    carrier: str = ""
    loading_at: datetime | None = None
    lodge_by: datetime | None = None
    late_minutes: int | None = None
    sailed_at: datetime | None = None
    tallied_at: datetime | None = None
    listed_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def mode_label(self) -> str:
        return str(Mode(self.mode).label)

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)


@dataclass(frozen=True, kw_only=True)
class Stop:
    """Why a bill may not be released: ``LOCK``, ``STATE`` or ``DIFFERENCE``."""

    kind: str
    reason: str
    by: str
    until: datetime | None


_LINE = {
    "manifest_no": "manifest__manifest_no",
    "vessel": "manifest__vessel",
    "voyage": "manifest__voyage",
    "transport_document": "transport_document",
    "gross_weight_kg": "gross_weight_kg",
    "pieces": "pieces",
    "goods_name": "goods_name",
    "departure_country": "departure_country_id",
    "consignee_uscc": "consignee_uscc",
    "accepted_at": "manifest__accepted_at",
    "arrived_at": "manifest__arrived_at",
    "place_code": "manifest__berth__code",
    "yard_at": "yard_at",
    "loading_port": "manifest__loading_port_id",
    "consignee_address": "consignee_address",
}


def _declarable(transport_document: str) -> "QuerySet[ManifestLine, Any]":
    boxes = ManifestContainer.objects.filter(line=OuterRef("pk")).order_by("pk")
    rows = ManifestLine.objects.filter(
        transport_document=transport_document, fate=Fate.STANDS, state__in=list(DECLARABLE)
    )
    return rows.order_by("part").values_list(
        *_LINE.values(), ArraySubquery(boxes.values("container_no")), "manifest__kind"
    )


_LINES = Question(_declarable, transport_document=str)


def line_of(*, transport_document: str, container_no: str | None = None) -> ManifestLineView | None:
    """The bill as it can be declared, with ``container_no`` only if that box is under it.

    Bills that wait for an officer or were stopped are not there yet.
    """
    parts = [
        ManifestLineView(
            **dict(zip(_LINE, row, strict=False)),
            containers=tuple(row[-2]),
            is_export=row[-1] == Kind.PRE_LOADING,
        )
        for row in _LINES.rows(transport_document=transport_document)
    ]
    if not parts or (
        container_no is not None and all(container_no not in part.containers for part in parts)
    ):
        return None
    return parts[0] if len(parts) == 1 else _whole(parts)


def stops_on(*, transport_document: str, now: datetime) -> list[Stop]:
    """What keeps the bill from being released at this moment."""
    rows = list(
        ManifestLine.objects.filter(
            transport_document=transport_document, fate=Fate.STANDS
        ).select_related("decided_by")
    )
    ids = [row.pk for row in rows] + [row.master_id for row in rows if row.master_id]
    stops = [
        Stop(
            kind="STATE",
            reason=reason_in_words(row.state_reason) or str(BillState(row.state).label),
            by=row.decided_by.get_username() if row.decided_by else "",
            until=None,
        )
        for row in rows
        if row.state in STOPPED
    ]
    locks = LineLock.objects.filter(line__in=ids, lifted_at=None, expires_at__gt=now)
    stops += [
        Stop(kind="LOCK", reason=one.reason, by=one.owner.get_username(), until=one.expires_at)
        for one in locks.select_related("owner").order_by("placed_at")
    ]
    differences = LandedDifference.objects.filter(line__in=rows, state=DifferenceState.OPEN)
    stops += [
        Stop(kind="DIFFERENCE", reason=one.get_measure_display(), by="", until=None)
        for one in differences.order_by("pk")
    ]
    return stops


def documents_on(*, manifest_no: str) -> list[str]:
    """Every standing bill of lading of a manifest, in its order."""
    return list(
        ManifestLine.objects.filter(manifest__manifest_no=manifest_no, fate=Fate.STANDS)
        .order_by("position")
        .values_list("transport_document", flat=True)
    )


def documents_under(*, transport_documents: Sequence[str]) -> list[str]:
    """The bills themselves and the house bills below them."""
    houses = ManifestLine.objects.filter(
        master__transport_document__in=transport_documents, fate=Fate.STANDS
    )
    return [*transport_documents, *houses.values_list("transport_document", flat=True)]


def lines_on(*, manifest_no: str, limit: int = 500) -> list[ManifestLineView]:
    rows = ManifestLine.objects.filter(
        manifest__manifest_no=manifest_no, fate=Fate.STANDS
    ).order_by("position")
    return [
        _line(row)
        for row in rows.select_related("manifest__berth").prefetch_related("containers")[:limit]
    ]


def manifests_of(
    *,
    carrier_id: int,
    text: str = "",
    mode: str = "",
    kind: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[ManifestView], bool]:
    """One page of a carrier's manifests, newest first, and whether more follow."""
    rows = Manifest.objects.filter(carrier_id=carrier_id)
    if mode in Mode.values:
        rows = rows.filter(mode=mode)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    return views_page(rows=found_by_text(rows=rows, text=text), limit=limit, offset=offset)


def found_by_text(*, rows: QuerySet[Manifest], text: str) -> QuerySet[Manifest]:
    """Manifests whose number, means of transport, voyage, bill or container is ``text``."""
    if not text:
        return rows
    folded = "".join(text.split()).upper()
    return rows.filter(
        Q(manifest_no=folded)
        | Q(vessel__icontains=text.strip())
        | Q(voyage__icontains=folded)
        | Q(pk__in=ManifestLine.objects.filter(transport_document=folded).values("manifest"))
        | Q(pk__in=ManifestContainer.objects.filter(container_no=folded).values("manifest"))
    )


def views_page(
    *, rows: QuerySet[Manifest], limit: int, offset: int
) -> tuple[list[ManifestView], bool]:
    page = list(
        rows.select_related("berth", "carrier").order_by("-accepted_at", "-pk")[
            offset : offset + limit + 1
        ]
    )
    counts = dict(
        ManifestLine.objects.filter(manifest__in=[row.pk for row in page], fate=Fate.STANDS)
        .values_list("manifest")
        .annotate(n=Count("pk"))
    )
    return [manifest_view(row, counts.get(row.pk, 0)) for row in page[:limit]], len(page) > limit


def manifest_of(*, manifest_no: str, carrier_id: int | None = None) -> ManifestView | None:
    """One manifest; without ``carrier_id`` as an officer sees it."""
    rows = Manifest.objects.filter(manifest_no=manifest_no)
    if carrier_id is not None:
        rows = rows.filter(carrier_id=carrier_id)
    row = rows.select_related("berth", "carrier").first()
    if row is None:
        return None
    return manifest_view(row, row.lines.filter(fate=Fate.STANDS).count())


def manifest_view(row: Manifest, lines: int) -> ManifestView:
    return ManifestView(
        manifest_no=row.manifest_no,
        vessel=row.vessel,
        imo=row.imo,
        voyage=row.voyage,
        loading_port=row.loading_port_id,
        place_code=row.berth.code,
        expected_at=row.expected_at,
        accepted_at=row.accepted_at,
        arrived_at=row.arrived_at,
        lines=lines,
        mode=row.mode,
        kind=row.kind,
        carrier=row.carrier.name,
        loading_at=row.loading_at,
        lodge_by=row.lodge_by,
        late_minutes=row.late_minutes,
        sailed_at=row.sailed_at,
        tallied_at=row.tallied_at,
        listed_at=row.listed_at,
        closed_at=row.closed_at,
    )


def _whole(parts: list[ManifestLineView]) -> ManifestLineView:
    first = parts[0]
    yards = [part.yard_at for part in parts]
    return ManifestLineView(
        manifest_no=first.manifest_no,
        vessel=first.vessel,
        voyage=first.voyage,
        transport_document=first.transport_document,
        containers=tuple(dict.fromkeys(box for part in parts for box in part.containers)),
        gross_weight_kg=sum((part.gross_weight_kg for part in parts), Decimal(0)),
        pieces=sum(part.pieces for part in parts),
        goods_name=first.goods_name,
        departure_country=first.departure_country,
        consignee_uscc=first.consignee_uscc,
        accepted_at=first.accepted_at,
        arrived_at=first.arrived_at,
        place_code=first.place_code,
        is_export=first.is_export,
        yard_at=None if None in yards else max(filter(None, yards)),
        loading_port=first.loading_port,
        consignee_address=first.consignee_address,
    )


def _line(row: ManifestLine) -> ManifestLineView:
    return ManifestLineView(
        manifest_no=row.manifest.manifest_no,
        vessel=row.manifest.vessel,
        voyage=row.manifest.voyage,
        transport_document=row.transport_document,
        containers=tuple(one.container_no for one in row.containers.all()),
        gross_weight_kg=row.gross_weight_kg,
        pieces=row.pieces,
        goods_name=row.goods_name,
        departure_country=row.departure_country_id,
        consignee_uscc=row.consignee_uscc,
        accepted_at=row.manifest.accepted_at,
        arrived_at=row.manifest.arrived_at,
        place_code=row.manifest.berth.code,
        is_export=row.manifest.kind == Kind.PRE_LOADING,
        yard_at=row.yard_at,
        loading_port=row.manifest.loading_port_id,
        consignee_address=row.consignee_address,
    )
