"""Words for fields, and what to do when one contradicts the manifest."""

from decimal import Decimal

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from clearance.declarations.operations.ask_codes import OF_FIELD
from clearance.declarations.queries.claims import CLAIM_LABELS
from clearance.declarations.states import Direction, Procedure
from customs_portal.kit.money import format_cny
from customs_portal.registry.law import current_pack

LABELS = {
    "consignee_uscc": gettext_lazy("Consignee (USCC)"),
    "transport_document": gettext_lazy("Bill of lading number"),
    "transport_mode": gettext_lazy("Mode of transport"),
    "vessel": gettext_lazy("Vessel"),
    "voyage": gettext_lazy("Voyage"),
    "supervision_mode": gettext_lazy("Supervision mode"),
    "departure_country": gettext_lazy("Country of departure"),
    "gross_weight_kg": gettext_lazy("Gross weight"),
    "pieces": gettext_lazy("Pieces"),
    "container_nos": gettext_lazy("Container numbers"),
    "guarantee_no": gettext_lazy("Guarantee"),
    "licence_document": gettext_lazy("Licence or certificate, code and number"),
    "item_containers": gettext_lazy("Which item travels in which container"),
    "product_qualification": gettext_lazy("Product qualification"),
    "ciq_name": gettext_lazy("Inspection and quarantine name"),
    "goods_attribute": gettext_lazy("Goods attribute"),
    "purpose": gettext_lazy("Purpose"),
    "hs_code": gettext_lazy("Commodity code"),
    "name": gettext_lazy("Goods name"),
    "quantity": gettext_lazy("Quantity"),
    "unit": gettext_lazy("Unit"),
    "value": gettext_lazy("Total value"),
    "currency": gettext_lazy("Currency"),
    "origin": gettext_lazy("Country of origin"),
    "specification": gettext_lazy("Specification and model"),
    "net_weight_kg": gettext_lazy("Net weight"),
    "freight_cny": gettext_lazy("Freight in CNY"),
    "insurance_cny": gettext_lazy("Insurance in CNY"),
    "other_cny": gettext_lazy("Other charges in CNY"),
    "direction": gettext_lazy("Import or export"),
    "levy_mode": gettext_lazy("Nature of the levy"),
    "overseas_party": gettext_lazy("Party abroad"),
    "trade_country": gettext_lazy("Trading country"),
    "destination_country": gettext_lazy("Country of destination"),
    "destination": gettext_lazy("Final destination"),
    "foreign_port": gettext_lazy("Port abroad"),
    "terms": gettext_lazy("Terms of delivery"),
    "package_kind": gettext_lazy("Kind of packages"),
    "contract_no": gettext_lazy("Contract number"),
    "marks": gettext_lazy("Marks and remarks"),
    "office_code": gettext_lazy("Customs office"),
    "late_exemption": gettext_lazy("Why no surcharge is due"),
    "late_exemption_reason": gettext_lazy("In your own words"),
} | CLAIM_LABELS


def label_of(field: str) -> str:
    path, _dot, name = field.rpartition(".")
    if path.endswith(".elements"):
        return element_label(name)
    return str(LABELS.get(name, field))


def element_label(key: str) -> str:
    """The element's name in the reader's language, by the newest list."""
    names = current_pack().history("elements.names")[-1].value
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    return next((str(one[language]) for one in names if one["key"] == key), key)


def code_label(field: str, code: str) -> str:
    """A code of the form with its name in the reader's language, by the newest list."""
    key = OF_FIELD.get(field)
    if key is None or not code:
        return code
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    for one in current_pack().history(key)[-1].value:
        if one["code"] == code:
            return f"{code} {one.get(language) or one['name']}"
    return code


def answer_words(field: str, value: str) -> str:
    """An answer of the whole form as people read it: codes with names, amounts with units."""
    if field.endswith("_cny"):
        return format_cny(Decimal(value))
    if field == "net_weight_kg":
        return f"{Decimal(value):,f} kg"
    return code_label(field, value)


def way_in_words(procedure: str, direction: str) -> str:
    """How a declaration was filed: in two steps, or in one as an import or an export."""
    if procedure == Procedure.TWO_STEP:
        return _("Two-step import")
    return _("Export") if direction == Direction.EXPORT else _("One-step import")


def remedy_for(field: str) -> str:
    """What the declarant can do about this contradiction."""
    remedies = {
        "direction": _("Withdraw it and file for the direction in which the goods travel."),
        "container_nos": _("Correct the container number here, or ask the carrier to amend."),
        "gross_weight_kg": _(
            "Compare with the bill of lading; beyond tolerance one side is wrong."
        ),
        "pieces": _("Count the packages on the bill of lading; the carrier may have to amend."),
        "departure_country": _("Give the country in which the goods were loaded."),
        "vessel": _("Use the vessel's name as the carrier wrote it."),
        "voyage": _("Use the voyage number as the carrier wrote it."),
    }
    return remedies.get(field, _("Correct this field, or ask the carrier to amend the manifest."))
