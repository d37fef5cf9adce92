"""A declaration as a document: its answers as plain text, comparable field by field."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any

from clearance.declarations.facts import Difference, Summary, SummaryItem

NOT_DECLARED = frozenset({"items", "source", "absent", "party_reference", "office_code"})
HEAD = tuple(one.name for one in fields(Summary) if one.name not in NOT_DECLARED)
ITEM = tuple(one.name for one in fields(SummaryItem))
NUMBERS = frozenset({"gross_weight_kg", "quantity", "value", "net_weight_kg"})
YES_OR_NO = frozenset({"involves_licence", "involves_inspection", "involves_tax"})


def document_of(summary: Summary) -> dict[str, Any]:
    """Every answer as text; containers and items are lists."""
    head: dict[str, Any] = {name: _text(getattr(summary, name)) for name in HEAD}
    head["container_nos"] = list(summary.container_nos)
    head["items"] = [{name: _text(getattr(item, name)) for name in ITEM} for item in summary.items]
    return head


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
    return {
        name.replace("[", ".").replace("]", ""): value
        for name, value in _flat(document).items()
        if not name.endswith(".net_weight_kg")
    }


def _flat(document: Mapping[str, Any]) -> dict[str, str]:
    flat = {
        name: ", ".join(document["container_nos"])
        if name == "container_nos"
        else str(document.get(name, ""))
        for name in HEAD
    }
    for index, item in enumerate(document["items"]):
        flat |= {f"items[{index}].{name}": str(item.get(name, "")) for name in ITEM}
    return flat


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
