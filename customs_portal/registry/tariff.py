"""The rates on goods on a day: longest prefix first, the chapter's default last, never silence."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_noop

from customs_portal.registry.law import LawGap, LawValue, current_pack

PERCENT = Decimal(100)
ZERO = Decimal(0)


class NoTariffLine(LawGap):
    """Not even the chapter of these goods has a rate on that day."""

    code = "no_tariff_line"
    sentence = gettext_noop("The tariff has no rate for these goods on this date.")
    remedy_sentence = gettext_noop("Correct the goods code, or have the line added to the tariff.")


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A rate that the law offers, and where it stands: ``name`` says which one it is.

    ``rate`` is a fraction of the base, ``per_unit`` CNY for one ``unit`` of quantity.
    ``exporter`` names the firm whose own rate this is, "" for everybody else's.
    """

    name: str
    rate: Decimal
    key: str
    since: date
    source: str
    mark: str
    per_unit: Decimal = ZERO
    unit: str = ""
    exporter: str = ""


@dataclass(frozen=True, kw_only=True)
class TariffRates:
    """What goods of one code and origin pay on one day.

    Rates are fractions of their base (``Decimal("0.13")`` is 13 %); ``*_per_unit`` is CNY for one
    ``*_unit`` of quantity, zero when there is none. ``duty_rate`` is the most-favoured-nation rate;
    ``agreement_rate`` may be used instead by whoever has the certificate of origin.
    ``matched`` is the prefix that answered: two digits mean the chapter's default.

    ``common`` and below are the same answers as offers, with all that may stand beside them:
    ``agreements`` by name, a ``provisional`` rate, a quota's two rates, duties on top.
    ``unit_factors`` says how many of a law's unit one declared unit holds.
    """

    hs_code: str
    matched: str
    duty_rate: Decimal
    duty_per_unit: Decimal
    duty_unit: str
    vat_class: str
    vat_rate: Decimal
    consumption_rate: Decimal
    consumption_per_unit: Decimal
    consumption_unit: str
    agreement: str
    agreement_rate: Decimal | None
    licence: bool
    inspection: bool
    valid_from: date
    source: str
    mark: str
    common: Offer
    consumption: Offer
    vat: Offer
    agreements: tuple[Offer, ...]
    provisional: Offer | None
    quota_inside: Offer | None
    quota_outside: Offer | None
    retaliatory: Offer | None
    anti_dumping: tuple[Offer, ...]
    unit_factors: dict[tuple[str, str], Decimal]

    @property
    def is_chapter_default(self) -> bool:
        return len(self.matched) == 2


def rates_for(hs_code: str, origin: str, on: date) -> TariffRates:
    """The rates of ``hs_code`` (6 to 10 digits) from ``origin`` (ISO 3166 alpha-2) on that day.

    Raises ``NoTariffLine`` when no prefix of the code stands in the tariff, ``LawGap`` when the
    tariff, the agreements, the measures or the VAT have no period for that day.
    """
    pack = current_pack()
    tariff = pack.ask("tariff.lines", on=on)
    line = _line(tariff, hs_code)
    vat = pack.ask(f"vat.{line['vat']}", on=on)
    agreements = _agreements(pack.ask("tariff.agreements", on=on), line, origin)
    best = min(agreements, key=lambda one: (one.rate, one.name), default=None)
    common = _offer(
        tariff, "COMMON", line["duty"], per_unit=line.get("per_unit", 0), unit=line.get("unit", "")
    )
    consumption = _offer(
        tariff,
        "CONSUMPTION",
        line.get("ct", 0),
        per_unit=line.get("ct_per_unit", 0),
        unit=line.get("ct_unit", ""),
    )
    if best is not None and best.rate >= common.rate:
        best = None
    return TariffRates(
        hs_code=hs_code,
        matched=line["hs"],
        duty_rate=common.rate,
        duty_per_unit=common.per_unit,
        duty_unit=common.unit,
        vat_class=line["vat"],
        vat_rate=vat.decimal / PERCENT,
        consumption_rate=consumption.rate,
        consumption_per_unit=consumption.per_unit,
        consumption_unit=consumption.unit,
        agreement=best.name if best else "",
        agreement_rate=best.rate if best else None,
        licence=line.get("licence", False),
        inspection=line.get("inspection", False),
        valid_from=tariff.valid_from,
        source=tariff.source,
        mark=tariff.mark,
        common=common,
        consumption=consumption,
        vat=_offer(vat, line["vat"].upper(), vat.value),
        agreements=agreements,
        unit_factors=_unit_factors(pack.ask("tax.units", on=on), hs_code),
        **_beside(hs_code, origin, on),
    )


def _offer(rule: LawValue, name: str, percent: Any, **more: Any) -> Offer:
    more["per_unit"] = Decimal(more.get("per_unit", 0))
    return Offer(
        name=name,
        rate=Decimal(percent) / PERCENT,
        key=rule.key,
        since=rule.valid_from,
        source=rule.source,
        mark=rule.mark,
        **more,
    )


def _line(tariff: LawValue, hs_code: str) -> dict[str, Any]:
    lines = _by_prefix(current_pack().digest, tariff.valid_from)
    for length in range(min(len(hs_code), 10), 1, -1):
        line = lines.get(hs_code[:length])
        if line is not None:
            return line
    raise NoTariffLine(field="hs_code", rule="tariff.lines", hs_code=hs_code)


@lru_cache(maxsize=32)
def _by_prefix(digest: str, valid_from: date) -> dict[str, dict[str, Any]]:
    """The lines of one period by prefix; the pack's digest makes the key."""
    tariff = current_pack().ask("tariff.lines", on=valid_from)
    return {line["hs"]: line for line in tariff.value}


def _agreements(rule: LawValue, line: dict[str, Any], origin: str) -> tuple[Offer, ...]:
    """Every agreement with the origin that the line admits, by name."""
    if not line.get("agreement", True):
        return ()
    return tuple(
        _offer(rule, one["name"], one["duty"]) for one in rule.value if origin in one["origins"]
    )


def _beside(hs_code: str, origin: str, on: date) -> dict[str, Any]:
    """What stands beside the common rate: the longest prefix of each measure."""
    pack = current_pack()
    provisional = pack.ask("tariff.provisional", on=on)
    quotas = pack.ask("tariff.quotas", on=on)
    retaliatory = pack.ask("tariff.retaliatory", on=on)
    dumping = pack.ask("tariff.anti_dumping", on=on)
    plan = _longest(provisional, hs_code)
    quota = _longest(quotas, hs_code)
    answer = _longest(retaliatory, hs_code, origin)
    against = _longest(dumping, hs_code, origin)
    return {
        "provisional": _offer(provisional, "PROVISIONAL", plan[0]["duty"]) if plan else None,
        "quota_inside": _offer(quotas, "QUOTA_INSIDE", quota[0]["inside"]) if quota else None,
        "quota_outside": _offer(quotas, "QUOTA_OUTSIDE", quota[0]["outside"]) if quota else None,
        "retaliatory": _offer(retaliatory, "RETALIATORY", answer[0]["duty"]) if answer else None,
        "anti_dumping": tuple(
            _offer(dumping, "ANTI_DUMPING", one["duty"], exporter=one["exporter"])
            for one in against
        ),
    }


def _longest(rule: LawValue, hs_code: str, origin: str | None = None) -> list[dict[str, Any]]:
    """The entries under the longest prefix of the code, of that origin when they name origins."""
    fitting = [
        one
        for one in rule.value
        if hs_code.startswith(one["hs"]) and (origin is None or origin in one["origins"])
    ]
    longest = max((len(one["hs"]) for one in fitting), default=0)
    return [one for one in fitting if len(one["hs"]) == longest]


def _unit_factors(rule: LawValue, hs_code: str) -> dict[tuple[str, str], Decimal]:
    """(declared unit, the law's unit) to factor; what stands under a longer prefix wins."""
    fitting = [one for one in rule.value if hs_code.startswith(one.get("hs", ""))]
    fitting.sort(key=lambda one: len(one.get("hs", "")))
    return {(one["name"], one["unit"]): Decimal(one["factor"]) for one in fitting}
