"""What is odd about the values of a message: shapes, dates, and codes outside a country's list.

A remark stops nothing. It stands beside the value, for the officer and for the sender.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from django.utils.translation import gettext as _

from clearance.messages.facts import Mapped, Remark
from clearance.messages.rules.book import book

MOST = 200
SHOWN = 40
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?")
_PLAIN_INTEGER = re.compile(r"[+-]?[0-9]{1,30}")
_STAMP = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_MOMENTS = {
    "102": re.compile(r"(\d{8})", re.ASCII),
    "203": re.compile(r"(\d{8})(\d{4})", re.ASCII),
    "204": re.compile(r"(\d{8})(\d{6})", re.ASCII),
    "208": re.compile(r"(\d{8})(\d{6})([+-]\d{4})", re.ASCII),
    "304": re.compile(r"(\d{8})(\d{6})(Z|[+-]\d{2}(?:\d{2})?|[A-Z]{3})", re.ASCII),
}
CODED = {
    "function", "notice_function", "declaration_type", "country", "currency", "mode", "incoterm",
    "package", "indicator", "procedure", "tax_type", "payment_method", "identifier",
    "tax_identifier",
}  # fmt: skip
_INDEX = re.compile(r"\[\d+\]")


def remarks_on(
    mapped: Mapped, *, lists: Mapping[str, str], country: str, has_own_lists: bool
) -> tuple[Remark, ...]:
    """At most ``MOST`` remarks, in the order of the message. ``lists`` holds a pattern a kind."""
    kinds = _kinds(mapped)
    found: list[Remark] = []
    if country and not has_own_lists:
        found.append(
            Remark(
                place=mapped.paths.get("envelope.country", ""),
                rule="code.no_list",
                value=country[:SHOWN],
            )
        )
    for name, value in mapped.fields.items():
        if len(found) >= MOST:
            break
        found += _on_value(mapped, name, value, kinds.get(name, ""), lists)
    for path, value in mapped.kept.items():
        if len(found) >= MOST:
            break
        if hidden := _hidden(value):
            found.append(hidden_remark(path, hidden))
    return tuple(found[:MOST])


def _on_value(
    mapped: Mapped, name: str, value: str, kind: str, lists: Mapping[str, str]
) -> list[Remark]:
    place = mapped.paths[name]
    if not value:
        return []
    if hidden := _hidden(value):
        return [hidden_remark(place, hidden)]
    rule = ""
    if kind in {"number", "amount", "measure"} and not _PLAIN_NUMBER.fullmatch(value):
        rule = "number.shape"
    elif kind == "integer" and not _PLAIN_INTEGER.fullmatch(value):
        rule = "number.whole"
    elif (
        kind == "moment"
        and not _is_moment(value, mapped.get(f"{name}_format"))
        or kind == "stamp"
        and not _is_stamp(value)
    ):
        rule = "date.shape"
    elif kind in CODED and kind in lists and not _pattern(lists[kind]).fullmatch(value):
        rule = f"code.{kind}"
    if not rule:
        return []
    return [Remark(place=place, rule=rule, value=value[:SHOWN])]


def hidden_remark(place: str, hidden: str) -> Remark:
    return Remark(place=place, rule="text.hidden", value=hidden)


def remark_text(rule: str, value: str) -> str:
    """The sentence of a remark in the reader's language; a validator's words as they are."""
    sentences = {
        "code.no_list": _("No code lists of %(value)s are in force: its codes are not judged."),
        "number.shape": _("%(value)s is not a number in the digits 0 to 9."),
        "number.whole": _("%(value)s is not a whole number in the digits 0 to 9."),
        "date.shape": _("%(value)s is not a date of the format that it names."),
        "text.hidden": _("The value holds the invisible character %(value)s."),
    }
    if rule.startswith("code.") and rule not in sentences:
        return _("%(value)s is not in the code list in force.") % {"value": value}
    return sentences[rule] % {"value": value} if rule in sentences else value


def _hidden(value: str) -> str:
    """The first character that nobody sees, by its number; "" when there is none."""
    if value.isascii() and value.isprintable():
        return ""
    for character in value:
        if character in "\t\n\r":
            continue
        if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cn"}:
            return f"U+{ord(character):04X}"
    return ""


def _kinds(mapped: Mapped) -> dict[str, str]:
    """The kind of each field, from the class and element it was read from."""
    by_shape: dict[tuple[str, ...], str] = {}
    found = {}
    for name, path in mapped.paths.items():
        if "@" in path:
            if name.endswith("_currency"):
                found[name] = "currency"
            continue
        steps = _INDEX.sub("", path).split("/")
        shape = tuple(steps[-2:])
        if shape not in by_shape:
            by_shape[shape] = _kind_of(shape)
        found[name] = by_shape[shape]
    return found


def _kind_of(shape: tuple[str, ...]) -> str:
    parent, leaf = shape if len(shape) == 2 else ("", shape[0])
    if leaf == "DateTimeString":
        return "moment"
    for class_name in _classes_of().get(parent, ()):
        entry = book().get(class_name, {}).get(leaf)
        if entry is not None:
            return entry.kind
    return ""


@cache
def _classes_of() -> dict[str, tuple[str, ...]]:
    """For an element's name the classes it may be of."""
    from clearance.messages.rules.book import ROOTS

    found: dict[str, dict[str, None]] = {name: {one: None} for name, one in ROOTS.items()}
    for entries in book().values():
        for name, entry in entries.items():
            if entry.holds:
                found.setdefault(name, {})[entry.holds] = None
    return {name: tuple(classes) for name, classes in found.items()}


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.ASCII)


def _is_moment(value: str, code: str) -> bool:
    pattern = _MOMENTS.get(code)
    if pattern is None:
        return False
    found = pattern.fullmatch(value)
    if found is None:
        return False
    return _is_real(found[1], found[2] if (pattern.groups > 1) else "")


def _is_real(day: str, time: str) -> bool:
    try:
        if time:
            datetime.strptime(day + time, "%Y%m%d%H%M%S" if len(time) == 6 else "%Y%m%d%H%M")  # noqa: DTZ007
        else:
            date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True


def _is_stamp(value: str) -> bool:
    if not _STAMP.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
