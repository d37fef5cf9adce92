"""Manifests in the states they pass through, made by the house's own operations."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

from clearance.manifests.facts import LodgedLine, LodgedManifest, TallyEntry
from clearance.manifests.models import Manifest, ManifestLine
from clearance.manifests.operations.follow_goods import release_goods
from clearance.manifests.operations.lodge_manifest import lodge_manifest
from clearance.manifests.operations.report_arrival import report_arrival
from customs_portal.accounts.models import User
from customs_portal.registry.models import Place
from tests.factories.clearance import BERTH, IMO, MORNING, a_container_no
from tests.factories.people import PlaceFactory, UserFactory

REASON = "As agreed with the terminal this morning"
_numbers = count(1)


def a_document() -> str:
    return f"EVER{next(_numbers):08d}"


def a_bill(**changes) -> LodgedLine:
    """Forty cartons in one container of their own."""
    usual = {
        "transport_document": a_document(),
        "container_nos": (a_container_no(),),
        "gross_weight_kg": Decimal(8000),
        "pieces": 40,
        "goods_name": "Cotton T-shirts",
        "consignee_uscc": "",
        "departure_country": "VN",
    }
    return LodgedLine(**(usual | changes))


def a_voyage(*lines: LodgedLine, **changes) -> LodgedManifest:
    usual = {
        "vessel": "PACIFIC CRANE",
        "imo": IMO,
        "voyage": f"V{next(_numbers):05d}",
        "loading_port": "VNSGN",
        "place_code": BERTH,
        "expected_at": MORNING + timedelta(days=2),
        "lines": lines or (a_bill(),),
    }
    return LodgedManifest(**(usual | changes))


def lodge(*lines: LodgedLine, by: User | None = None, now=MORNING, **changes) -> Manifest:
    return lodge_manifest(
        lodged=a_voyage(*lines, **changes), by=by or UserFactory(carrier=True), now=now
    )


def an_export(*lines: LodgedLine, by: User, **changes) -> Manifest:
    usual = {"kind": "PRE_LOADING", "loading_at": MORNING + timedelta(days=2)}
    return lodge(*lines, by=by, **(usual | changes))


def arrived(*lines: LodgedLine, by: User, **changes) -> Manifest:
    manifest = lodge(*lines, by=by, **changes)
    return report_arrival(
        manifest_no=manifest.manifest_no, place_code=BERTH, arrived_at=MORNING, by=by, now=MORNING
    )


def counted(line: LodgedLine, **changes) -> TallyEntry:
    """What a tally says that agrees with the bill, but for ``changes``."""
    usual = {
        "transport_document": line.transport_document,
        "container_no": line.container_nos[0] if line.container_nos else "",
        "pieces": line.pieces,
        "gross_weight_kg": line.gross_weight_kg,
    }
    return TallyEntry(**(usual | changes))


def released(line: LodgedLine, *, now=MORNING) -> ManifestLine:
    assert release_goods(transport_document=line.transport_document, container_no="", now=now)
    return bill(line.transport_document)


def bill(transport_document: str) -> ManifestLine:
    return ManifestLine.objects.get(transport_document=transport_document, fate="", part=1)


def a_rail_yard() -> str:
    return PlaceFactory(kind=Place.Kind.RAIL, code="R1").code


def a_cargo_shed() -> str:
    return PlaceFactory(kind=Place.Kind.WAREHOUSE, code="A1").code


def a_road_lane() -> str:
    return PlaceFactory(kind=Place.Kind.LANE, code="L1").code
