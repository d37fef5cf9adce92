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
class TariffRates:
    """What goods of one code and origin pay on one day.

    Rates are fractions of their base (``Decimal("0.13")`` is 13 %); ``*_per_unit`` is CNY for one
    ``*_unit`` of quantity, zero when there is none. ``duty_rate`` is the most-favoured-nation rate;
    ``agreement_rate`` may be used instead by whoever has the certificate of origin.
    ``matched`` is the prefix that answered: two digits mean the chapter's default.
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

    @property
    def is_chapter_default(self) -> bool:
        return len(self.matched) == 2


def rates_for(hs_code: str, origin: str, on: date) -> TariffRates:
    """The rates of ``hs_code`` (6 to 10 digits) from ``origin`` (ISO 3166 alpha-2) on that day.

    Raises ``NoTariffLine`` when no prefix of the code stands in the tariff, ``LawGap`` when the
    tariff, the agreements or the VAT have no period for that day.
    """
    pack = current_pack()
    tariff = pack.ask("tariff.lines", on=on)
    line = _line(tariff, hs_code)
    agreement, agreement_rate = _agreement(pack.ask("tariff.agreements", on=on), line, origin)
    return TariffRates(
        hs_code=hs_code,
        matched=line["hs"],
        duty_rate=Decimal(line["duty"]) / PERCENT,
        duty_per_unit=Decimal(line.get("per_unit", 0)),
        duty_unit=line.get("unit", ""),
        vat_class=line["vat"],
        vat_rate=pack.ask(f"vat.{line['vat']}", on=on).decimal / PERCENT,
        consumption_rate=Decimal(line.get("ct", 0)) / PERCENT,
        consumption_per_unit=Decimal(line.get("ct_per_unit", 0)),
        consumption_unit=line.get("ct_unit", ""),
        agreement=agreement,
        agreement_rate=agreement_rate,
        licence=line.get("licence", False),
        inspection=line.get("inspection", False),
        valid_from=tariff.valid_from,
        source=tariff.source,
        mark=tariff.mark,
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


def _agreement(
    agreements: LawValue, line: dict[str, Any], origin: str
) -> tuple[str, Decimal | None]:
    """The best rate among the agreements with the origin, where it is below the common rate."""
    if not line.get("agreement", True):
        return "", None
    common = Decimal(line["duty"])
    offers = [
        (Decimal(one["duty"]), one["name"]) for one in agreements.value if origin in one["origins"]
    ]
    if not offers or min(offers)[0] >= common:
        return "", None
    rate, name = min(offers)
    return name, rate / PERCENT
