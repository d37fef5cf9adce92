"""The elements of a standard declaration (规范申报要素): asked by heading, checked, kept."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from clearance.declarations.facts import Element
from clearance.declarations.operations.check_goods import missing
from customs_portal.kit.errors import Fault
from customs_portal.registry import law

LISTED = "brand_type"


@lru_cache(maxsize=2_000)
def elements_of(*, hs_code: str, on: date) -> tuple[Element, ...]:
    """What the law of the day asks of goods of this code; empty without a template."""
    code = "".join(sign for sign in hs_code if sign.isdigit())
    headings = {one["hs"]: one["ask"] for one in law.ask("elements.headings", on=on).value}
    for length in range(min(len(code), 10), 1, -1):
        asked = headings.get(code[:length])
        if asked is not None:
            known = element_names(on=on)
            return tuple(known[key] for key in asked)
    return ()


@lru_cache(maxsize=8)
def element_names(*, on: date) -> dict[str, Element]:
    brands = tuple(
        (one["code"], one["en"], one["zh"]) for one in law.ask("elements.brand_types", on=on).value
    )
    return {
        one["key"]: Element(
            key=one["key"],
            en=one["en"],
            zh=one["zh"],
            choices=brands if one["key"] == LISTED else (),
        )
        for one in law.ask("elements.names", on=on).value
    }


def checked_elements(
    given: Mapping[str, str],
    *,
    hs_code: str,
    specification: str,
    path: str,
    faults: list[Fault],
    on: date,
) -> dict[str, str]:
    """The answers as they are kept; what is missing, unknown or not listed is a fault.

    A program that knows no elements writes them into the specification, in the order of the
    template and divided by "|", as is the custom of the trade.
    """
    asked = elements_of(hs_code=hs_code, on=on)
    divided = specification.replace("｜", "|")
    if not given and "|" in divided:
        given = dict(zip((one.key for one in asked), divided.split("|"), strict=False))
    longest = int(law.ask("elements.longest_answer", on=on).value)
    kept: dict[str, str] = {}
    for one in asked:
        field = f"{path}.elements.{one.key}"
        value = " ".join(str(given.get(one.key, "")).split())
        if not value:
            faults.append(missing(field))
        elif len(value) > longest:
            faults.append(
                Fault(
                    _("At most %(most)d signs.") % {"most": longest},
                    field=field,
                    rule="element.too_long",
                    remedy=_("Say it shorter."),
                )
            )
        elif one.choices and value not in {code for code, _en, _zh in one.choices}:
            faults.append(
                Fault(
                    _("Choose one of the list."),
                    field=field,
                    rule="element.unlisted",
                    remedy=_("Use one of: %(codes)s.")
                    % {"codes": ", ".join(code for code, _en, _zh in one.choices)},
                )
            )
        kept[one.key] = value
    known = {one.key for one in asked}
    faults += [
        Fault(
            _("Goods of this code are not asked for %(element)s.") % {"element": key[:40]},
            field=f"{path}.elements.{key[:40]}",
            rule="element.unknown",
            remedy=_("Leave it out."),
        )
        for key, value in given.items()
        if key not in known and str(value).strip()
    ]
    return kept
