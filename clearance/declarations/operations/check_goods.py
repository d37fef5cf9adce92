"""Checking one line of goods against the registers of a day; shared by both steps."""

from collections.abc import Callable, Set
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from clearance.declarations.facts import SummaryItem
from clearance.declarations.operations.ask_registers import knows_subheading, rate_on
from clearance.declarations.rules.goods_names import Wordlist, vague
from customs_portal.kit.errors import Fault
from customs_portal.kit.identifiers import check_hs6, check_hs10
from customs_portal.kit.money import to_cny
from customs_portal.registry import law
from customs_portal.registry.law import LawGap
from customs_portal.registry.tariff import rates_for

MOST = Decimal(10) ** 13


def take(check: Callable[[str], str], *, text: str, field: str, faults: list[Fault]) -> str:
    """The number as the portal keeps it; a fault is noted at ``field`` and the text kept."""
    try:
        return check(text)
    except Fault as fault:
        fault.field = field
        faults.append(fault)
        return text


def missing(field: str) -> Fault:
    return Fault(
        _("This answer is missing."),
        field=field,
        rule="required",
        remedy=_("Fill in this field."),
    )


def check_item(
    item: SummaryItem,
    *,
    path: str,
    faults: list[Fault],
    digits: int,
    on: date,
    countries: Set[str],
) -> tuple[SummaryItem, Decimal]:
    """The item in the form the portal keeps, and its value in CNY (0 when it has a fault)."""
    code = item.hs_code and _check_code(item.hs_code, f"{path}.hs_code", faults, digits=digits)
    _check_name(item.name, f"{path}.name", faults, on=on)
    origin = item.origin.strip().upper()
    if origin and origin not in countries:
        faults.append(unknown_country(field=f"{path}.origin", code=item.origin))
    if item.quantity is not None and not 0 < item.quantity < MOST:
        faults.append(
            Fault(
                _("The quantity must be more than zero."),
                field=f"{path}.quantity",
                rule="quantity.range",
                remedy=_("Give the quantity of the invoice."),
            )
        )
    currency = item.currency.strip().upper()
    value_cny = _value_cny(item.value, currency, path, faults, on=on)
    return replace(item, hs_code=code, origin=origin, currency=currency), value_cny


def _value_cny(
    value: Decimal | None, currency: str, path: str, faults: list[Fault], *, on: date
) -> Decimal:
    if value is None:
        return Decimal(0)
    if not 0 < value < MOST:
        faults.append(
            Fault(
                _("The value must be more than zero."),
                field=f"{path}.value",
                rule="value.positive" if value <= 0 else "value.absurd",
                remedy=_("Give the total value of this line as invoiced."),
            )
        )
        return Decimal(0)
    if not currency:
        return Decimal(0)
    rate = rate_on(currency=currency, on=on)
    if rate is None:
        faults.append(
            Fault(
                _("There is no customs rate for %(currency)s on %(date)s.")
                % {"currency": currency, "date": on.isoformat()},
                field=f"{path}.currency",
                rule="currency.no_rate",
                remedy=_("Use a currency with a published customs rate, for example USD."),
            )
        )
        return Decimal(0)
    value_cny = to_cny(value, rate)
    if value_cny == 0:
        faults.append(
            Fault(
                _("This value is less than one fen."),
                field=f"{path}.value",
                rule="value.positive",
                remedy=_("Give the total value of this line as invoiced."),
            )
        )
    return value_cny


def needs_of(*, hs_code: str, origin: str, on: date) -> tuple[bool, bool]:
    """Whether goods of this code need a licence, and an inspection by law, on that day."""
    try:
        rates = rates_for(hs_code, origin, on)
    except LawGap:
        return False, False
    return rates.licence, rates.inspection


def licence_needed(*, line: int, name: str, code: str) -> Fault:
    return Fault(
        _("Line %(line)d needs a licence: %(name)s, %(code)s.")
        % {"line": line, "name": name, "code": code},
        field="involves_licence",
        rule="licence.needed",
        remedy=_("Answer yes and give the licence's code and number."),
    )


def inspection_needed(*, line: int, name: str, code: str) -> Fault:
    return Fault(
        _("Line %(line)d needs an inspection by law: %(name)s, %(code)s.")
        % {"line": line, "name": name, "code": code},
        field="involves_inspection",
        rule="inspection.needed",
        remedy=_("Answer yes and give what the inspection asks for."),
    )


def unknown_country(*, field: str, code: str) -> Fault:
    return Fault(
        _("There is no country %(code)s.") % {"code": code},
        field=field,
        rule="country.unknown",
        remedy=_("Use the two letters of ISO 3166, for example VN."),
    )


def _check_name(name: str, field: str, faults: list[Fault], *, on: date) -> None:
    if not name.strip():
        return  # missing, which is said elsewhere
    nothing = vague(name, words=_words(on))
    if nothing is None:
        return
    if nothing.of_parts:
        remedy = _("Say parts of what, for example: brake pads for passenger cars.")
    else:
        remedy = _(
            "Say what it is, of what material and for what use,"
            " for example: men's cotton T-shirts, knitted."
        )
    said = ", ".join(nothing.words)
    faults.append(
        Fault(
            _("This name says no goods: %(words)s could be anything.") % {"words": said}
            if said
            else _("This name says no goods, only sizes, colours or codes."),
            field=field,
            rule="goods_name.vague",
            remedy=remedy,
        )
    )


@lru_cache(maxsize=4)
def _words(on: date) -> Wordlist:
    def ask(kind: str) -> list[str]:
        return list(law.ask(f"goods_name.{kind}", on=on).value)

    return Wordlist.of(
        generic=ask("generic_en") + ask("generic_zh"),
        fillers=ask("fillers_en") + ask("fillers_zh"),
        materials=ask("materials_en"),
        packings=ask("packings_en"),
    )


def _check_code(text: str, field: str, faults: list[Fault], *, digits: int) -> str:
    before = len(faults)
    code = take(check_hs10 if digits == 10 else check_hs6, text=text, field=field, faults=faults)
    if len(faults) == before and not knows_subheading(code[:6]):
        faults.append(
            Fault(
                _("There is no commodity code %(code)s in the nomenclature.") % {"code": code[:6]},
                field=field,
                rule="hs.unknown",
                remedy=_("Search by words in English or Chinese and choose a six-digit code."),
            )
        )
    return code
