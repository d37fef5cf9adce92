"""Words for fields, and what to do when one contradicts the manifest."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

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
}


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


def remedy_for(field: str) -> str:
    """What the declarant can do about this contradiction."""
    remedies = {
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
