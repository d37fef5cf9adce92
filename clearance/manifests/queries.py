"""Questions others may ask about manifests."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q

from clearance.manifests.models import Manifest, ManifestContainer, ManifestLine


@dataclass(frozen=True, kw_only=True)
class ManifestLineView:
    """One bill of lading as the carrier gave it."""

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


def line_of(*, transport_document: str, container_no: str | None = None) -> ManifestLineView | None:
    """The line of that bill of lading, with ``container_no`` only if that box is under it."""
    rows = ManifestLine.objects.filter(transport_document=transport_document)
    if container_no is not None:
        rows = rows.filter(containers__container_no=container_no)
    row = rows.select_related("manifest__berth").prefetch_related("containers").first()
    return None if row is None else _line(row)


def documents_on(*, manifest_no: str) -> list[str]:
    """Every bill of lading of a manifest, in its order."""
    return list(
        ManifestLine.objects.filter(manifest__manifest_no=manifest_no)
        .order_by("position")
        .values_list("transport_document", flat=True)
    )


def lines_on(*, manifest_no: str, limit: int = 500) -> list[ManifestLineView]:
    rows = ManifestLine.objects.filter(manifest__manifest_no=manifest_no).order_by("position")
    return [
        _line(row)
        for row in rows.select_related("manifest__berth").prefetch_related("containers")[:limit]
    ]


def manifests_of(
    *, carrier_id: int, text: str = "", limit: int = 50, offset: int = 0
) -> tuple[list[ManifestView], bool]:
    """One page of a carrier's manifests, newest first, and whether more follow."""
    rows = Manifest.objects.filter(carrier_id=carrier_id)
    if text:
        folded = "".join(text.split()).upper()
        rows = rows.filter(
            Q(manifest_no=folded)
            | Q(vessel__icontains=text.strip())
            | Q(voyage__icontains=folded)
            | Q(lines__transport_document=folded)
            | Q(pk__in=ManifestContainer.objects.filter(container_no=folded).values("manifest"))
        ).distinct()
    rows = rows.annotate(n=Count("lines", distinct=True)).select_related("berth")
    page = list(rows.order_by("-accepted_at", "-pk")[offset : offset + limit + 1])
    return [_manifest(row, row.n) for row in page[:limit]], len(page) > limit


def manifest_of(*, manifest_no: str, carrier_id: int) -> ManifestView | None:
    row = (
        Manifest.objects.filter(manifest_no=manifest_no, carrier_id=carrier_id)
        .annotate(n=Count("lines"))
        .select_related("berth")
        .first()
    )
    return None if row is None else _manifest(row, row.n)


def _manifest(row: Manifest, lines: int) -> ManifestView:
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
    )
