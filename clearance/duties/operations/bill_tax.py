"""Billing the taxes of a completed declaration."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clearance.duties.events import TaxBilled, TaxNotCollected
from clearance.duties.facts import Lateness, TaxableItem
from clearance.duties.models import TaxBill, TaxLine
from clearance.duties.queries import BillView, bill_of
from clearance.duties.rules import formulae, surcharges
from clearance.duties.rules.reckoning import ReckonedItem, reckon
from clearance.duties.states import BillState
from customs_portal.journal.announce import announce
from customs_portal.registry import law, tariff
from customs_portal.registry.models import Enterprise

ZERO = Decimal("0.00")


@transaction.atomic
def bill_tax(
    *,
    declaration_no: str,
    enterprise: Enterprise,
    items: tuple[TaxableItem, ...],
    on: date,
    now: datetime,
    freight_cny: Decimal = ZERO,
    insurance_cny: Decimal | None = None,
    lateness: Lateness | None = None,
) -> BillView:
    """Reckon every tax by the law of ``on`` and issue the bill; safe to repeat.

    With ``lateness`` the surcharge for a late declaration (滞报金) stands on the bill as a line
    of its own; it is no part of any tax base.

    A declaration has one bill: a second call returns the first. A bill below the collection
    minimum of the law pack is recorded but owes nothing (``TaxNotCollected``).
    Raises ``LawGap`` when the tariff or the law pack has no answer for that day.
    """
    existing = TaxBill.objects.filter(declaration_no=declaration_no).first()
    if existing is not None:
        return bill_of(bill_no=existing.bill_no)
    rates = [tariff.rates_for(item.hs_code, item.origin, on) for item in items]
    reckoned = reckon(
        items=items,
        rates=rates,
        freight_cny=freight_cny,
        insurance_cny=insurance_cny,
        insurance_permille=law.ask("insurance.default_permille", on=on).decimal,
    )
    surcharge = _surcharge(reckoned, lateness) if lateness is not None else None
    total = formulae.fen(sum((one.total_cny for one in reckoned), ZERO))
    total += surcharge.amount_cny if surcharge is not None else ZERO
    collected = total > 0 and total >= law.ask("tax.minimum_cny", on=on).decimal
    payment_days = int(law.ask("tax.payment_days", on=on).value)
    bill = TaxBill.objects.create(
        bill_no=f"{declaration_no}-01",
        declaration_no=declaration_no,
        enterprise=enterprise,
        state=BillState.DUE if collected else BillState.NOT_COLLECTED,
        total_cny=total,
        rated_on=on,
        billed_at=now,
        pay_by=timezone.localdate(now) + timedelta(days=payment_days),
        law_digest=law.current_pack().digest,
    )
    TaxLine.objects.bulk_create(
        line
        for one, rate in zip(reckoned, rates, strict=True)
        for line in _lines(bill, one, rate, on)
    )
    if surcharge is not None:
        surcharge.bill = bill
        surcharge.save()
    announce(
        TaxBilled(
            bill_no=bill.bill_no, declaration_no=declaration_no, total_cny=total, billed_at=now
        )
    )
    if not collected:
        announce(
            TaxNotCollected(
                bill_no=bill.bill_no, declaration_no=declaration_no, total_cny=total, at=now
            )
        )
    return bill_of(bill_no=bill.bill_no)


def _lines(bill: TaxBill, one: ReckonedItem, rates: tariff.TariffRates, on: date) -> list[TaxLine]:
    return [
        TaxLine(
            bill=bill,
            item_no=one.item.item_no,
            hs_code=one.item.hs_code,
            name=one.item.name[:200],
            origin=one.item.origin,
            quantity=one.item.quantity,
            unit=one.item.unit,
            tax=tax.tax,
            dutiable_value_cny=one.dutiable_value_cny,
            base_cny=tax.base_cny,
            rate=tax.rate,
            per_unit_cny=tax.per_unit_cny,
            amount_cny=tax.amount_cny,
            law_key=rule.key,
            law_date=rule.valid_from,
            source=rule.source[:200],
            mark=rule.mark,
        )
        for tax in one.taxes
        for rule in (law.ask(_law_key(tax.tax, rates), on=on),)
    ]


def _surcharge(reckoned: tuple[ReckonedItem, ...], lateness: Lateness) -> TaxLine | None:
    """The line of the surcharge by the law of the day of acceptance; None when nothing is owed."""
    on = lateness.accepted
    grace_days = int(law.ask("late_declaration.grace_days", on=on).value)
    rule = law.ask("late_declaration.permille_per_day", on=on)
    days = surcharges.late_declaration_days(
        entered=lateness.entered, accepted=on, grace_days=grace_days
    )
    value = sum((one.dutiable_value_cny for one in reckoned), ZERO)
    amount = surcharges.late_declaration(
        value=value,
        days=days,
        permille_per_day=rule.decimal,
        minimum=law.ask("late_declaration.minimum_cny", on=on).decimal,
    )
    if not amount:
        return None
    first = lateness.entered + timedelta(days=grace_days + 1)
    return TaxLine(
        item_no=0,
        hs_code="",
        name=f"{first.isoformat()} – {on.isoformat()}",
        origin="",
        quantity=days,
        unit="",
        tax=TaxLine.Tax.LATE,
        dutiable_value_cny=value,
        base_cny=value,
        rate=rule.decimal / formulae.PERMILLE,
        per_unit_cny=ZERO,
        amount_cny=amount,
        law_key=rule.key,
        law_date=rule.valid_from,
        source=rule.source[:200],
        mark=rule.mark,
    )


def _law_key(tax: str, rates: tariff.TariffRates) -> str:
    return f"vat.{rates.vat_class}" if tax == TaxLine.Tax.VAT else "tariff.lines"
