"""A declaration in one step while it is filled: what each answer means, what is complete."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clearance.declarations.queries import completing
from clearance.declarations.queries.drafting import QUESTIONS_OF_GOODS, Progress
from clearance.declarations.queries.needs import contradicted_at_exit, leaving_with
from customs_portal.kit.errors import Fault
from customs_portal.kit.identifiers import fold
from customs_portal.registry.models import HsCode, Port
from customs_portal.registry.queries import countries_of

COUNTRIES = frozenset(
    {"trade_country", "departure_country", "destination_country", "destination", "origin"}
)
MOST_FOUND = 20
FULL = 10  # digits of a commodity code


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the answers of a form are called in the registers, asked once for all its lines."""

    countries: Mapping[str, str]
    goods: Mapping[str, str]


def names_for(answers: Mapping[str, str]) -> Names:
    countries = {
        value.strip().upper()
        for field, value in answers.items()
        if field.rpartition(".")[2] in COUNTRIES
    }
    codes = {_digits(value)[:6] for field, value in answers.items() if field.endswith(".hs_code")}
    return Names(
        countries={one.code: one.name for one in countries_of(countries)},
        goods={
            row.code: row.description[:160]
            for row in HsCode.objects.filter(code__in=codes, level=6)
        },
    )


def answer_to(
    *,
    field: str,
    answers: Mapping[str, str],
    on: date,
    names: Names | None = None,
    exported: bool = False,
) -> dict[str, str]:
    """What the form says below a field while it is filled: ``confirm`` or ``error``, or nothing."""
    value = answers.get(field, "").strip().upper()
    name = field.rpartition(".")[2]
    if not value:
        return {}
    names = names or names_for({field: answers[field]})
    if name in COUNTRIES and ".elements." not in field:
        if value not in names.countries:
            return {"error": _("There is no country %(code)s.") % {"code": value}}
        return {"confirm": names.countries[value]}
    if name == "hs_code" and len(_digits(value)) == FULL and _digits(value)[:6] in names.goods:
        said = [names.goods[_digits(value)[:6]]]
        said += leaving_with(hs_code=_digits(value), on=on) if exported else []
        return {"confirm": "; ".join(said)}
    if exported and name in QUESTIONS_OF_GOODS:
        return _as_leaving(name, value.lower(), answers, on=on)
    if name == "foreign_port":
        port = Port.objects.select_related("country").filter(code=value).first()
        if port is None:
            return {"error": _("There is no port %(code)s.") % {"code": value}}
        return {"confirm": f"{port.name}, {port.country.name}"}
    return completing.answer_to(field=field, answers=answers, on=on)


def _as_leaving(
    question: str, value: str, answers: Mapping[str, str], *, on: date
) -> dict[str, str]:
    try:
        contradicted_at_exit(question=question, value=value, answers=answers, on=on)
    except Fault as fault:
        return {"error": f"{fault.message} {fault.remedy}"}
    return {"confirm": ""}


def progress_of(*, faults: Iterable[Fault], sections: Sequence[Mapping[str, Any]]) -> Progress:
    """How far the form is: each field is counted once, with the first thing said of it."""
    first = {_name(one.field): one for one in reversed(list(faults))}
    asked = {
        cell["name"]
        for section in sections
        if not section["name"].startswith("claims-")  # nobody has to claim anything
        for cell in section["cells"]
        if not cell.get("optional")
    } | set(first)
    return Progress(
        faults=tuple(one for one in first.values() if one.rule != "required")[::-1],
        missing=tuple(one for one in first.values() if one.rule == "required")[::-1],
        complete=len(asked) - len(first),
        asked=len(asked),
    )


def found_ports(*, text: str) -> list[dict[str, str]]:
    """Ports by UN/LOCODE or by any part of their name."""
    wanted = text.strip()
    if len(wanted) < 2:
        return []
    rows = Port.objects.select_related("country").filter(
        Q(code__startswith=fold(wanted))
        | Q(name_en__icontains=wanted)
        | Q(name_zh__contains=wanted)
    )
    chinese = (get_language() or "").startswith("zh")
    return [
        {
            "code": row.code,
            "label": row.name,
            "note": (chinese and row.country.name_zh) or row.country.name_en,
        }
        for row in rows.order_by("code")[:MOST_FOUND]
    ]


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isascii() and sign.isdigit())


def _name(field: str) -> str:
    name = field.replace("[", ".").replace("]", "")
    return "container_nos" if name.startswith("container_nos.") else name
