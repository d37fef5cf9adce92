"""The form of step two as data: what stands in each section, with answers, look-ups and faults."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from clearance.declarations.forms import COMPLETE_ITEM_FIELDS, form_field
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.pages.claims import claims_section, late_section
from clearance.declarations.pages.sheets import (
    cell_of,
    choices_of_element,
    country_lookup,
    section_of,
)
from clearance.declarations.queries.completing import answer_to
from customs_portal.kit.errors import Fault

COSTS = ("freight_cny", "insurance_cny")


def sections_of_step_two(
    *,
    answers: Mapping[str, str],
    items: int,
    faults: tuple[Fault, ...],
    on: date,
    rated: date,
    late: bool,
) -> list[dict[str, Any]]:
    """Goods and their claims line by line, then freight and insurance, then a late filing."""
    wrong = {form_field(one.field): one.message for one in reversed(faults)}
    lookups: dict[str, dict[str, Any]] = {
        "hs_code": {
            "combobox": reverse("declarations:codes"),
            "hint": _("Ten digits. Type a code or words, in English or Chinese."),
        },
        "unit": {"combobox": reverse("declarations:units"), "min_chars": 1},
        "currency": {"combobox": reverse("declarations:currencies"), "min_chars": 1},
        "origin": country_lookup(),
    }
    widths = {"name": "s12", "specification": "s12", "hs_code": "s12", "origin": "s6"}
    decimal = {"inputmode": "decimal", "extra_class": "num"}

    def cell(name: str, width: str, **more: Any) -> dict[str, Any]:
        found = answer_to(field=name, answers=answers, on=on)
        return cell_of(name, width, answers=answers, wrong=wrong, found=found) | more

    sections = []
    for index in range(items):
        cells = []
        for name in COMPLETE_ITEM_FIELDS:
            more = lookups.get(name) or {}
            if name in ("quantity", "value", "net_weight_kg"):
                more = {**decimal, "unit": "kg" if name == "net_weight_kg" else ""}
            if name == "specification":
                more = {"hint": _("Brand, model, composition")}
            cells.append(cell(f"items.{index}.{name}", widths.get(name, "s3"), **more))
        asked = elements_of(hs_code=answers.get(f"items.{index}.hs_code", ""), on=on)
        cells += [
            cell(f"items.{index}.elements.{one.key}", "s4", **choices_of_element(one))
            for one in asked
        ]
        sections.append(
            section_of(f"goods-{index}", _("Goods, line %(n)d") % {"n": index + 1}, cells)
        )
        sections.append(claims_section(cell, index=index, answers=answers, rated=rated))
    costs = [cell(name, "s4", unit="CNY", **decimal) for name in COSTS]
    costs[0]["hint"] = _("0 when the price includes it.")
    costs[1] |= {"optional": True, "hint": _("Left empty, the law's share is taken.")}
    sections.append(section_of("costs", _("Freight and insurance"), costs))
    if late or answers.get("late_exemption") or answers.get("late_exemption_reason"):
        sections.append(late_section(cell, answers=answers, on=on))
    return sections
