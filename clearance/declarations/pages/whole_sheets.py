"""The form of a declaration in one step as data: sections, fields, look-ups, answers, faults."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.declarations.facts import Code
from clearance.declarations.forms import COMPLETE_ITEM_FIELDS, form_field, number_of_items
from clearance.declarations.operations import ask_codes
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.pages.claims import claims_section, late_section
from clearance.declarations.pages.sheets import (
    cell_of,
    choices_of_element,
    country_lookup,
    question_cells,
    section_of,
)
from clearance.declarations.queries.whole import answer_to, names_for
from clearance.declarations.states import Direction, TransportMode
from customs_portal.kit.errors import Fault

NUMBER: dict[str, Any] = {"inputmode": "decimal", "extra_class": "num"}
OPTIONAL: dict[str, Any] = {"optional": True}
PRE_ENTRY = ("licence.needed", "licence.kind", "inspection.needed")
CONTROLS = ("involves_licence", "involves_inspection")
WIDTHS = {"name": "s12", "specification": "s12", "hs_code": "s12"}


def whole_sections(
    *,
    direction: str,
    answers: Mapping[str, str],
    faults: Sequence[Fault],
    guarantees: list[str],
    on: date,
    rated: date,
    late: bool = False,
) -> list[dict[str, Any]]:
    """Parties, transport, valuation, goods line by line, licence and inspection.

    Below each line of an import stands what may be claimed for it on the day ``rated``, and who
    files ``late`` is asked why no surcharge should be due.
    """
    wrong = {form_field(one.field): _said(one) for one in reversed(faults)}
    imported = direction == Direction.IMPORT
    names = names_for(answers)

    def cell(name: str, width: str = "s6", **more: Any) -> dict[str, Any]:
        found = answer_to(field=name, answers=answers, on=on, names=names, exported=not imported)
        return cell_of(name, width, answers=answers, wrong=wrong, found=found) | more

    sections = [
        section_of("parties", _("Parties"), _parties(cell, imported=imported)),
        section_of("transport", _("Transport and packages"), _transport(cell, on, imported)),
        section_of(
            "valuation",
            _("Supervision, terms and charges"),
            _valuation(cell, answers, direction, guarantees, on),
        ),
    ]
    for index in range(number_of_items(answers)):
        title = _("Goods, line %(n)d") % {"n": index + 1}
        sections.append(section_of(f"goods-{index}", title, _goods(cell, index, answers, on)))
        if imported:
            sections.append(claims_section(cell, index=index, answers=answers, rated=rated))
    if imported and (late or answers.get("late_exemption") or answers.get("late_exemption_reason")):
        sections.append(late_section(cell, answers=answers, on=on))
    control = question_cells(cell, answers, guarantees, asked=CONTROLS)
    sections.append(section_of("questions", _("Licence and inspection"), control))
    return sections


def _parties(cell: Any, *, imported: bool) -> list[dict[str, Any]]:
    own = _("Consignee (USCC)") if imported else _("Consignor (USCC)")
    abroad = _("Consignor abroad") if imported else _("Consignee abroad")
    country = "departure_country" if imported else "destination_country"
    return [
        cell("consignee_uscc", extra_class="code") | {"label": own},
        cell("overseas_party") | {"label": abroad},
        cell("trade_country", "s4", **country_lookup()),
        cell(country, "s4", **country_lookup()),
        cell("contract_no", "s4", **OPTIONAL),
    ]


def _transport(cell: Any, on: date, imported: bool) -> list[dict[str, Any]]:
    port = _("Port of loading") if imported else _("Port of discharge")
    return [
        cell("transport_mode", "s4", choices=TransportMode.choices),
        cell("vessel", "s4"),
        cell("voyage", "s4"),
        cell("transport_document", extra_class="code"),
        cell(
            "foreign_port",
            combobox=reverse("declarations:ports"),
            hint=_("UN/LOCODE or name"),
        )
        | {"label": port},
        cell(
            "container_nos",
            "s12",
            hint=_("Several numbers: separate them with commas. None: leave it empty."),
            extra_class="code",
            **OPTIONAL,
        ),
        cell(
            "package_kind",
            "s3",
            choices=_choices(ask_codes.codes_of(key=ask_codes.PACKINGS, on=on)),
        ),
        cell("pieces", "s3", inputmode="numeric", extra_class="num"),
        cell("gross_weight_kg", "s3", unit="kg", **NUMBER),
        cell("net_weight_kg", "s3", unit="kg", **NUMBER),
        cell("marks", "s12", **OPTIONAL),
    ]


def _valuation(
    cell: Any, answers: Mapping[str, str], direction: str, guarantees: list[str], on: date
) -> list[dict[str, Any]]:
    mode = answers.get("supervision_mode", "")
    levies = ask_codes.levies_for(supervision_mode=mode, on=on)
    modes = ask_codes.modes_for(direction=direction, on=on)
    terms = ask_codes.codes_of(key=ask_codes.TERMS, on=on)
    cells = [
        cell("supervision_mode", choices=_choices(modes)),
        cell("levy_mode", choices=_choices(levies)),
        cell("terms", "s3", choices=_choices(terms)),
    ]
    for name in ("freight_cny", "insurance_cny", "other_cny"):
        cells.append(cell(name, "s3", unit="CNY", **NUMBER, **OPTIONAL))
    cells.append(
        cell(
            "guarantee_no",
            choices=[("", _("None: pay before release"))] + [(one, one) for one in guarantees],
        )  # fmt: skip
        | {"label": _("Release against a guarantee"), **OPTIONAL}
    )
    cells.append(
        cell("office_code", hint=_("Left empty, the office of the berth accepts it."), **OPTIONAL)
    )
    return cells


def _goods(cell: Any, index: int, answers: Mapping[str, str], on: date) -> list[dict[str, Any]]:
    lookups: dict[str, dict[str, Any]] = {
        "hs_code": {
            "combobox": reverse("declarations:codes"),
            "hint": _("Ten digits. Type a code or words, in English or Chinese."),
        },
        "unit": {"combobox": reverse("declarations:units"), "min_chars": 1},
        "currency": {"combobox": reverse("declarations:currencies"), "min_chars": 1},
        "origin": country_lookup(),
        "destination": country_lookup(),
        "specification": {"hint": _("Brand, model, composition")},
        "quantity": NUMBER,
        "value": NUMBER,
        "net_weight_kg": NUMBER | {"unit": "kg"},
    }
    path = f"items.{index}"
    cells = [
        cell(f"{path}.{name}", WIDTHS.get(name, "s3"), **lookups.get(name, {}))
        for name in (*COMPLETE_ITEM_FIELDS, "destination")
    ]
    asked = elements_of(hs_code=answers.get(f"{path}.hs_code", ""), on=on)
    return cells + [
        cell(f"{path}.elements.{one.key}", "s4", **choices_of_element(one)) for one in asked
    ]


def _said(fault: Fault) -> str:
    """A document that lacks is named with what to do about it."""
    if fault.rule in PRE_ENTRY:
        return f"{fault.message} {fault.remedy}"
    return fault.message


def _choices(codes: Mapping[str, Code] | Sequence[Code]) -> list[tuple[str, str]]:
    chinese = (get_language() or "").startswith("zh")
    listed = codes.values() if isinstance(codes, Mapping) else codes
    return [("", ""), *((one.code, one.label(chinese=chinese)) for one in listed)]
