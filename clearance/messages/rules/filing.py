"""From a message of our own country to what our operations ask for.

Which messages are filings, and where an answer stands in them, is dated data of the law pack
(``message.filing.CN``). ``places`` names for every answer the field of the message it came from,
so that a refusal can point there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clearance.declarations.facts import CompleteItem, Completion, Summary, SummaryItem
from clearance.messages.facts import Identity, Mapped
from clearance.messages.states import Act
from customs_portal.kit.errors import Fault, Faults

_NUMBER = re.compile(r"[0-9]{1,14}(\.[0-9]{1,6})?")
_WHOLE = re.compile(r"[0-9]{1,9}")
QUESTIONS = ("involves_licence", "involves_inspection", "involves_tax")
SHORTEST = 24
LONGEST = {
    "transport_document": 40,
    "vessel": 70,
    "voyage": 20,
    "supervision_mode": 4,
    "departure_country": 3,
    "transport_mode": 2,
    "guarantee_no": 32,
    "container_nos": 20,
    "hs_code": 14,
    "name": 255,
    "specification": 400,
    "unit": 12,
    "currency": 3,
    "origin": 3,
    "licence_document": 200,
    "item_containers": 400,
    "product_qualification": 200,
    "ciq_name": 200,
    "goods_attribute": 100,
    "purpose": 100,
    "overseas_party": 120,
    "contract_no": 40,
    "marks": 400,
    "levy_mode": 3,
    "trade_country": 3,
    "destination_country": 3,
    "destination": 3,
    "late_exemption": 40,
    "late_exemption_reason": 400,
    "agreement": 40,
    "proof_no": 60,
    "quota_no": 60,
    "exporter": 60,
    "exemption_no": 60,
    "elements": 400,
}
AMENDABLE = (
    "envelope.", "function_code", "reference", "type_code", "declaration_no", "issued_at",
    "schema_location", "amendments[", "statements[", "submitter.", "declarant.", "agent.",
    "border_transport.name", "border_transport.voyage", "border_transport.mode",
    "departure.country", "gross_weight", "pieces", "item_count",
    "consignment.containers[", "consignment.in_containers",
)  # fmt: skip
CODES_OF_GOODS = ("TSP", "HS", "CNHS", "")


def act_asked(
    *, identity: Identity, mapped: Mapped, own_country: str, profile: Mapping[str, Any]
) -> Act:
    """The operation of ours that the message asks for; ``NONE`` where it is no filing here."""
    if identity.kind != "declaration" or identity.country != own_country:
        return Act.NONE
    for act in (Act.SUMMARY, Act.COMPLETE, Act.AMENDMENT, Act.WITHDRAWAL):
        rule = profile.get(act.value)
        if (
            rule
            and identity.function == rule["function"]
            and identity.type_code in rule["types"]
            and mapped.get("envelope.customization") == rule["customization"]
        ):
            return act
    return Act.NONE


@dataclass(kw_only=True)
class Answers:
    """Takes answers out of a message, notes where each stood and what is no number."""

    mapped: Mapped
    places: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str, *sources: str) -> str:
        source = next((one for one in sources if self.mapped.get(one)), sources[0])
        self.places[name] = source
        text = self.mapped.get(source)
        kind = "elements" if ".elements." in name else name.rpartition(".")[2].partition("[")[0]
        longest = LONGEST.get(kind, SHORTEST)
        if len(text) > longest:
            self.faults.append(
                Fault(
                    _("This answer is longer than %(most)s characters.") % {"most": longest},
                    field=name,
                    rule="text.too_long",
                    remedy=_("Shorten it, and put the rest into a document."),
                )
            )
        return text

    def number(self, name: str, source: str, *, most: int = 5) -> Decimal | None:
        text = self.text(name, source)
        if not text:
            return None
        if not _NUMBER.fullmatch(text) or len(text.partition(".")[2].rstrip("0")) > most:
            self.faults.append(_no_number(name))
            return None
        return Decimal(text)

    def day(self, name: str, source: str) -> date | None:
        text = self.text(name, source)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.faults.append(
                Fault(
                    _("There is no such day."),
                    field=name,
                    rule="date.shape",
                    remedy=_("Write the day as year, month and day, for example 2026-11-21."),
                )
            )
            return None

    def whole(self, name: str, source: str) -> int | None:
        text = self.text(name, source)
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            self.faults.append(_no_number(name))
            return None
        return int(text)


def summary_from(
    mapped: Mapped, profile: Mapping[str, Any]
) -> tuple[Summary, dict[str, str], list[Fault]]:
    """Step one as the message states it, where each answer stood, and what is no number."""
    answers = Answers(mapped=mapped)
    questions = dict.fromkeys(QUESTIONS, False)
    free: dict[str, str] = {}
    for one in mapped.many("statements"):
        code = mapped.get(f"{one}.code")
        if mapped.get(f"{one}.type_code") != profile["statement_type"]:
            continue
        if code in profile["questions"]:
            questions[profile["questions"][code]] = True
            answers.places[profile["questions"][code]] = f"{one}.code"
        elif code in profile["answers"]:
            name = profile["answers"][code]
            free[name] = answers.text(name, f"{one}.text")
    document = next(
        (
            one
            for one in mapped.many("consignment.transport_documents")
            if mapped.get(f"{one}.type_code") in profile["transport_documents"]
        ),
        "consignment.transport_documents[1]",
    )
    mode = answers.text(
        "transport_mode", "border_transport.mode", "consignment.arrival_transport.mode"
    )
    containers = tuple(
        answers.text(f"container_nos[{index}]", f"{one}.id")
        for index, one in enumerate(mapped.many("consignment.containers"))
    )
    answers.places["container_nos"] = "consignment.containers[1].id"
    answers.places["items"] = "items[1].position"
    summary = Summary(
        transport_document=answers.text("transport_document", f"{document}.id"),
        transport_mode=profile["modes"].get(mode, mode),
        vessel=answers.text(
            "vessel", "border_transport.name", "consignment.arrival_transport.name"
        ),
        voyage=answers.text(
            "voyage", "border_transport.voyage", "consignment.arrival_transport.voyage"
        ),
        supervision_mode=answers.text("supervision_mode", "items[1].procedures[1].current"),
        consignee_uscc=answers.text("consignee_uscc", "importer.id", "consignee.id"),
        departure_country=answers.text("departure_country", "departure.country"),
        guarantee_no=answers.text("guarantee_no", "guarantees[1].reference", "guarantees[1].id"),
        gross_weight_kg=answers.number("gross_weight_kg", "gross_weight"),
        pieces=answers.whole("pieces", "pieces"),
        container_nos=containers,
        items=tuple(
            summary_item(answers, one, index) for index, one in enumerate(mapped.many("items"))
        ),
        licence_document=licence_of(answers, profile),
        involves_licence=questions["involves_licence"],
        involves_inspection=questions["involves_inspection"],
        involves_tax=questions["involves_tax"],
        source="API",
    )
    summary = replace(summary, **free)  # type: ignore[arg-type]
    return summary, answers.places, answers.faults


def completion_from(mapped: Mapped) -> tuple[Completion, dict[str, str], list[Fault]]:
    """Step two as the message states it."""
    answers = Answers(mapped=mapped)
    items = []
    for index, one in enumerate(mapped.many("items")):
        name = f"items[{index}]"
        first = summary_item(answers, one, index)
        net = answers.number(f"{name}.net_weight_kg", f"{one}.measures.net_weight")
        items.append(
            CompleteItem(
                hs_code=first.hs_code,
                name=first.name,
                specification=answers.text(f"{name}.specification", f"{one}.cargo_name"),
                quantity=first.quantity or Decimal(0),
                unit=first.unit,
                value=first.value or Decimal(0),
                currency=first.currency,
                origin=first.origin,
                net_weight_kg=net or Decimal(0),
            )
        )
    freight = answers.number("freight_cny", "valuation.freight", most=2)
    insurance = answers.number("insurance_cny", "valuation.insurance", most=2)
    for name in ("freight", "insurance"):
        if (currency := mapped.get(f"valuation.{name}_currency")) not in {"", "CNY"}:
            answers.faults.append(
                Fault(
                    _("This amount is taken in CNY, not in %(currency)s.")
                    % {"currency": currency[:10]},
                    field=f"{name}_cny",
                    rule="amount.currency",
                    remedy=_("Give the amount in CNY, or 0 when it is included in the price."),
                )
            )
    answers.places["items"] = "items[1].position"
    completion = Completion(
        items=tuple(items), freight_cny=freight or Decimal(0), insurance_cny=insurance
    )
    return completion, answers.places, answers.faults


def amendment_from(mapped: Mapped) -> tuple[dict[str, Any], dict[str, str], list[Fault]]:
    """The answers of step one that the message changes; what else it brings is a fault."""
    answers = Answers(mapped=mapped)
    changes: dict[str, Any] = {
        name: text
        for name, source in (
            ("vessel", "border_transport.name"),
            ("voyage", "border_transport.voyage"),
            ("departure_country", "departure.country"),
        )
        if (text := answers.text(name, source))
    }
    weight = answers.number("gross_weight_kg", "gross_weight")
    pieces = answers.whole("pieces", "pieces")
    changes |= {} if weight is None else {"gross_weight_kg": weight}
    changes |= {} if pieces is None else {"pieces": pieces}
    if containers := mapped.many("consignment.containers"):
        changes["container_nos"] = tuple(
            answers.text(f"container_nos[{index}]", f"{one}.id")
            for index, one in enumerate(containers)
        )
    for name in mapped.fields:
        if not name.startswith(AMENDABLE):
            answers.places[name] = name
            answers.faults.append(
                Fault(
                    _("This cannot be amended by message."),
                    field=name,
                    rule="amendment.not_possible",
                    remedy=_("Correct it in the complete declaration."),
                )
            )
    return changes, answers.places, answers.faults


def stop_at(faults: list[Fault]) -> None:
    """Raises ``Faults`` when there is one."""
    if faults:
        raise Faults(faults)


def summary_item(answers: Answers, one: str, index: int) -> SummaryItem:
    name, mapped = f"items[{index}]", answers.mapped
    code = next(
        (
            group
            for group in mapped.many(f"{one}.codes")
            if mapped.get(f"{group}.type_code") in CODES_OF_GOODS
        ),
        f"{one}.codes[1]",
    )
    return SummaryItem(
        hs_code=answers.text(f"{name}.hs_code", f"{code}.id"),
        name=answers.text(f"{name}.name", f"{one}.name"),
        quantity=answers.number(f"{name}.quantity", f"{one}.measures.quantity"),
        unit=answers.text(f"{name}.unit", f"{one}.measures.quantity_unit"),
        value=answers.number(f"{name}.value", f"{one}.invoice_line.price", most=2),
        currency=answers.text(f"{name}.currency", f"{one}.invoice_line.price_currency"),
        origin=answers.text(f"{name}.origin", f"{one}.origins[1].country"),
    )


def licence_of(answers: Answers, profile: Mapping[str, Any]) -> str:
    mapped = answers.mapped
    for item in mapped.many("items"):
        for one in mapped.many(f"{item}.documents"):
            if mapped.get(f"{one}.type_code") in profile["licence_documents"]:
                return answers.text("licence_document", f"{one}.id")
    return ""


def _no_number(name: str) -> Fault:
    return Fault(
        _("This is not a number in the digits 0 to 9."),
        field=name,
        rule="number.shape",
        remedy=_("Write digits 0 to 9 with a point before decimals, for example 1250.50."),
    )
