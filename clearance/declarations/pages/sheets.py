"""The summary form as data: which fields stand in which section, with answers and faults."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.declarations.facts import Element
from clearance.declarations.forms import (
    form_field,
    number_of_items,
)
from clearance.declarations.operations.ask_claims import exemption_label
from clearance.declarations.operations.ask_codes import OF_FIELD, modes_for
from clearance.declarations.queries.claims import CLAIM_LABELS, claim_words
from clearance.declarations.queries.completing import UNITS, unit_name
from clearance.declarations.queries.drafting import answer_to
from clearance.declarations.queries.explanations import code_label, label_of
from clearance.declarations.states import Direction, TransportMode
from customs_portal.kit.errors import Fault
from customs_portal.registry.queries import countries_of

OPTIONAL = ("guarantee_no", "insurance_cny")  # besides the cells that say so
COUNTRIES = (
    "departure_country",
    "origin",
    "trade_country",
    "destination_country",
    "destination",
)
UNIT_OF = {
    "gross_weight_kg": "kg",
    "net_weight_kg": "kg",
    "freight_cny": "CNY",
    "insurance_cny": "CNY",
    "other_cny": "CNY",
}
CURRENCIES = ("USD", "CNY", "EUR", "JPY", "HKD", "KRW", "GBP", "AUD", "THB", "VND")


def sections_of(
    *, answers: Mapping[str, str], faults: tuple[Fault, ...], guarantees: list[str], on: Any
) -> list[dict[str, Any]]:
    """Parties, goods (one section a line of goods), and the three questions."""
    wrong = {form_field(one.field): one.message for one in reversed(faults)}

    def cell(name: str, width: str = "s6", **more: Any) -> dict[str, Any]:
        found = answer_to(field=name, answers=answers, on=on)
        return cell_of(name, width, answers=answers, wrong=wrong, found=found) | more

    parties = [
        cell("consignee_uscc", extra_class="code"),
        cell("transport_document", extra_class="code"),
        cell("transport_mode", "s4", choices=TransportMode.choices),
        cell("vessel", "s4"),
        cell("voyage", "s4"),
        cell(
            "supervision_mode",
            "s4",
            choices=[
                ("", ""),
                *(
                    (one.code, code_label("supervision_mode", one.code))
                    for one in modes_for(direction=Direction.IMPORT, on=on)
                ),
            ],
        ),
        cell("departure_country", "s4", **country_lookup()),
        cell("pieces", "s4", inputmode="numeric", extra_class="num"),
        cell("gross_weight_kg", "s4", unit="kg", inputmode="decimal", extra_class="num"),
        cell(
            "container_nos",
            "s8",
            hint=_("Several numbers: separate them with commas"),
            extra_class="code",
        ),
    ]
    sections = [section_of("parties", _("Parties and transport"), parties)]
    for index in range(number_of_items(answers)):
        title = _("Goods, line %(n)d") % {"n": index + 1}
        sections.append(section_of(f"goods-{index}", title, _goods(cell, index)))
    sections.append(
        section_of(
            "questions", _("Licence, inspection and tax"), question_cells(cell, answers, guarantees)
        )
    )
    return sections


def questions_of(
    *, answers: Mapping[str, str], faults: tuple[Fault, ...], guarantees: list[str], on: Any
) -> dict[str, Any]:
    """The last section alone: it grows and shrinks with its own answers."""
    return sections_of(answers=answers, faults=faults, guarantees=guarantees, on=on)[-1]


def country_lookup() -> dict[str, Any]:
    return {
        "combobox": reverse("registry:api-countries"),
        "hint": _("Code or name, English or Chinese"),
    }


def _goods(cell: Any, index: int) -> list[dict[str, Any]]:
    path = f"items.{index}"
    return [
        cell(f"{path}.name", "s12", hint=_("As on the invoice. Brand and model go in step 2.")),
        cell(
            f"{path}.hs_code",
            "s12",
            combobox=reverse("declarations:goods"),
            hint=_("Type a code or words, in English or Chinese."),
        ),
        cell(f"{path}.quantity", "s3", inputmode="decimal", extra_class="num"),
        cell(f"{path}.unit", "s3", choices=[("", ""), *((u, unit_name(u)) for u in UNITS)]),
        cell(f"{path}.value", "s3", inputmode="decimal", extra_class="num"),
        cell(f"{path}.currency", "s3", choices=[("", ""), *((c, c) for c in CURRENCIES)]),
        cell(f"{path}.origin", "s4", **country_lookup()),
    ]


def question_cells(
    cell: Any,
    answers: Mapping[str, str],
    guarantees: list[str],
    asked: Sequence[str] = ("involves_licence", "involves_inspection", "involves_tax"),
) -> list[dict[str, Any]]:
    """Those of the three questions that are asked, each with what its "yes" brings up."""
    yes_no = [("yes", _("Yes")), ("no", _("No"))]
    texts = {
        "involves_licence": _(
            "Are the goods prohibited or restricted, so that they need a licence?"
        ),
        "involves_inspection": _("Do the goods need inspection or quarantine by law?"),
        "involves_tax": _("Is tax due, so that a guarantee will be used?"),
    }
    found = []
    for name in asked:
        label = texts[name]
        found.append(
            cell(name, "s12", type="radios", choices=yes_no)
            | {"label": label, "value": answers.get(name, "no")}
        )
        if name == "involves_licence" and answers.get(name) == "yes":
            found += [cell("licence_document")]
        if name == "involves_inspection" and answers.get(name) == "yes":
            found += [
                cell(one)
                for one in ("product_qualification", "ciq_name", "goods_attribute", "purpose")
            ]
        if name == "involves_tax" and answers.get(name) == "yes":
            found += [
                cell("guarantee_no", choices=[("", _("None"))] + [(g, g) for g in guarantees])
            ]
    if "yes" in (answers.get("involves_licence"), answers.get("involves_inspection")):
        found.append(cell("item_containers", hint=_("For example: item 1 in TGHU 000001 0")))
    return found


def cell_of(
    name: str,
    width: str,
    *,
    answers: Mapping[str, str],
    wrong: Mapping[str, str],
    found: Mapping[str, str],
) -> dict[str, Any]:
    """One field: what stands in it, what is wrong with it, or what it was found to mean."""
    return {
        "name": name,
        "id": f"id_{name}",
        "label": label_of(name),
        "value": answers.get(name, ""),
        "error": wrong.get(name, ""),
        "confirm": "" if name in wrong else found.get("confirm", ""),
        "width": width,
    }


def section_of(name: str, title: str, cells: list[dict[str, Any]]) -> dict[str, Any]:
    wrong = [one for one in cells if one["error"]]
    answered = all(
        one["value"] for one in cells if one["name"] not in OPTIONAL and not one.get("optional")
    )
    return {
        "name": name,
        "title": title,
        "cells": cells,
        "wrong": len(wrong),
        "complete": answered and not wrong,
    }


def names_in(sections: Sequence[dict[str, Any]]) -> list[str]:
    """The fields of a form in the order in which they stand."""
    return [cell["name"] for section in sections for cell in section["cells"]]


def errors_of(
    faults: Iterable[Fault], sections: Sequence[dict[str, Any]] = ()
) -> list[dict[str, str]]:
    """For the error summary: the field's name and the words that stand at it, each a link.

    In the order of the form's fields, so that whoever goes down the list goes down the form.
    """
    place = {name: position for position, name in enumerate(names_in(sections))}
    errors = []
    for one in sorted(faults, key=lambda one: place.get(form_field(one.field), len(place))):
        name = form_field(one.field)
        words = {"field": full_label(name), "message": one.message}
        stands = name and (name in place or not place)
        errors.append(
            {
                "field_id": f"id_{name}" if stands else "",
                "message": _("%(field)s: %(message)s") % words if stands else one.message,
                "remedy": one.remedy,
            }
        )
    return errors


def rows_of(names: Iterable[str], answers: Mapping[str, str], address: str) -> list[dict[str, str]]:
    """Those of ``names`` that are answered, each once, in the form's words."""
    answered = [name for name in names if answers.get(name)]
    codes = {answers[name].upper() for name in answered if _field(name) in COUNTRIES}
    countries = {one.code: f"{one.code} {one.name}" for one in countries_of(codes)}
    return [
        {
            "term": full_label(name),
            "value": countries.get(answers[name].upper(), answers[name])
            if _field(name) in COUNTRIES
            else _in_words(name, answers),
            "change_url": f"{address}#id_{name}",
        }
        for name in answered
    ]


def full_label(name: str) -> str:
    """The label of a field, with the number of its line of goods."""
    label = str(_question_label(name) or label_of(name))
    if not name.startswith("items."):
        return label
    return _("Line %(n)d: %(label)s") % {"n": int(name.split(".")[1]) + 1, "label": label}


def _field(name: str) -> str:
    """``items.0.origin`` is the field ``origin``."""
    return name.rpartition(".")[2]


def _in_words(name: str, answers: Mapping[str, str]) -> str:
    """An answer as the form offered it, amounts with their units."""
    field, value = _field(name), answers[name]
    if field in UNIT_OF:
        return f"{_grouped(value)} {UNIT_OF[field]}"
    if field in ("quantity", "pieces"):
        unit = answers.get(name.replace("quantity", "unit"), "") if field == "quantity" else ""
        return f"{_grouped(value)} {unit_name(unit) if unit in UNITS else ''}".rstrip()
    if field == "value":
        return f"{_grouped(value)} {answers.get(name.replace('value', 'currency'), '')}".rstrip()
    if field.startswith("involves_"):
        return _("Yes") if value == "yes" else _("No")
    if field == "transport_mode" and value in TransportMode.values:
        return str(TransportMode(value).label)
    if field in CLAIM_LABELS:
        return claim_words({field: value})[0][1]
    if field in OF_FIELD:
        return code_label(field, value)
    if field == "late_exemption":
        return exemption_label(value)
    if field == "unit" and value in UNITS:
        return unit_name(value)
    return value


def _grouped(text: str) -> str:
    """The number as people read it; what is no number stays as it was typed."""
    try:
        return f"{Decimal(text.replace(',', '')):,f}"
    except (InvalidOperation, ValueError):
        return text


def _question_label(name: str) -> str:
    return {
        "involves_licence": _("Needs a licence"),
        "involves_inspection": _("Needs inspection"),
        "involves_tax": _("Tax due"),
    }.get(name, "")


def choices_of_element(element: Element) -> dict[str, Any]:
    """The list of an element that has one, for its field."""
    if not element.choices:
        return {}
    chinese = (get_language() or "").startswith("zh")
    codes = [code for code, _en, _zh in element.choices]
    return {"choices": [("", ""), *((one, element.shown(one, chinese=chinese)) for one in codes)]}
