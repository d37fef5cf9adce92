"""What a bench sends: marks, verdicts, looks; read once for pages and programs."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from customs_portal.kit.errors import Fault
from inspection.imaging.operations.keep_reading import Mark
from inspection.imaging.states import Certainty, FirstLook, Thing, Verdict

NOTE = 200


def marks_of(rows: object) -> tuple[Mark, ...]:
    """A list of x, y, width, height, note, kind, corners. Raises ``Fault``."""
    try:
        return tuple(
            Mark(
                x=int(row["x"]),
                y=int(row["y"]),
                width=int(row["width"]),
                height=int(row["height"]),
                note=_plain(str(row.get("note", "")))[:NOTE],
                kind=row["kind"] if row.get("kind") in Thing.values else Thing.UNKNOWN.value,
                corners=tuple((int(x), int(y)) for x, y in row.get("corners") or ()),
            )
            for row in rows  # type: ignore[attr-defined]
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Fault(_("The marks could not be read."), field="marks") from error


def _plain(text: str) -> str:
    """Without what no table can hold: nought characters and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def typed_marks(text: str) -> tuple[Mark, ...]:
    """The same from the text of a form."""
    try:
        return marks_of(json.loads(text or "[]"))
    except (ValueError, RecursionError) as error:
        raise Fault(_("The marks could not be read."), field="marks") from error


def verdict_of(given: Mapping[str, Any]) -> Verdict:
    try:
        return Verdict(given.get("verdict", ""))
    except ValueError as error:
        raise Fault(_("Choose no suspicion or inspection."), field="verdict") from error


def certainty_of(given: Mapping[str, Any]) -> Certainty:
    """Sure, unless something else is said."""
    value = given.get("certainty", "")
    return Certainty(value) if value in Certainty.values else Certainty.SURE


def look_of(given: Mapping[str, Any]) -> FirstLook:
    try:
        return FirstLook(given.get("look", ""))
    except ValueError as error:
        raise Fault(_("Say whether you see something."), field="look") from error


def truth_of(text: str) -> tuple[dict[str, Any], ...] | None:
    """One thing a line: class, x, y, width, height. None when a line reads otherwise."""
    things = []
    for line in text.splitlines():
        parts = line.replace(",", " ").split()
        if not parts:
            continue
        if len(parts) != 5 or not all(one.isascii() and one.isdecimal() for one in parts[1:]):
            return None
        x, y, width, height = (int(one[:9]) for one in parts[1:])
        things.append({"kind": parts[0].upper(), "x": x, "y": y, "width": width, "height": height})
    return tuple(things)


def declared_of(text: str) -> tuple[dict[str, str], ...]:
    """One item a line: code, then the name."""
    made = []
    for line in text.splitlines()[:20]:
        code, _gap, name = line.strip().partition(" ")
        if code and name.strip():
            made.append({"code": code[:10], "name": name.strip()[:120], "quantity": ""})
    return tuple(made)
