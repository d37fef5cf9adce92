"""Which rate applies: the common one, or what stands in its place, and the duties on top. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.duties.facts import TaxableItem
from customs_portal.registry.law import LawGap


class NoPreference(LawGap):
    """The claimed agreement gives these goods of this origin no rate."""

    code = "no_preference"
    sentence = gettext_noop("The claimed agreement has no rate for these goods of this origin.")
    remedy_sentence = gettext_noop("Claim an agreement with the origin, or none.")


class NoQuota(LawGap):
    """A quota certificate was given for goods that are under no tariff quota."""

    code = "no_quota"
    sentence = gettext_noop("These goods are under no tariff quota on this date.")
    remedy_sentence = gettext_noop("Leave the quota certificate out, or correct the goods code.")


class UnitUnknown(LawGap):
    """The rate counts in a unit that the declared quantity cannot be turned into."""

    code = "unit_unknown"
    sentence = gettext_noop("The tax on these goods counts in another unit of quantity.")


class Offer(Protocol):
    """A rate with its place in the law; see ``customs_portal.registry.tariff.Offer``."""

    @property
    def name(self) -> str: ...
    @property
    def rate(self) -> Decimal: ...
    @property
    def per_unit(self) -> Decimal: ...
    @property
    def unit(self) -> str: ...
    @property
    def exporter(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def source(self) -> str: ...
    @property
    def mark(self) -> str: ...


class Offers(Protocol):
    """All that the law offers for one code and origin; see ``tariff.TariffRates``."""

    @property
    def common(self) -> Offer: ...
    @property
    def agreements(self) -> Sequence[Offer]: ...
    @property
    def provisional(self) -> Offer | None: ...
    @property
    def quota_inside(self) -> Offer | None: ...
    @property
    def quota_outside(self) -> Offer | None: ...
    @property
    def retaliatory(self) -> Offer | None: ...
    @property
    def anti_dumping(self) -> Sequence[Offer]: ...
    @property
    def consumption(self) -> Offer: ...
    @property
    def vat(self) -> Offer: ...
    @property
    def unit_factors(self) -> Mapping[tuple[str, str], Decimal]: ...


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The rates of one item. ``considered`` holds every duty rate that was looked at."""

    duty: Offer
    on_top: tuple[Offer, ...]
    consumption: Offer
    vat: Offer
    considered: tuple[Offer, ...]
    unit_factors: Mapping[tuple[str, str], Decimal]


def choose(
    offers: Offers, *, proof: str = "", in_quota: bool = False, exporter: str = ""
) -> Chosen:
    """The duty by origin and proof, and what comes on top of it.

    A tariff quota replaces the common rate, inside or outside. A provisional rate replaces the
    common rate, not the quota's. With a proof of origin under ``proof`` the agreement's rate
    applies unless the other one is lower. Retaliatory and anti-dumping duties come on top; an
    exporter with an anti-dumping rate of its own has that one.
    Raises ``NoPreference`` and ``NoQuota``: a claim without law is refused, never passed over.
    """
    considered = [offers.common]
    duty = offers.common
    if offers.quota_inside is not None and offers.quota_outside is not None:
        considered += [offers.quota_inside, offers.quota_outside]
        duty = offers.quota_inside if in_quota else offers.quota_outside
    elif in_quota:
        raise NoQuota(field="quota", rule="tariff.quotas")
    elif offers.provisional is not None:
        considered.append(offers.provisional)
        duty = offers.provisional
    if proof:
        agreed = next((one for one in offers.agreements if one.name == proof), None)
        if agreed is None:
            raise NoPreference(field="proof", rule="tariff.agreements", agreement=proof)
        considered.append(agreed)
        if duty.per_unit or agreed.rate < duty.rate:
            duty = agreed
    on_top = [offers.retaliatory] if offers.retaliatory is not None else []
    against = [one for one in offers.anti_dumping if one.exporter in (exporter, "")]
    if against:
        on_top.append(max(against, key=lambda one: bool(one.exporter)))
    return Chosen(
        duty=duty,
        on_top=tuple(on_top),
        consumption=offers.consumption,
        vat=offers.vat,
        considered=tuple(considered),
        unit_factors=offers.unit_factors,
    )


def chosen_for(item: TaxableItem, offers: Offers) -> Chosen:
    return choose(offers, proof=item.proof, in_quota=item.in_quota, exporter=item.exporter)


def quantity_in(chosen: Chosen, item: TaxableItem, offer: Offer) -> Decimal:
    """The declared quantity in the unit that the offer counts in; zero when it counts none."""
    if not offer.per_unit:
        return Decimal(0)
    if not offer.unit or item.unit == offer.unit:
        return item.quantity
    factor = chosen.unit_factors.get((item.unit, offer.unit))
    if factor is None:
        raise UnitUnknown(
            field="unit",
            rule="tax.units",
            remedy=_("Declare the quantity of item %(item)s in this unit: %(unit)s.")
            % {"item": item.item_no, "unit": offer.unit},
            declared=item.unit,
        )
    return item.quantity * factor
