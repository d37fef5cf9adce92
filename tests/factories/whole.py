"""Declarations in one step, import and export, as they arrive and as they are filed."""

from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count

from clearance.declarations.facts import CompleteItem, FullDeclaration
from clearance.declarations.models import Declaration
from clearance.declarations.operations.file_in_one_step import file_in_one_step
from clearance.manifests.facts import LodgedLine, LodgedManifest
from clearance.manifests.models import Manifest
from clearance.manifests.operations.load_ship import report_yard_arrival
from clearance.manifests.operations.lodge_manifest import lodge_manifest
from customs_portal.accounts.models import User
from tests.factories.clearance import BERTH, IMO, MORNING, a_container_no, elements_for
from tests.factories.people import UserFactory

_numbers = count(1)


def a_line(**changes: object) -> CompleteItem:
    """One line of cotton T-shirts, with every element that is asked."""
    usual = {
        "hs_code": "6109100010",
        "name": "Cotton T-shirts, knitted",
        "specification": "no brand",
        "quantity": Decimal("33600"),
        "unit": "pieces",
        "value": Decimal("58800"),
        "currency": "USD",
        "origin": "VN",
        "destination": "CN",
        "net_weight_kg": Decimal("8000"),
    } | changes
    usual.setdefault("elements", elements_for(str(usual["hs_code"])))
    return CompleteItem(**usual)


def a_full(*, clerk: User, direction: str = "IMPORT", **changes: object) -> FullDeclaration:
    """Cotton T-shirts by sea, general trade, FOB, in one container."""
    usual = {
        "direction": direction,
        "transport_document": f"ONEY{next(_numbers):08d}",
        "transport_mode": "2",
        "vessel": "PACIFIC CRANE",
        "voyage": f"W{next(_numbers):05d}",
        "supervision_mode": "0110",
        "levy_mode": "101",
        "consignee_uscc": clerk.enterprise.uscc,
        "overseas_party": "Saigon Garment Co.",
        "trade_country": "VN",
        "departure_country": "VN",
        "destination_country": "",
        "foreign_port": "VNSGN",
        "terms": "3",
        "package_kind": "22",
        "pieces": 420,
        "gross_weight_kg": Decimal("8640"),
        "net_weight_kg": Decimal("8000"),
        "container_nos": (a_container_no(),),
        "items": (a_line(),),
        "freight_cny": Decimal("1200"),
        "source": "API",
    }
    if direction == "EXPORT":
        usual |= {
            "departure_country": "",
            "destination_country": "VN",
            "freight_cny": None,
            "items": (a_line(origin="CN", destination="VN"),),
        }
    return FullDeclaration(**(usual | changes))


def a_bill_for(
    full: FullDeclaration, *, by: User | None = None, place_code: str = BERTH, **changes: object
) -> Manifest:
    """The carrier's manifest with a bill that agrees, but for ``changes``."""
    export = full.direction == "EXPORT"
    line = {
        "transport_document": full.transport_document,
        "container_nos": full.container_nos,
        "gross_weight_kg": full.gross_weight_kg,
        "pieces": full.pieces,
        "goods_name": "Cotton T-shirts",
        "consignee_uscc": "",
        "departure_country": "CN" if export else full.departure_country,
    }
    return lodge_manifest(
        lodged=LodgedManifest(
            vessel=full.vessel,
            imo=IMO if full.transport_mode == "2" else "",
            voyage=full.voyage,
            loading_port="VNSGN",
            place_code=place_code,
            expected_at=MORNING + timedelta(days=2),
            lines=(LodgedLine(**(line | changes)),),
            mode=full.transport_mode,
            kind="PRE_LOADING" if export else "ORIGINAL",
            loading_at=MORNING + timedelta(days=2) if export else None,
        ),
        by=by or UserFactory(carrier=True),
        now=MORNING,
    )


def file_full(
    *, clerk: User, now: datetime = MORNING, on_manifest: bool = True, **changes: object
) -> Declaration:
    """Filed this morning; the carrier's bill is there unless said."""
    full = a_full(clerk=clerk, **changes)
    if on_manifest:
        a_bill_for(full)
    return file_in_one_step(full=full, by=clerk, now=now)


def in_the_yard(declaration: Declaration, *, by: User, manifest: Manifest) -> None:
    """The carrier reports the export goods in the yard."""
    report_yard_arrival(
        manifest_no=manifest.manifest_no,
        transport_documents=[declaration.transport_document],
        container_nos=[],
        place_code=BERTH,
        arrived_at=MORNING,
        by=by,
        now=MORNING,
    )
