"""One row of a file of old declarations goes through the same act as the API."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from clearance.declarations.facts import Summary, SummaryItem
from clearance.declarations.models import Declaration
from clearance.declarations.operations.submit_summary import submit_summary
from clearance.declarations.states import TransportMode
from customs_portal.kit.errors import Fault, Faults
from customs_portal.registry import law

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = time(12)
LONGEST_REFERENCE = 40
ABSENT = frozenset(
    {
        "consignee_uscc",
        "bill_of_lading",
        "vessel",
        "voyage",
        "container_nos",
        "gross_weight_kg",
        "pieces",
        "supervision_mode",
        "name",
        "quantity",
        "unit",
        "currency",
        "guarantee_no",
        "manifest_line",
        "credit_grade",
    }
)
MODES = {
    "10": TransportMode.SEA,
    "20": TransportMode.RAIL,
    "30": TransportMode.ROAD,
    "40": TransportMode.AIR,
    "50": TransportMode.MAIL,
}


@dataclass(frozen=True, kw_only=True)
class FileRow:
    """The declared columns of one row, as text. What an inspection found is not among them."""

    declaration_id: str
    date: str
    mode: str
    importer: str
    hs6: str
    departure: str
    origin: str
    tax_rate: str
    net_mass: str
    item_price: str
    currency: str


@transaction.atomic
def import_row(*, row: FileRow, office_code: str) -> Declaration:
    """File the row as of its own day and by the law of that day.

    The file has a net mass and no gross weight: the latter is marked, not invented. The
    importer becomes an enterprise known "from a file". Raises what ``submit_summary`` refuses.
    """
    on = _day(row.date)
    if not row.importer:
        raise Faults([_fault("consignee", _("This answer is missing."), "required")])
    if len(row.importer) > LONGEST_REFERENCE:
        raise Faults([_fault("consignee", _("This is no name of a party."), "party.shape")])
    mass = _decimal(row.net_mass, "items[0].net_weight_kg")
    if not 0 <= mass <= law.ask("declaration.absurd_weight_kg", on=on).decimal:
        raise Faults(
            [
                _fault(
                    "items[0].net_weight_kg",
                    _("Gross weight must be more than zero and less than a ship carries."),
                    "weight.range",
                )
            ]
        )
    summary = Summary(
        transport_document=row.declaration_id,
        transport_mode=MODES.get(row.mode, TransportMode.OTHER),
        vessel="",
        voyage="",
        supervision_mode="",
        consignee_uscc="",
        departure_country=row.departure,
        involves_licence=False,
        involves_inspection=False,
        involves_tax=_decimal(row.tax_rate, "tax_rate") > 0,
        gross_weight_kg=None,
        pieces=None,
        container_nos=(),
        items=(
            SummaryItem(
                hs_code=row.hs6,
                name="",
                quantity=None,
                unit="",
                value=_decimal(row.item_price, "items[0].value"),
                currency=row.currency,
                origin=row.origin,
                net_weight_kg=mass,
            ),
        ),
        source=Declaration.Source.FILE,
        absent=ABSENT,
        party_reference=row.importer,
        office_code=office_code,
    )
    return submit_summary(summary=summary, by=None, now=datetime.combine(on, NOON, tzinfo=SHANGHAI))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Faults(
            [_fault("date", _("This is no date: %(text)s") % {"text": text}, "date.shape")]
        ) from error


def _decimal(text: str, field: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise Faults([_fault(field, _("Write this as a number."), "number.shape")]) from error
    if not value.is_finite():
        raise Faults([_fault(field, _("Write this as a number."), "number.shape")])
    return value


def _fault(field: str, message: str, rule: str) -> Fault:
    return Fault(message, field=field, rule=rule, remedy=_("Correct the row in the file."))
