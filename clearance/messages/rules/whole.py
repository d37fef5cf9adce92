"""From a full declaration message to a declaration in one step, import or export.

Where an answer stands, and which of our codes a code means, is dated data of the law pack: of our
own country ``message.whole.CN``, of another ``message.whole.GB``. A code that has no counterpart
here leaves its answer empty and says so.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clearance.declarations.facts import CLAIMS, CompleteItem, FullDeclaration
from clearance.messages.facts import Identity, Mapped
from clearance.messages.rules.filing import Answers, licence_of, summary_item
from customs_portal.kit.errors import Fault

IMPORT, EXPORT = "IMPORT", "EXPORT"
OWN_CURRENCY = "CNY"
OUR_FIRM = {
    IMPORT: ("importer.id", "consignee.id"),
    EXPORT: ("exporter.id", "shipment_exporter.id", "consignor.id"),
}
FIRM_ABROAD = {
    IMPORT: (
        "exporter.name", "shipment_exporter.name", "consignor.name", "seller.name",
        "items[1].exporter.name", "items[1].consignor.name",
    ),
    EXPORT: ("consignee.name", "buyer.name", "importer.name", "items[1].consignee.name"),
}  # fmt: skip
TRADE_COUNTRY = {
    IMPORT: (
        "seller.address.country", "exporter.address.country", "shipment_exporter.address.country",
        "consignor.address.country", "departure.country",
    ),
    EXPORT: ("buyer.address.country", "consignee.address.country", "destination.country"),
}  # fmt: skip
FOREIGN_PORT = {IMPORT: "consignment.loading_place", EXPORT: "consignment.unloading_place"}


def direction_asked(*, identity: Identity, mapped: Mapped, profile: Mapping[str, Any]) -> str:
    """IMPORT or EXPORT for a full declaration by the country's dated list; else ""."""
    if identity.kind != "declaration" or identity.function != profile["function"]:
        return ""
    if mapped.get("envelope.customization") != profile["customization"]:
        return ""
    for direction in (IMPORT, EXPORT):
        if identity.type_code in profile["types"][direction]:
            return direction
    return ""


def whole_from(
    mapped: Mapped, profile: Mapping[str, Any], *, direction: str, country: str
) -> tuple[FullDeclaration, dict[str, str], list[Fault]]:
    """The declaration as the message states it, where each answer stood, and what is no answer."""
    answers = Answers(mapped=mapped)
    said = _Said(answers=answers, profile=profile, direction=direction, country=country)
    statements = said.statements(mapped.many("statements") + mapped.many("shipment_statements"))
    containers = mapped.many("consignment.containers")
    answers.places["container_nos"] = "consignment.containers[1].id"
    answers.places["items"] = "items[1].position"
    items = tuple(said.item(one, index) for index, one in enumerate(mapped.many("items")))
    net = sum((one.net_weight_kg for one in items), Decimal(0))
    answers.places["net_weight_kg"] = "items[1].measures.net_weight"
    full = FullDeclaration(
        direction=direction,
        transport_document=said.document("transport_document", profile["transport_documents"]),
        transport_mode=said.code("transport_mode", "modes", *_places("mode")),
        vessel=said.vessel(),
        voyage=answers.text("voyage", *_places("voyage")),
        supervision_mode=said.procedure(),
        levy_mode="",
        consignee_uscc=said.firm(),
        overseas_party=answers.text("overseas_party", *FIRM_ABROAD[direction]),
        trade_country=answers.text("trade_country", *TRADE_COUNTRY[direction]),
        departure_country=answers.text("departure_country", "departure.country"),
        destination_country=answers.text("destination_country", "destination.country"),
        foreign_port=answers.text(
            "foreign_port", f"{FOREIGN_PORT[direction]}.id", f"{FOREIGN_PORT[direction]}.name"
        ),
        terms=said.code("terms", "terms", "terms.condition"),
        package_kind=said.code("package_kind", "packages", "items[1].packages[1].type_code"),
        pieces=answers.whole("pieces", "pieces"),
        gross_weight_kg=answers.number(
            "gross_weight_kg",
            "gross_weight" if mapped.get("gross_weight") else "consignment.gross_weight",
        ),
        net_weight_kg=net or None,
        container_nos=tuple(
            answers.text(f"container_nos[{index}]", f"{one}.id")
            for index, one in enumerate(containers)
        ),
        items=items,
        freight_cny=said.amount("freight_cny", "valuation.freight"),
        insurance_cny=said.amount("insurance_cny", "valuation.insurance"),
        other_cny=said.other_charges(),
        contract_no=said.document("contract_no", profile["contract_documents"]),
        marks=answers.text("marks", "items[1].packages[1].marks"),
        licence_document=licence_of(answers, profile),
        guarantee_no=answers.text("guarantee_no", "guarantees[1].reference", "guarantees[1].id")
        if profile["guarantees"]
        else "",
        source="API",
    )
    return replace(full, **statements), answers.places, answers.faults


def _places(name: str) -> tuple[str, ...]:
    return (
        f"border_transport.{name}",
        f"consignment.border_transport.{name}",
        f"consignment.arrival_transport.{name}",
        f"consignment.departure_transport.{name}",
    )


class _Said:
    """One message read with one country's list."""

    def __init__(
        self, *, answers: Answers, profile: Mapping[str, Any], direction: str, country: str
    ) -> None:
        self.answers, self.mapped = answers, answers.mapped
        self.profile, self.direction, self.country = profile, direction, country

    def code(self, name: str, table: str, *sources: str) -> str:
        """Our code for the one that the message gives; where ours are used, the same."""
        text = self.answers.text(name, *sources)
        found = self.profile[table].get(text)
        if found is not None or not text:
            return str(found or "")
        if not self.profile["foreign"]:
            return text
        return self._gap(name, text)

    def procedure(self) -> str:
        """The supervision mode: our own code, or what two foreign codes together mean."""
        one = "items[1].procedures[1]"
        text = self.answers.text("supervision_mode", f"{one}.current")
        if not self.profile["foreign"] or not text:
            return text
        whole = text + self.mapped.get(f"{one}.previous")
        found = self.profile["procedures"].get(whole)
        return str(found) if found else self._gap("supervision_mode", whole)

    def firm(self) -> str:
        text = self.answers.text("consignee_uscc", *OUR_FIRM[self.direction])
        if not text or not self.profile["foreign"]:
            return text
        if re.fullmatch(self.profile["firm"], text):
            return text
        return self._gap("consignee_uscc", text)

    def vessel(self) -> str:
        """The name; some countries write it as the identity of the means of transport."""
        for place in (*_places("name"), *_places("id")):
            kind = self.mapped.get(f"{place.rpartition('.')[0]}.id_type")
            if place.endswith(".id") and kind not in self.profile["names_of_vessels"]:
                continue
            if self.mapped.get(place):
                return self.answers.text("vessel", place)
        return self.answers.text("vessel", "border_transport.name")

    def document(self, name: str, types: list[str]) -> str:
        """The number of the first document of these types, of the consignment or the goods."""
        groups = self.mapped.many("consignment.transport_documents") + self.mapped.many("documents")
        groups += self.mapped.many("previous_documents")
        for item in self.mapped.many("items"):
            groups += self.mapped.many(f"{item}.documents")
            groups += self.mapped.many(f"{item}.previous_documents")
        for one in groups:
            if self.mapped.get(f"{one}.type_code") in types:
                return self.answers.text(name, f"{one}.id")
        return self.answers.text(name, "consignment.transport_documents[0].id")

    def amount(self, name: str, source: str) -> Decimal | None:
        """CNY, or a gap that names the currency."""
        currency = self.mapped.get(f"{source}_currency")
        if currency in ("", OWN_CURRENCY):
            return self.answers.number(name, source, most=2)
        self.answers.places[name] = source
        self.answers.faults.append(
            Fault(
                _("This amount is taken in CNY, not in %(currency)s.")
                % {"currency": currency[:10]},
                field=name,
                rule="amount.currency",
                remedy=_("Give the amount in CNY, or 0 when it is included in the price."),
            )
        )
        return None

    def other_charges(self) -> Decimal | None:
        for one in self.mapped.many("valuation.charges"):
            if self.mapped.get(f"{one}.type_code") in self.profile["other_charges"]:
                return self.amount("other_cny", f"{one}.amount")
        return None

    def statements(self, groups: list[str]) -> dict[str, Any]:
        """Questions that a statement answers with yes, and answers that have no other place."""
        found: dict[str, Any] = {}
        for one in groups:
            kind = self.mapped.get(f"{one}.type_code")
            if not kind or kind != self.profile["statement_type"]:
                continue
            code = self.mapped.get(f"{one}.code")
            if name := self.profile["questions"].get(code):
                found[name] = True
                self.answers.places[name] = f"{one}.code"
            elif name := self.profile["answers"].get(code):
                found[name] = self.answers.text(name, f"{one}.text")
        return found

    def item(self, one: str, index: int) -> CompleteItem:
        name, answers = f"items[{index}]", self.answers
        first = summary_item(answers, one, index)
        net = answers.number(
            f"{name}.net_weight_kg",
            f"{one}.measures.net_weight"
            if self.mapped.get(f"{one}.measures.net_weight")
            else f"{one}.measures.net_weight_packed",
        )
        return CompleteItem(
            hs_code=self._goods_code(first.hs_code, f"{name}.hs_code"),
            name=first.name,
            specification=answers.text(f"{name}.specification", f"{one}.cargo_name"),
            quantity=first.quantity or Decimal(0),
            unit=self.code(f"{name}.unit", "units", f"{one}.measures.quantity_unit"),
            value=first.value or Decimal(0),
            currency=first.currency,
            origin=first.origin,
            net_weight_kg=net or Decimal(0),
            destination=answers.text(
                f"{name}.destination", f"{one}.destination.country", "destination.country"
            ),
            **self._more(one, name),
        )

    def _goods_code(self, code: str, name: str) -> str:
        """Six digits are the same everywhere; what follows is a country's own."""
        if not self.profile["foreign"] or len(code) <= 6:
            return code
        self.answers.faults.append(
            Fault(
                _("Of the goods code %(code)s of %(country)s the first six digits hold here.")
                % {"code": code[:14], "country": self.country},
                field=name,
                rule="code.foreign",
                remedy=_("Choose the ten digits of this country's tariff."),
            )
        )
        return code[:6]

    def _more(self, one: str, name: str) -> dict[str, Any]:
        """Elements and claims of a line of goods, from its statements."""
        elements: dict[str, str] = {}
        claims: dict[str, Any] = {}
        for group in self.mapped.many(f"{one}.statements"):
            kind = self.mapped.get(f"{group}.type_code")
            code, place = self.mapped.get(f"{group}.code"), f"{group}.text"
            if not kind:
                continue
            if kind == self.profile["element_type"]:
                elements[code] = self.answers.text(f"{name}.elements.{code}", place)
            elif kind == self.profile["claim_type"] and code.lower() in CLAIMS:
                claims[code.lower()] = self._claim(f"{name}.{code.lower()}", place)
        return {"elements": elements} | {k: v for k, v in claims.items() if v is not None}

    def _claim(self, name: str, place: str) -> Any:
        if name.endswith(".proof_quantity"):
            return self.answers.number(name, place)
        text = self.answers.text(name, place)
        if not name.endswith(".proof_date"):
            return text
        return self.answers.day(name, place)

    def _gap(self, name: str, text: str) -> str:
        self.answers.faults.append(
            Fault(
                _("%(code)s is a code of %(country)s that has no counterpart here.")
                % {"code": text[:40], "country": self.country},
                field=name,
                rule="code.foreign",
                remedy=_("Choose the code of this country that fits."),
            )
        )
        return ""
