"""Filters of lists as they stand in an address, and answers of a form as text."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clearance.declarations.facts import (
    CLAIMS,
    CompleteItem,
    Completion,
    FullDeclaration,
    Summary,
    SummaryItem,
)
from clearance.declarations.operations.amend_summary import Amendment
from clearance.declarations.operations.ask_ranking import ranking_on
from clearance.declarations.operations.check_goods import missing
from clearance.declarations.queries.lists import Filters
from clearance.declarations.rules.documents import LATE, WHOLE
from clearance.declarations.states import (
    WAITING_FOR_AN_OFFICER,
    DeclarationState,
    Direction,
    Procedure,
)
from customs_portal.accounts.models import User
from customs_portal.kit.errors import Fault, Faults
from customs_portal.registry.models import CreditGrade

DUE_SOON = timedelta(minutes=15)
ITEM_FIELDS = ("hs_code", "name", "quantity", "unit", "value", "currency", "origin")
COMPLETE_ITEM_FIELDS = (
    "hs_code",
    "name",
    "specification",
    "quantity",
    "unit",
    "value",
    "currency",
    "origin",
    "net_weight_kg",
)
HEAD_FIELDS = (
    "consignee_uscc",
    "transport_document",
    "transport_mode",
    "vessel",
    "voyage",
    "supervision_mode",
    "departure_country",
    "gross_weight_kg",
    "pieces",
    "container_nos",
    "involves_licence",
    "involves_inspection",
    "involves_tax",
    "guarantee_no",
    "licence_document",
    "item_containers",
    "product_qualification",
    "ciq_name",
    "goods_attribute",
    "purpose",
)
ITEM_KEY = re.compile(r"^items\.(\d{1,2})\.([a-z_]+)(?:\.[a-z0-9_]+)?$")
BETWEEN_NUMBERS = re.compile(r"[,;、，；\n]+")


def filters_from(
    query: Mapping[str, str], *, by: User, now: datetime, officer: bool, limit: int = 50
) -> Filters:
    """What the address asks for; nonsense in a filter is left out, not refused."""
    state = query.get("state", "")
    waiting = officer and state in ("", "waiting") and not query.get("all")
    due = waiting or (officer and state in WAITING_FOR_AN_OFFICER)  # the others have no deadline
    return Filters(
        state=state if state in DeclarationState.values else "",
        waiting=waiting,
        grade=query["grade"] if query.get("grade") in CreditGrade.Grade.values else "",
        mode=query.get("mode", "")[:2],
        office=query.get("office", "")[:8],
        procedure=query["procedure"] if query.get("procedure") in Procedure.values else "",
        direction=query["direction"] if query.get("direction") in Direction.values else "",
        score_from=_whole(query.get("score", "")),
        value_from=_amount(query.get("value", "")),
        text=query.get("q", "")[:80],
        claimed=query["claimed"] if query.get("claimed") in ("yes", "no") else "",
        claimed_by=by.pk if query.get("mine") else None,
        proposed_beside=by.pk if officer and query.get("proposed") else None,
        late_at=now if query.get("late") else None,
        documents_asked=bool(query.get("asked")),
        due_before=now + DUE_SOON if query.get("due") else None,
        enterprise=None if officer else by.enterprise,
        ranking=ranking_on(day=timezone.localdate(now)).value,
        sort=_order(query.get("sort", ""), officer=officer, waits=due),
        after=query.get("after", ""),
        limit=limit,
    )


def _order(asked: str, *, officer: bool, waits: bool) -> str:
    """A firm learns nothing of scores by sorting; only what waits is ranked by a model."""
    name = asked.removeprefix("-")
    if (name in ("score", "rank") and not officer) or (name == "rank" and not waits):
        asked = ""
    return asked or ("due" if waits else "-accepted")


def summary_from(answers: Mapping[str, str]) -> Summary:
    """The form's answers as a summary. Raises ``Faults`` for what is no number at all."""
    summary, faults = read_summary(answers)
    if faults:
        raise Faults(faults)
    return summary


def read_summary(answers: Mapping[str, str]) -> tuple[Summary, list[Fault]]:
    """The summary as far as it can be read, and what is no number at all."""
    faults: list[Fault] = []
    items = tuple(_item_from(answers, index, faults) for index in range(number_of_items(answers)))
    summary = Summary(
        **_texts(answers),
        gross_weight_kg=_number(answers, "gross_weight_kg", faults),
        pieces=_integer(answers, "pieces", faults),
        container_nos=containers_from(answers.get("container_nos", "")),
        involves_licence=answers.get("involves_licence") == "yes",
        involves_inspection=answers.get("involves_inspection") == "yes",
        involves_tax=answers.get("involves_tax") == "yes",
        items=items,
        source="FORM",
    )
    return summary, faults


_TEXTS = frozenset(HEAD_FIELDS) - {
    "gross_weight_kg",
    "pieces",
    "container_nos",
    "involves_licence",
    "involves_inspection",
    "involves_tax",
}


def completion_from(answers: Mapping[str, str]) -> Completion:
    """Step two as typed. Raises ``Faults``."""
    completion, faults = read_completion(answers)
    if faults:
        raise Faults(faults)
    return completion


def read_completion(answers: Mapping[str, str]) -> tuple[Completion, list[Fault]]:
    """Step two as far as it can be read, and what is missing or no number at all."""
    faults: list[Fault] = []
    items = tuple(
        CompleteItem(
            **_complete_item(answers, f"items.{index}", faults),
        )
        for index in range(number_of_items(answers))
    )
    completion = Completion(
        items=items,
        freight_cny=_number(answers, "freight_cny", faults, needed=True) or Decimal(0),
        insurance_cny=_number(answers, "insurance_cny", faults),
        late_exemption=answers.get("late_exemption", "").strip(),
        late_exemption_reason=answers.get("late_exemption_reason", "").strip(),
    )
    return completion, faults


def read_full(answers: Mapping[str, str], *, direction: str) -> tuple[FullDeclaration, list[Fault]]:
    """The declaration as far as it can be read, and what is missing or no number at all."""
    faults: list[Fault] = []
    texts: dict[str, Any] = _texts(answers) | {
        name: answers.get(name, "").strip()
        for name in (*WHOLE, *LATE)
        if name not in _WHOLE_NUMBERS
    }
    numbers: dict[str, Any] = {name: _number(answers, name, faults) for name in _WHOLE_NUMBERS}
    full = FullDeclaration(
        **texts,
        **numbers,
        direction=direction,
        gross_weight_kg=_number(answers, "gross_weight_kg", faults),
        pieces=_integer(answers, "pieces", faults),
        container_nos=containers_from(answers.get("container_nos", "")),
        involves_licence=answers.get("involves_licence") == "yes",
        involves_inspection=answers.get("involves_inspection") == "yes",
        items=tuple(
            CompleteItem(**_complete_item(answers, f"items.{index}", faults))
            for index in range(number_of_items(answers))
        ),
        office_code=answers.get("office_code", "").strip(),
        source="FORM",
    )
    return full, faults


_WHOLE_NUMBERS = ("net_weight_kg", "freight_cny", "insurance_cny", "other_cny")


def _complete_item(answers: Mapping[str, str], path: str, faults: list[Fault]) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: answers.get(f"{path}.{name}", "").strip()
        for name in (
            *("hs_code", "name", "specification", "unit", "currency", "origin"),
            *("destination", *CLAIMS),
        )
    }
    values["proof_date"] = _day(answers, f"{path}.proof_date", faults)
    values["proof_quantity"] = _number(answers, f"{path}.proof_quantity", faults)
    for name in ("quantity", "value", "net_weight_kg"):
        values[name] = _number(answers, f"{path}.{name}", faults, needed=True) or Decimal(0)
    begin = f"{path}.elements."
    values["elements"] = {
        name.removeprefix(begin): text.strip()
        for name, text in answers.items()
        if name.startswith(begin)
    }
    return values


def _texts(answers: Mapping[str, str]) -> dict[str, Any]:
    return {name: answers.get(name, "").strip() for name in HEAD_FIELDS if name in _TEXTS}


def amendment_from(answers: Mapping[str, str]) -> Amendment:
    """Only what the page asked for. Raises ``Faults``."""
    faults: list[Fault] = []
    amendment = Amendment(
        vessel=answers.get("vessel"),
        voyage=answers.get("voyage"),
        departure_country=answers.get("departure_country"),
        container_nos=containers_from(answers["container_nos"])
        if "container_nos" in answers
        else None,
        gross_weight_kg=_number(answers, "gross_weight_kg", faults),
        pieces=_integer(answers, "pieces", faults),
    )
    if faults:
        raise Faults(faults)
    return amendment


def containers_from(text: str) -> tuple[str, ...]:
    """Numbers between commas or on lines of their own, as people paste them."""
    return tuple(one.strip() for one in BETWEEN_NUMBERS.split(text) if one.strip())


def number_of_items(answers: Mapping[str, str]) -> int:
    found = [int(match[1]) for key in answers if (match := ITEM_KEY.match(key))]
    return max(found, default=0) + 1


def form_field(field: str) -> str:
    """The form's name for a field of a refusal: ``items[0].hs_code`` is ``items.0.hs_code``."""
    name = re.sub(r"\[(\d+)\]", r".\1", field)
    return "container_nos" if name.startswith("container_nos.") else name


def _item_from(answers: Mapping[str, str], index: int, faults: list[Fault]) -> SummaryItem:
    path = f"items.{index}"
    return SummaryItem(
        hs_code=answers.get(f"{path}.hs_code", "").strip(),
        name=answers.get(f"{path}.name", "").strip(),
        quantity=_number(answers, f"{path}.quantity", faults),
        unit=answers.get(f"{path}.unit", "").strip(),
        value=_number(answers, f"{path}.value", faults),
        currency=answers.get(f"{path}.currency", "").strip(),
        origin=answers.get(f"{path}.origin", "").strip(),
    )


def _number(
    answers: Mapping[str, str], field: str, faults: list[Fault], *, needed: bool = False
) -> Decimal | None:
    text = answers.get(field, "").replace(",", "").replace("，", "").strip()
    if not text:
        if needed:
            faults.append(missing(field))
        return None
    value = _amount(text)
    if value is None:
        faults.append(
            Fault(
                _("Write this as a number, for example 8640.5."),
                field=field,
                rule="number.shape",
                remedy=_("Use digits, at most one point, and no unit."),
            )
        )
    return value


def _integer(answers: Mapping[str, str], field: str, faults: list[Fault]) -> int | None:
    value = _number(answers, field, faults)
    if value is not None and value != value.to_integral_value():
        faults.append(
            Fault(
                _("Write a whole number."),
                field=field,
                rule="number.whole",
                remedy=_("Pieces are counted one by one."),
            )
        )
        return None
    return int(value) if value is not None else None


def _day(answers: Mapping[str, str], field: str, faults: list[Fault]) -> date | None:
    text = unicodedata.normalize("NFKC", answers.get(field, "")).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        faults.append(
            Fault(
                _("There is no such day."),
                field=field,
                rule="date.shape",
                remedy=_("Write the day as year, month and day, for example 2026-11-21."),
            )
        )
        return None


def _amount(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < Decimal(10) ** 18 else None


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None


def filing_from(
    answers: Mapping[str, str], *, procedure: str, direction: str
) -> Summary | FullDeclaration:
    """What submitting these answers files, by the draft's kind. Raises ``Faults``."""
    if procedure == Procedure.ONE_STEP:
        full, faults = read_full(answers, direction=direction)
        if faults:
            raise Faults(faults)
        return full
    return summary_from(answers)


def read_filing(answers: Mapping[str, str]) -> tuple[Summary | FullDeclaration, list[Fault]]:
    """What answers that say their own ``procedure`` and ``direction`` would file."""
    direction = answers.get("direction") or Direction.IMPORT
    exported = direction == Direction.EXPORT
    if answers.get("procedure") == Procedure.ONE_STEP or exported and "procedure" not in answers:
        return read_full(answers, direction=direction)
    return read_summary(answers)
