"""Whether a record says enough to be confirmed; what it tells the order in the end. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from customs_portal.kit.errors import Fault
from inspection.handheld.rules.fields import finding_of, sample_of
from inspection.handheld.states import Element, NextStep, PhotographKind, Signing
from inspection.orders.states import Outcome

ALWAYS = ("started_at", "ended_at", "outcome", "next_step", "signing")
SAMPLE_NEEDS = ("number", "what", "quantity", "bag_seal", "laboratory")


@dataclass(frozen=True, kw_only=True)
class Found:
    """One element of one declared line (0: the box as a whole) held against the goods."""

    line: int
    element: str
    declared: str
    found: str


def missing_in(*, fields: Mapping[str, str], kinds: frozenset[str]) -> list[Fault]:
    """What is still to be said, in the order of the form. ``kinds`` of the photographs there."""
    faults = [_empty(name) for name in ALWAYS if not fields.get(name)]
    begun, ended = fields.get("started_at", ""), fields.get("ended_at", "")
    if begun and ended and datetime.fromisoformat(ended) < datetime.fromisoformat(begun):
        faults.append(_fault("ended_at", "ends_before", _("The end lies before the start.")))
    found = found_elements(fields)
    faulty = fields.get("outcome") == Outcome.FAULT
    if faulty and not found and not fields.get("note", "").strip():
        faults.append(_fault("note", "fault_needs_words", _("Say what fault was found.")))
    if faulty and fields.get("next_step") == NextStep.RELEASE:
        faults.append(_fault("next_step", "fault_released", _("A fault is not simply released.")))
    signing = fields.get("signing")
    if signing in (Signing.DRAWN, Signing.TYPED) and not fields.get("representative"):
        faults.append(_empty("representative"))
    if signing == Signing.TYPED and fields.get("representative_agrees") != "1":
        faults.append(_empty("representative_agrees"))
    if signing == Signing.DRAWN and PhotographKind.SIGNATURE not in kinds:
        faults.append(_fault("signature", "signature", _("The signature is missing.")))
    if signing == Signing.ABSENT and not fields.get("witness"):
        faults.append(_empty("witness"))
    samples = samples_in(fields)
    for row, parts in samples.items():
        faults += [_empty(f"sample.{row}.{name}") for name in SAMPLE_NEEDS if not parts.get(name)]
    if fields.get("next_step") == NextStep.LABORATORY and not samples:
        faults.append(_fault("next_step", "no_sample", _("The laboratory needs a sample.")))
    return faults


def found_elements(fields: Mapping[str, str]) -> tuple[Found, ...]:
    """The findings for the order, in the order of the goods; elements in both languages."""
    said: dict[tuple[int, Element], dict[str, str]] = {}
    for name, value in fields.items():
        if value and (key := finding_of(name)) is not None:
            line, element, part = key
            said.setdefault((line, element), {})[part] = value
    order = {element: at for at, element in enumerate(Element)}
    return tuple(
        Found(
            line=line,
            element=_in_both(element),
            declared=parts.get("declared", ""),
            found=parts["found"],
        )
        for (line, element), parts in sorted(
            said.items(), key=lambda one: (one[0][0], order[one[0][1]])
        )
        if parts.get("found")
    )


def samples_in(fields: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The samples that were not taken out again, by their rows."""
    rows: dict[str, dict[str, str]] = {}
    for name, value in fields.items():
        if value and (key := sample_of(name)) is not None:
            rows.setdefault(key[0], {})[key[1]] = value
    return {row: parts for row, parts in sorted(rows.items()) if not parts.get("removed")}


def _in_both(element: Element) -> str:
    words = []
    for language in ("zh-hans", "en"):
        with override(language):
            words.append(str(element.label))
    return " ".join(words)


def _empty(field: str) -> Fault:
    return _fault(field, "empty", _("This is still to be filled in."))


def _fault(field: str, rule: str, sentence: str) -> Fault:
    remedy = _("Fill it in on either device and confirm again.")
    return Fault(sentence, field=field, rule=f"handheld.{rule}", remedy=remedy)
