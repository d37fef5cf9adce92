"""Checking a summary: every fault is found at once, in the order of the form."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clearance.declarations.facts import Summary, SummaryItem
from clearance.declarations.models import Declaration, DeclarationContainer
from clearance.declarations.operations.ask_registers import known_countries
from clearance.declarations.operations.check_goods import (
    check_item,
    inspection_needed,
    licence_needed,
    missing,
    needs_of,
    take,
    unknown_country,
)
from clearance.declarations.states import TransportMode
from customs_portal.kit.errors import Fault, Faults
from customs_portal.kit.identifiers import check_container_no, check_transport_document
from customs_portal.registry import law

ANSWERS = {
    "consignee": ("consignee_uscc",),
    "transport": ("transport_mode", "vessel", "voyage"),
    "transport_document": ("transport_document",),
    "supervision_mode": ("supervision_mode",),
    "gross_weight": ("gross_weight_kg",),
    "container_nos": ("container_nos",),
    "licence_document": ("licence_document",),
    "item_containers": ("item_containers",),
    "product_qualification": ("product_qualification",),
    "hs_code_10_and_ciq_name": ("ciq_name",),
    "goods_attribute": ("goods_attribute",),
    "purpose": ("purpose",),
}
ITEM_ANSWERS = {
    "hs_code_6": ("hs_code",),
    "goods_name": ("name",),
    "quantity_and_unit": ("quantity", "unit"),
    "total_value": ("value", "currency"),
    "origin": ("origin",),
}
MODES_WITHOUT_VESSEL = {TransportMode.MAIL, TransportMode.OTHER}


@dataclass(frozen=True, kw_only=True)
class CheckedSummary:
    """The summary with every number in the form the portal keeps, and its value in CNY."""

    summary: Summary
    item_values_cny: tuple[Decimal, ...]

    @property
    def value_cny(self) -> Decimal:
        return sum(self.item_values_cny, Decimal(0))


def check_summary(
    *, summary: Summary, on: date, own: frozenset[str] = frozenset()
) -> CheckedSummary:
    """Check against the law and the registers of the day ``on``. Raises ``Faults``.

    ``own`` are containers that may be declared already: those of the declaration itself.
    """
    faults: list[Fault] = []
    _find_missing(summary, faults, on=on)
    summary = check_head(summary, faults=faults, on=on, own=own)
    items, values = _check_items(summary, faults, on=on)
    if sum(values, Decimal(0)) > law.ask("declaration.absurd_value_cny", on=on).decimal:
        faults.append(
            Fault(
                _("The total value is beyond anything a single declaration can be worth."),
                field="items[0].value",
                rule="value.absurd",
                remedy=_("Check the amount and its currency."),
            )
        )
    check_needs(summary, faults=faults, on=on)
    if faults:
        raise Faults(faults)
    return CheckedSummary(summary=replace(summary, items=items), item_values_cny=values)


def check_needs(summary: Summary, *, faults: list[Fault], on: date) -> None:
    """Pre-entry control: goods that need a licence or an inspection are filed with it.

    A file, which comes from outside, is let in and judged by risk.
    """
    if summary.source == Declaration.Source.FILE:
        return
    for line, item in enumerate(summary.items, start=1):
        code = "".join(sign for sign in item.hs_code if sign.isdigit())
        if len(code) < 6:
            continue
        licence, inspection = needs_of(hs_code=code, origin=item.origin.upper(), on=on)
        words: dict[str, Any] = {"line": line, "name": item.name.strip() or "–", "code": code}
        if licence and not summary.involves_licence:
            faults.append(licence_needed(**words))
        if inspection and not summary.involves_inspection:
            faults.append(inspection_needed(**words))


def required_answers(*, licence: bool, inspection: bool, on: date) -> tuple[list[str], list[str]]:
    """What the law of the day asks: fields of the head, fields of each item."""
    names = list(law.ask("two_step.items.base", on=on).value)
    names += law.ask("two_step.items.logistics", on=on).value
    if licence:
        names += law.ask("two_step.items.licence", on=on).value
    if inspection:
        names += law.ask("two_step.items.inspection", on=on).value
    names = list(dict.fromkeys(names))
    head = [field for name in names for field in ANSWERS.get(name, ())]
    goods = [field for name in names for field in ITEM_ANSWERS.get(name, ())]
    return head, goods


def _find_missing(summary: Summary, faults: list[Fault], *, on: date) -> None:
    head, goods = required_answers(
        licence=summary.involves_licence, inspection=summary.involves_inspection, on=on
    )
    without_vessel = summary.transport_mode in MODES_WITHOUT_VESSEL
    for field in [*head, "departure_country"]:
        if field in ("vessel", "voyage") and without_vessel:
            continue
        if field not in summary.absent and getattr(summary, field) in (None, "", ()):
            faults.append(missing(field))
    if not summary.items:
        faults.append(missing("items"))
    for index, item in enumerate(summary.items):
        for field in goods:
            if field not in summary.absent and getattr(item, field) in (None, ""):
                faults.append(missing(f"items[{index}].{field}"))


def check_head(summary: Summary, *, faults: list[Fault], on: date, own: frozenset[str]) -> Summary:
    """Transport, weights and containers, in the form the portal keeps; faults are noted."""
    document = summary.transport_document and take(
        check_transport_document,
        text=summary.transport_document,
        field="transport_document",
        faults=faults,
    )
    if summary.transport_mode and summary.transport_mode not in TransportMode.values:
        faults.append(
            Fault(
                _("There is no mode of transport %(code)s.") % {"code": summary.transport_mode},
                field="transport_mode",
                rule="transport_mode.unknown",
                remedy=_("Choose one of the list, for example 2 for sea."),
            )
        )
    if summary.supervision_mode and not (
        summary.supervision_mode.isascii()
        and summary.supervision_mode.isdigit()
        and len(summary.supervision_mode) == 4
    ):
        faults.append(
            Fault(
                _("A supervision mode has four digits."),
                field="supervision_mode",
                rule="supervision_mode.shape",
                remedy=_("For general trade use 0110."),
            )
        )
    country = summary.departure_country.strip().upper()
    if country and country not in known_countries([country]):
        faults.append(unknown_country(field="departure_country", code=country))
    _check_weight(summary, faults, on=on)
    return replace(
        summary,
        transport_document=document,
        vessel=" ".join(summary.vessel.upper().split()),
        voyage="".join(summary.voyage.upper().split()),
        departure_country=country,
        container_nos=_check_containers(summary, faults, own=own),
    )


def _check_containers(
    summary: Summary, faults: list[Fault], *, own: frozenset[str]
) -> tuple[str, ...]:
    numbers = tuple(
        take(check_container_no, text=one, field=f"container_nos[{index}]", faults=faults)
        for index, one in enumerate(summary.container_nos)
    )
    if not numbers:
        return ()
    taken = set(
        DeclarationContainer.objects.filter(container_no__in=numbers, open=True).values_list(
            "container_no", flat=True
        )
    )
    for index, number in enumerate(numbers):
        if number in taken - own:
            faults.append(already_declared(number, index=index))
        elif number in numbers[:index]:
            faults.append(
                Fault(
                    _("Container %(number)s stands twice in this declaration.")
                    % {"number": number},
                    field=f"container_nos[{index}]",
                    rule="container.repeated",
                    remedy=_("Name each container once."),
                )
            )
    return numbers


def already_declared(container_no: str, *, index: int) -> Fault:
    return Fault(
        _("Container %(number)s already has an open declaration.") % {"number": container_no},
        field=f"container_nos[{index}]",
        rule="container.already_declared",
        remedy=_("Check the number. If it is right, the other declaration must end first."),
    )


def _check_weight(summary: Summary, faults: list[Fault], *, on: date) -> None:
    weight = summary.gross_weight_kg
    if weight is not None and not (
        0 < weight <= law.ask("declaration.absurd_weight_kg", on=on).decimal
    ):
        faults.append(
            Fault(
                _("Gross weight must be more than zero and less than a ship carries."),
                field="gross_weight_kg",
                rule="weight.range",
                remedy=_("Give the weight of the bill of lading in kilograms."),
            )
        )
    if summary.pieces is None:
        if "pieces" not in summary.absent:
            faults.append(missing("pieces"))
    elif not 0 < summary.pieces < 100_000_000:
        faults.append(
            Fault(
                _("The number of pieces must be more than zero."),
                field="pieces",
                rule="pieces.range",
                remedy=_("Count the packages of the bill of lading."),
            )
        )
    elif weight is not None and 0 < weight * 1000 < summary.pieces:
        faults.append(
            Fault(
                _("So many pieces cannot weigh so little: less than one gram each."),
                field="pieces",
                rule="weight.contradicts_pieces",
                remedy=_("Compare pieces and gross weight with the bill of lading."),
            )
        )


def _check_items(
    summary: Summary, faults: list[Fault], *, on: date
) -> tuple[tuple[SummaryItem, ...], tuple[Decimal, ...]]:
    most = int(law.ask("declaration.most_items", on=on).value)
    if len(summary.items) > most:
        faults.append(
            Fault(
                _("A declaration holds at most %(most)d lines of goods.") % {"most": most},
                field="items",
                rule="items.too_many",
                remedy=_("Divide the goods over several declarations."),
            )
        )
        return (), ()
    digits = 10 if summary.involves_inspection else 6
    countries = known_countries(item.origin for item in summary.items)
    checked = [
        check_item(
            item, path=f"items[{index}]", faults=faults, digits=digits, on=on, countries=countries
        )
        for index, item in enumerate(summary.items)
    ]
    return tuple(item for item, _cny in checked), tuple(cny for _item, cny in checked)
