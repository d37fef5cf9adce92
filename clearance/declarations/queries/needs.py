"""What goods need, said while a draft is filled."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clearance.declarations.operations.check_exit import (
    Leaving,
    exit_needs_of,
    inspection_needed_to_leave,
    licence_needed_to_leave,
)
from clearance.declarations.operations.check_goods import (
    inspection_needed,
    licence_needed,
    needs_of,
)
from customs_portal.registry.exports import export_rates_for
from customs_portal.registry.law import LawGap


def contradicted_at_exit(*, question: str, value: str, answers: Mapping[str, str], on: date) -> str:
    """The same of goods that leave, with the document that they need. Raises ``Fault``."""
    if value == "yes":
        return ""
    for line, code in _codes(answers):
        goods = Leaving(line=line + 1, name=answers.get(f"items.{line}.name", ""), code=code)
        needs = exit_needs_of(hs_code=code, on=on)
        if question == "involves_licence" and needs.licence is not None:
            raise licence_needed_to_leave(goods, document=needs.licence)
        if question == "involves_inspection" and needs.inspection is not None:
            raise inspection_needed_to_leave(goods, document=needs.inspection)
    return ""


def leaving_with(*, hs_code: str, on: date) -> list[str]:
    """What is said of the goods themselves: export duty, and the documents they leave with."""
    needs = exit_needs_of(hs_code=hs_code, on=on)
    said = [one.label for one in (needs.licence, needs.inspection) if one is not None]
    said = [_("needs %(document)s") % {"document": one} for one in said]
    try:
        rates = export_rates_for(hs_code, on)
    except LawGap:
        return said
    if rates is None:
        return said
    percent = f"{(rates.applies.rate * 100).normalize():f}"
    return [_("export duty %(percent)s %%") % {"percent": percent}, *said]


def _codes(answers: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """The index of each line that names a commodity code, and the code."""
    for field, text in answers.items():
        if not (field.startswith("items.") and field.endswith(".hs_code")):
            continue
        code = "".join(sign for sign in text if sign.isdigit())[:10]
        if len(code) >= 6:
            yield int(field.split(".")[1]), code


def contradicted(*, question: str, value: str, answers: Mapping[str, str], on: date) -> str:
    """A "no" that the goods contradict is said at once, and which goods. Raises ``Fault``."""
    if value == "yes":
        return ""
    for line, code in _codes(answers):
        words: dict[str, Any] = {
            "line": line + 1,
            "name": answers.get(f"items.{line}.name", "").strip() or "–",
            "code": code,
        }
        licence, inspection = needs_of(hs_code=code, origin="", on=on)
        if question == "involves_licence" and licence:
            raise licence_needed(**words)
        if question == "involves_inspection" and inspection:
            raise inspection_needed(**words)
    return ""
