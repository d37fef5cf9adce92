"""What an export of goods pays and needs on a day: longest prefix first, nothing when none fits."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from customs_portal.registry.law import LawValue, ask
from customs_portal.registry.tariff import PERCENT, Offer


@dataclass(frozen=True, kw_only=True)
class ExportRates:
    """The export rate of goods under export duty, and the provisional one in its place."""

    common: Offer
    provisional: Offer | None

    @property
    def applies(self) -> Offer:
        return self.provisional or self.common


@dataclass(frozen=True, kw_only=True)
class ExportDocument:
    """A document without which goods do not leave; ``code`` is its letter."""

    code: str
    en: str
    zh: str
    source: str

    @property
    def label(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return f"{self.code} {self.zh if chinese else self.en}"


@dataclass(frozen=True, kw_only=True)
class ExportNeeds:
    licence: ExportDocument | None
    inspection: ExportDocument | None


def export_rates_for(hs_code: str, on: date) -> ExportRates | None:
    """The rates of goods under export duty, None for free ones. Raises ``LawGap``."""
    lines = ask("export.duty_lines", on=on)
    common = _longest(lines, hs_code)
    if common is None:
        return None
    plan = ask("export.provisional", on=on)
    provisional = _longest(plan, hs_code)
    return ExportRates(
        common=_offer(lines, "EXPORT", common),
        provisional=_offer(plan, "EXPORT_PROVISIONAL", provisional) if provisional else None,
    )


def export_needs_of(hs_code: str, on: date) -> ExportNeeds:
    """The documents that goods of this code need to leave on that day. Raises ``LawGap``."""
    return ExportNeeds(
        licence=_document(ask("export.licences", on=on), hs_code, on),
        inspection=_document(ask("export.inspections", on=on), hs_code, on),
    )


def _document(rule: LawValue, hs_code: str, on: date) -> ExportDocument | None:
    found = _longest(rule, hs_code)
    if found is None:
        return None
    known = {one["code"]: one for one in ask("export.documents", on=on).value}
    code = found["document"]
    name = known.get(code, {"en": code, "zh": code})
    return ExportDocument(code=code, en=name["en"], zh=name["zh"], source=rule.source)


def _longest(rule: LawValue, hs_code: str) -> dict[str, Any] | None:
    fitting = [one for one in rule.value if hs_code.startswith(one["hs"])]
    return max(fitting, key=lambda one: len(one["hs"]), default=None)


def _offer(rule: LawValue, name: str, line: dict[str, Any]) -> Offer:
    """A line's own source and mark stand before those of the list."""
    return Offer(
        name=name,
        rate=Decimal(line["duty"]) / PERCENT,
        key=rule.key,
        since=rule.valid_from,
        source=line.get("source", rule.source),
        mark=line.get("mark", rule.mark),
    )
