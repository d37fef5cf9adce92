"""What a declarant may claim for goods of one code and origin on a day, by the law pack alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy

from clearance.duties.queries.wording import agreement_name
from clearance.manifests.queries import line_of
from customs_portal.kit.identifiers import fold
from customs_portal.registry import law
from customs_portal.registry.law import LawGap, current_pack
from customs_portal.registry.tariff import Offer, rates_for

EXEMPTIONS = {
    "GUARANTEED_IN_TIME": gettext_lazy("A guarantee was given in time"),
    "REFILED_AFTER_ORDERED_WITHDRAWAL": gettext_lazy("Filed again after an ordered withdrawal"),
    "RETURNED_DIRECTLY": gettext_lazy("The goods are returned directly"),
    "SOLD_BY_CUSTOMS": gettext_lazy("The goods were sold by customs"),
}


@dataclass(frozen=True, kw_only=True)
class AgreementOffer:
    """An agreement with the origin, its rate, and which proofs it accepts for how long."""

    name: str
    percent: Decimal
    proofs: tuple[str, ...]
    months: int

    @property
    def label(self) -> str:
        return agreement_name(self.name)


@dataclass(frozen=True, kw_only=True)
class ClaimOffers:
    """Percentages of the dutiable value; ``exporters`` have an anti-dumping rate of their own."""

    common_percent: Decimal | None
    agreements: tuple[AgreementOffer, ...]
    quota_percent: Decimal | None
    exporters: tuple[tuple[str, Decimal], ...]
    anti_dumping_percent: Decimal | None

    @property
    def key(self) -> str:
        """Changes whenever something else is offered."""
        return "|".join(
            [
                *(one.name for one in self.agreements),
                f"quota {self.quota_percent}",
                *(name for name, _percent in self.exporters),
            ]
        )


@dataclass(frozen=True, kw_only=True)
class ReliefMode:
    code: str
    en: str
    zh: str
    certificate: bool
    relieves: tuple[str, ...]

    @property
    def label(self) -> str:
        return f"{self.code} {self.zh if _chinese() else self.en}"


NOTHING = ClaimOffers(
    common_percent=None,
    agreements=(),
    quota_percent=None,
    exporters=(),
    anti_dumping_percent=None,
)


def claims_offered(*, hs_code: str, origin: str, on: date) -> ClaimOffers:
    """Only what covers these goods of this origin; nothing while the code has no rate."""
    try:
        rates = rates_for(fold(hs_code).replace(".", ""), origin.strip().upper(), on)
    except LawGap:
        return NOTHING
    proofs = proofs_by_agreement(on=on)
    return ClaimOffers(
        common_percent=_percent(rates.common),
        agreements=tuple(
            AgreementOffer(
                name=one.name,
                percent=_percent(one),
                proofs=tuple(proofs[one.name]["proofs"]),
                months=proofs[one.name]["months"],
            )
            for one in sorted(rates.agreements, key=lambda one: (one.rate, one.name))
            if one.name in proofs
        ),
        quota_percent=_percent(rates.quota_inside) if rates.quota_inside else None,
        exporters=tuple(
            (one.exporter, _percent(one)) for one in rates.anti_dumping if one.exporter
        ),
        anti_dumping_percent=next(
            (_percent(one) for one in rates.anti_dumping if not one.exporter), None
        ),
    )


def entered_on(*, transport_document: str) -> date | None:
    """The day on which the transport entered; None when none is known, as for goods by road."""
    line = line_of(transport_document=transport_document)
    if line is None or line.arrived_at is None:
        return None
    return timezone.localdate(line.arrived_at)


def is_late(*, accepted: date, entered: date | None) -> bool:
    """Whether the days of grace were over at the acceptance."""
    if entered is None:
        return False
    grace = int(law.ask("late_declaration.grace_days", on=accepted).value)
    return accepted > entered + timedelta(days=grace)


def proofs_by_agreement(*, on: date) -> Mapping[str, dict[str, Any]]:
    return {one["name"]: one for one in law.ask("tariff.agreement_proofs", on=on).value}


@lru_cache(maxsize=8)
def _relief_modes(digest: str, on: date) -> tuple[ReliefMode, ...]:
    return tuple(
        ReliefMode(**(one | {"relieves": tuple(one["relieves"])}))
        for one in law.ask("tax.relief_modes", on=on).value
    )


def relief_modes(*, on: date) -> tuple[ReliefMode, ...]:
    return _relief_modes(current_pack().digest, on)


def exemption_label(code: str) -> str:
    return str(EXEMPTIONS.get(code, code))


def _percent(offer: Offer) -> Decimal:
    return offer.rate * 100


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
