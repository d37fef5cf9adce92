"""Summaries, manifests and declarations in the states they pass through.

A declaration is made by the house's own operations, so every row is legal.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

from clearance.declarations.facts import Summary, SummaryItem
from clearance.declarations.models import Declaration
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.operations.divert_at_shipside import divert_at_shipside
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.manifests.facts import LodgedLine, LodgedManifest
from clearance.manifests.models import Manifest
from clearance.manifests.operations.lodge_manifest import lodge_manifest
from customs_portal.accounts.models import User
from customs_portal.kit.identifiers import container_check_digit
from customs_portal.registry.models import Country, Currency, CustomsRate, HsCode, Port
from tests.factories.people import OfficeFactory, PlaceFactory, UserFactory

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # nine o'clock in Shanghai
BERTH = "B05"
IMO = "9074729"
_numbers = count(1)


def a_container_no() -> str:
    first = f"TGHU{next(_numbers):06d}"
    return first + container_check_digit(first)


def reference_data() -> None:
    """The few rows of the registers that filing asks for."""
    for code, alpha3, name in (("VN", "VNM", "Viet Nam"), ("CN", "CHN", "China")):
        Country.objects.get_or_create(code=code, defaults={"alpha3": alpha3, "name_en": name})
    Port.objects.get_or_create(
        code="VNSGN", defaults={"name_en": "Ho Chi Minh City", "country_id": "VN"}
    )
    for code in ("CNY", "USD", "KRW"):
        Currency.objects.get_or_create(code=code, defaults={"name_en": code})
    for code, rate in (("USD", "7.12"), ("KRW", "0.0058")):
        CustomsRate.objects.get_or_create(
            currency_id=code,
            valid_from=date(2020, 1, 1),
            defaults={"cny_per_unit": Decimal(rate), "source": "test"},
        )
    for code, level, name in (
        ("61", 2, "Articles of apparel, knitted"),
        ("610910", 6, "T-shirts, singlets and other vests, knitted, of cotton"),
        ("847130", 6, "Portable automatic data processing machines"),
    ):
        HsCode.objects.get_or_create(code=code, defaults={"level": level, "description_en": name})
    OfficeFactory()
    PlaceFactory(code=BERTH)


def elements_for(hs_code: str, *, on: date = date(2026, 11, 21)) -> dict[str, str]:
    """An answer to every element that goods of this code are asked for."""
    return {
        one.key: one.choices[0][0] if one.choices else "as invoiced"
        for one in elements_of(hs_code=hs_code, on=on)
    }


def a_summary(*, clerk: User, **changes: object) -> Summary:
    """Cotton T-shirts from Viet Nam, no tax involved unless said."""
    number = next(_numbers)
    usual = {
        "transport_document": f"HDMU{number:08d}",
        "transport_mode": "2",
        "vessel": "PACIFIC CRANE",
        "voyage": "0426E",
        "supervision_mode": "0110",
        "consignee_uscc": clerk.enterprise.uscc,
        "departure_country": "VN",
        "involves_licence": False,
        "involves_inspection": False,
        "involves_tax": False,
        "gross_weight_kg": Decimal("8640"),
        "pieces": 420,
        "container_nos": (a_container_no(),),
        "items": (an_item(),),
        "source": "API",
    }
    return Summary(**(usual | changes))


def an_item(**changes: object) -> SummaryItem:
    usual = {
        "hs_code": "610910",
        "name": "Cotton T-shirts, knitted",
        "quantity": Decimal("33600"),
        "unit": "pieces",
        "value": Decimal("58800"),
        "currency": "USD",
        "origin": "VN",
    }
    return SummaryItem(**(usual | changes))


def a_manifest_for(
    *summaries: Summary, now: datetime = MORNING, by: User | None = None, **line_changes: object
) -> Manifest:
    """A manifest that agrees with the summaries, but for ``line_changes``."""
    lines = tuple(
        LodgedLine(
            **{
                "transport_document": one.transport_document,
                "container_nos": one.container_nos,
                "gross_weight_kg": one.gross_weight_kg,
                "pieces": one.pieces,
                "goods_name": one.items[0].name,
                "consignee_uscc": one.consignee_uscc,
                "departure_country": one.departure_country,
                **line_changes,
            }
        )
        for one in summaries
    )
    first = summaries[0]
    return lodge_manifest(
        lodged=LodgedManifest(
            vessel=first.vessel,
            imo=IMO,
            voyage=first.voyage,
            loading_port="VNSGN",
            place_code=BERTH,
            expected_at=now + timedelta(days=1),
            lines=lines,
        ),
        by=by or UserFactory(carrier=True),
        now=now,
    )


def file_summary(
    *, clerk: User | None = None, now: datetime = MORNING, on_manifest: bool = True, **changes
) -> Declaration:
    """A declaration filed this morning; its manifest line is there unless said."""
    clerk = clerk or UserFactory(clerk=True)
    voyage = changes.pop("voyage", f"V{next(_numbers):05d}")
    summary = a_summary(clerk=clerk, voyage=voyage, **changes)
    if on_manifest:
        a_manifest_for(summary, now=now)
    return submit_summary(summary=summary, by=clerk, now=now)


def see_at_shipside(declaration: Declaration, *, now: datetime = MORNING) -> None:
    """Every container of the declaration is read by a quay camera."""
    for container_no in declaration.containers.values_list("container_no", flat=True):
        divert_at_shipside(container_no=container_no, place_code=BERTH, seen_at=now, now=now)
    declaration.refresh_from_db()
