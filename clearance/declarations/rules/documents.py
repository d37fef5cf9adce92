"""A declaration as a document: its answers as plain text, comparable field by field."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from clearance.declarations.facts import (
    CLAIMS,
    CompleteItem,
    Difference,
    FullDeclaration,
    Summary,
    SummaryItem,
)
from clearance.declarations.states import Procedure

NOT_DECLARED = frozenset({"items", "source", "absent", "party_reference", "office_code"})
HEAD = tuple(one.name for one in fields(Summary) if one.name not in NOT_DECLARED)
ITEM = tuple(one.name for one in fields(SummaryItem))
NUMBERS = frozenset({"gross_weight_kg", "quantity", "value", "net_weight_kg"})
YES_OR_NO = frozenset({"involves_licence", "involves_inspection", "involves_tax"})
# what only a declaration in one step says of the whole consignment
WHOLE = (
    "levy_mode",
    "overseas_party",
    "trade_country",
    "destination_country",
    "foreign_port",
    "terms",
    "package_kind",
    "net_weight_kg",
    "freight_cny",
    "insurance_cny",
    "other_cny",
    "contract_no",
    "marks",
)
LATE = ("late_exemption", "late_exemption_reason")  # claimed of the whole consignment
COMPLETE_ITEM = (
    "hs_code",
    "name",
    "specification",
    "quantity",
    "unit",
    "value",
    "currency",
    "origin",
    "destination",
    "net_weight_kg",
)
WHOLE_NUMBERS = frozenset({"net_weight_kg", "freight_cny", "insurance_cny", "other_cny"})


def document_of(summary: Summary) -> dict[str, Any]:
    """Every answer as text; containers and items are lists."""
    head: dict[str, Any] = {name: _text(getattr(summary, name)) for name in HEAD}
    head["container_nos"] = list(summary.container_nos)
    head["items"] = [{name: _text(getattr(item, name)) for name in ITEM} for item in summary.items]
    return head


def summary_of(full: FullDeclaration) -> Summary:
    """What a declaration in one step has in common with a summary."""
    shared = {
        name: getattr(full, name) for name in HEAD if name not in ("container_nos", "involves_tax")
    }
    return Summary(
        **shared,
        involves_tax=True,
        container_nos=full.container_nos,
        items=tuple(summary_item(item) for item in full.items),
        source=full.source,
        office_code=full.office_code,
    )


def summary_item(item: CompleteItem) -> SummaryItem:
    return SummaryItem(**{name: getattr(item, name) for name in ITEM})


def head_of(full: FullDeclaration) -> dict[str, str]:
    """The rest of it, as text; what was not answered is left out."""
    found = {name: _text(getattr(full, name)) for name in WHOLE}
    return {name: value for name, value in found.items() if value}


def answers_to(full: FullDeclaration) -> dict[str, str]:
    """The declaration as the answers of its form; what was not answered is left out."""
    found = {name: _text(getattr(full, name)) for name in (*HEAD, *LATE) if hasattr(full, name)}
    found |= head_of(full) | {"container_nos": ", ".join(full.container_nos)}
    for index, item in enumerate(full.items):
        path = f"items.{index}"
        for name in COMPLETE_ITEM:
            value = getattr(item, name)
            found[f"{path}.{name}"] = "" if value == 0 else _text(value)
        found |= {f"{path}.{name}": said for name, said in item.claims.items()}
        found |= {f"{path}.elements.{key}": said for key, said in item.elements.items()}
    return {name: value for name, value in found.items() if value}


def summary_in(document: Mapping[str, Any], *, source: str, absent: frozenset[str]) -> Summary:
    """The summary that a document holds."""
    head = {name: _value(name, document.get(name, "")) for name in HEAD if name != "container_nos"}
    return Summary(
        **head,
        container_nos=tuple(document["container_nos"]),
        items=tuple(
            SummaryItem(**{name: _value(name, item.get(name, "")) for name in ITEM})
            for item in document["items"]
        ),
        source=source,
        absent=absent,
    )


def full_in(document: Mapping[str, Any], *, source: str) -> FullDeclaration:
    """The declaration in one step that a document holds."""
    summary = summary_in(document, source=source, absent=frozenset())
    shared = {
        name: getattr(summary, name)
        for name in HEAD
        if name not in ("container_nos", "involves_tax")
    }
    said = document["whole"]
    whole: dict[str, Any] = {
        name: _number(said.get(name, "")) if name in WHOLE_NUMBERS else said.get(name, "")
        for name in (*WHOLE, *LATE)
    }
    return FullDeclaration(
        **shared,
        **whole,
        direction=document["direction"],
        container_nos=summary.container_nos,
        items=tuple(_complete_item(one) for one in document["complete_items"]),
        source=source,
    )


def _complete_item(said: Mapping[str, Any]) -> CompleteItem:
    values: dict[str, Any] = {
        name: (_number(said[name]) or Decimal(0)) if name in NUMBERS else said.get(name, "")
        for name in COMPLETE_ITEM
    }
    claims: dict[str, Any] = {name: said.get("claims", {}).get(name, "") for name in CLAIMS}
    dated = claims["proof_date"]
    claims["proof_date"] = date.fromisoformat(dated) if dated else None
    claims["proof_quantity"] = _number(claims["proof_quantity"])
    return CompleteItem(**values, **claims, elements=said.get("elements", {}))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What changes from one document to the other, in the order of the form."""
    old, new = _flat(before), _flat(after)
    names = [*old, *(name for name in new if name not in old)]
    return tuple(
        Difference(field=name, before=old.get(name, ""), after=new.get(name, ""))
        for name in names
        if old.get(name, "") != new.get(name, "")
    )


def answers_in(document: Mapping[str, Any]) -> dict[str, str]:
    """The document as the answers of the form: ``items.0.hs_code``."""
    whole = document.get("procedure") == Procedure.ONE_STEP
    return {
        name.replace("[", ".").replace("]", ""): value
        for name, value in _flat(document).items()
        if whole or not name.endswith(".net_weight_kg")
    }


def _flat(document: Mapping[str, Any]) -> dict[str, str]:
    flat = {
        name: ", ".join(document["container_nos"])
        if name == "container_nos"
        else str(document.get(name, ""))
        for name in HEAD
    }
    if document.get("procedure") != Procedure.ONE_STEP:
        for index, item in enumerate(document["items"]):
            flat |= {f"items[{index}].{name}": str(item.get(name, "")) for name in ITEM}
        return flat
    flat |= {name: str(document["whole"].get(name, "")) for name in (*WHOLE, *LATE)}
    for index, item in enumerate(document["complete_items"]):
        path = f"items[{index}]"
        flat |= {f"{path}.{name}": str(item.get(name, "")) for name in COMPLETE_ITEM}
        flat |= {f"{path}.elements.{key}": str(said) for key, said in item["elements"].items()}
        flat |= {f"{path}.{name}": str(said) for name, said in item.get("claims", {}).items()}
    return flat


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def _value(name: str, text: str) -> Any:
    if name in YES_OR_NO:
        return text == "yes"
    if name in NUMBERS:
        return Decimal(text) if text else None
    if name == "pieces":
        return int(text) if text else None
    return text
