"""What goods need, said while a draft is filled."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from clearance.declarations.operations.check_goods import (
    inspection_needed,
    licence_needed,
    needs_of,
)


def contradicted(*, question: str, value: str, answers: Mapping[str, str], on: date) -> str:
    """A "no" that the goods contradict is said at once, and which goods. Raises ``Fault``."""
    if value == "yes":
        return ""
    for field, text in answers.items():
        if not (field.startswith("items.") and field.endswith(".hs_code")):
            continue
        code = "".join(sign for sign in text if sign.isdigit())[:10]
        if len(code) < 6:
            continue
        line = int(field.split(".")[1])
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
