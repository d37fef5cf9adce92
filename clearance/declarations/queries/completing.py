"""Step two while it is filled: what each answer means, what is complete, what can be looked up."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from clearance.declarations.models import Declaration, DeclarationItem
from clearance.declarations.queries import drafting
from clearance.declarations.queries.drafting import Progress, number_in
from clearance.declarations.queries.goods import described
from customs_portal.accounts.models import User
from customs_portal.kit.errors import Fault
from customs_portal.kit.identifiers import check_hs10, fold
from customs_portal.registry.models import Currency, CustomsRate
from customs_portal.registry.queries import search_hs

UNITS = ("pieces", "kg", "litres", "metres", "sets", "pairs", "cartons")
NUMBERS = frozenset({"quantity", "net_weight_kg", "freight_cny", "insurance_cny"})
FIELDS_OF_AN_ITEM = 9
MOST_FOUND = 20
LAST_DECLARATIONS = 300


def answer_to(*, field: str, answers: Mapping[str, str], on: date) -> dict[str, str]:
    """What the form says below a field while it is filled: ``confirm`` or ``error``, or nothing."""
    value = answers.get(field, "").strip()
    name = field.rpartition(".")[2]
    if not value or ".elements." in field:
        return {}
    try:
        if name == "hs_code":
            return {"confirm": described(check_hs10(value))}
        if name in NUMBERS:
            number_in(value)
            return {}
    except Fault as fault:
        return {"error": fault.message}
    if name == "unit":
        return {"confirm": unit_name(value)} if value in UNITS else {}
    return drafting.answer_to(field=field, answers=answers, on=on)


def progress_of(*, faults: Iterable[Fault], items: int, elements: int = 0) -> Progress:
    """How far step two is: each field is counted once, with the first thing said of it."""
    first = {_name(one.field): one for one in reversed(list(faults))}
    missing = tuple(one for one in first.values() if one.rule == "required")
    wrong = tuple(one for one in first.values() if one.rule != "required")
    asked = items * FIELDS_OF_AN_ITEM + elements + 1
    return Progress(
        faults=wrong[::-1],
        missing=missing[::-1],
        complete=max(0, asked - len(first)),
        asked=asked,
    )


def found_codes(*, text: str, by: User) -> list[dict[str, str]]:
    """Ten-digit codes the enterprise used lately, then subheadings whose last digits are to add."""
    lines = search_hs(text)
    wanted = fold(text).replace(".", "")
    own = _own_codes(by=by)
    chinese = (get_language() or "").startswith("zh")
    found = []
    for line in lines:
        label = (chinese and line.description_zh) or line.description_en
        for (code, name), uses in own.items():
            if code[:6] == line.code and (not wanted.isdigit() or code.startswith(wanted)):
                chip = ngettext("used by you %(n)d time", "used by you %(n)d times", uses)
                found.append(
                    {
                        "code": code,
                        "label": name,
                        "note": label,
                        "tone": "info",
                        "chip": chip % {"n": uses},
                    }
                )
    found += [
        {
            "code": line.code,
            "label": (chinese and line.description_zh) or line.description_en,
            "note": (chinese and line.chapter_zh) or line.chapter_en,
            "tone": "off",
            "chip": _("add four digits"),
        }
        for line in lines
    ]
    return found[:MOST_FOUND]


def found_currencies(*, text: str, on: date) -> list[dict[str, str]]:
    """Currencies by code or by name in either language, each with its customs rate of the day."""
    text = " ".join(text.split())[:60]
    if not text:
        return []
    named = Q(name_en__icontains=text) | Q(name_zh__contains=text)
    rows = list(Currency.objects.filter(Q(code__istartswith=text) | named).order_by("code"))
    rates = {
        one.currency_id: one.cny_per_unit
        for one in CustomsRate.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            currency_id__in=[row.code for row in rows],
            valid_from__lte=on,
        ).order_by("valid_from")
    }
    rows.sort(key=lambda row: (row.code not in rates and row.code != "CNY", row.code))
    return [
        {
            "code": row.code,
            "label": row.name,
            "chip": f"{rates[row.code].normalize():f} CNY"
            if row.code in rates
            else ""
            if row.code == "CNY"
            else _("no customs rate"),
            "tone": "info" if row.code in rates else "minor",
        }
        for row in rows[:MOST_FOUND]
    ]


def found_units(*, text: str) -> list[dict[str, str]]:
    """Units by the portal's word or by their name in either language."""
    wanted = text.strip().lower()
    found = []
    for unit in UNITS:
        names = [unit]
        for language in ("en", "zh-hans"):
            with override(language):
                names.append(unit_name(unit))
        if wanted and any(name.lower().startswith(wanted) for name in names):
            found.append({"code": unit, "label": unit_name(unit)})
    return found


def unit_name(code: str) -> str:
    return {
        "pieces": _("pieces"),
        "kg": _("kilograms"),
        "litres": _("litres"),
        "metres": _("metres"),
        "sets": _("sets"),
        "pairs": _("pairs"),
        "cartons": _("cartons"),
    }[code]


def _own_codes(*, by: User) -> Counter[tuple[str, str]]:
    """What step two of the enterprise's last declarations called its goods, the usual first."""
    last = Declaration.objects.filter(enterprise=by.enterprise, completed_at__isnull=False)
    numbers = list(last.order_by("-accepted_at").values_list("pk", flat=True)[:LAST_DECLARATIONS])
    rows = DeclarationItem.objects.filter(declaration_id__in=numbers, step=2)
    return Counter(dict(Counter(rows.values_list("hs_code", "name")).most_common()))


def _name(field: str) -> str:
    return field.replace("[", ".").replace("]", "")
