"""The fields of a record, each by its name on the wire, and what may stand in it.

A record is flat so that two officers can fill it at once and meet field by field:
``finding.2.QUANTITY.found`` is what was counted of the second declared line (line 0 is the box as
a whole), ``sample.1f3a90c2.bag_seal`` the seal of the bag of one sample, named by eight
hexadecimal digits that its device chose.
"""

import re
from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from customs_portal.kit.errors import Fault
from inspection.handheld.states import Element, NextStep, Signing, Weather
from inspection.orders.states import Outcome

TIMES = ("started_at", "ended_at")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "outcome": tuple(Outcome.values),
    "next_step": tuple(NextStep.values),
    "weather": tuple(Weather.values),
    "signing": tuple(Signing.values),
}
LONGEST: Mapping[str, int] = {
    "seal_before": 40,
    "seal_after": 40,
    "container_typed": 14,
    "note": 2000,
    "representative": 80,
    "witness": 80,
}
TICKS = ("representative_agrees",)
ELEMENT_PARTS = ("declared", "found")
SAMPLE_PARTS: Mapping[str, int] = {
    "number": 40, "what": 200, "quantity": 60, "bag_seal": 40, "laboratory": 120, "removed": 1,
}  # fmt: skip
LONGEST_ELEMENT = 200
LONGEST_NAME = 64
MOST_LINES = 99

_FINDING = re.compile(r"^finding\.(\d{1,2})\.([A-Z]+)\.(declared|found)$")
_SAMPLE = re.compile(r"^sample\.([0-9a-f]{8})\.([a-z_]+)$")


def check_field(*, field: str, value: str) -> str:
    """The value as it is kept. Raises a ``Fault`` that names the field, the rule and the remedy."""
    longest = _longest(field)
    if longest is None:
        raise Fault(
            _("A record has no field of this name."),
            field="field",
            rule="handheld.unknown_field",
            remedy=_("Load the page again; it is older than the portal."),
        )
    kept = value.strip() if field != "note" else value.rstrip()
    if len(kept) > longest:
        raise Fault(
            _("At most %(n)s characters.") % {"n": longest},
            field=field,
            rule="handheld.too_long",
            remedy=_("Say it shorter; photographs show the rest."),
        )
    if kept and field in CHOICES and kept not in CHOICES[field]:
        raise _not_of_the_list(field)
    if kept and field in TIMES:
        return _time(field, kept)
    if field in TICKS and kept not in ("", "1"):
        raise _not_of_the_list(field)
    return kept


def finding_of(field: str) -> tuple[int, Element, str] | None:
    """Line, element and part of a field of the findings, None for any other."""
    found = _FINDING.match(field)
    if found is None or found[2] not in Element.values:
        return None
    return int(found[1]), Element(found[2]), found[3]


def sample_of(field: str) -> tuple[str, str] | None:
    """Row and part of a field of the samples, None for any other."""
    found = _SAMPLE.match(field)
    return (found[1], found[2]) if found and found[2] in SAMPLE_PARTS else None


def _longest(field: str) -> int | None:
    if len(field) > LONGEST_NAME:
        return None
    if field in TIMES or field in CHOICES:
        return 40
    if field in TICKS:
        return 1
    if field in LONGEST:
        return LONGEST[field]
    if finding_of(field) is not None:
        return LONGEST_ELEMENT
    sample = sample_of(field)
    return SAMPLE_PARTS[sample[1]] if sample is not None else None


def _time(field: str, text: str) -> str:
    """ISO 8601 with its offset: a device's clock alone says no moment."""
    try:
        at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Fault(
            _("This is no time."),
            field=field,
            rule="handheld.no_time",
            remedy=_("Choose day, hour and minute."),
        )
    return at.isoformat(timespec="minutes")


def _not_of_the_list(field: str) -> Fault:
    return Fault(
        _("This is not on the list."),
        field=field,
        rule="handheld.not_on_the_list",
        remedy=_("Choose one of the offered words."),
    )
