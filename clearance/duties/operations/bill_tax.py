"""Billing the taxes of a completed declaration."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clearance.duties.events import TaxBilled, TaxNotCollected
from clearance.duties.facts import Lateness, TaxableItem
from clearance.duties.models import PeriodicPayer, TaxBill, TaxLine
from clearance.duties.operations.post_to_ledger import post_bill
from clearance.duties.queries import assessment
from clearance.duties.queries.bills import BillView, bill_of
from clearance.duties.rules.reckoning import ReckonedItem
from clearance.duties.states import BillState
from customs_portal.journal.announce import announce
from customs_portal.registry import law
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
    """Reckon every tax by the law of ``on``, the day of acceptance, and issue the bill.

    With ``lateness`` the surcharge for a late declaration (滞报金) stands on the bill as a line
    of its own, no part of any tax base; and goods declared before their transport entered are
    rated by the day of the entry.

    A declaration has one bill: a second call returns the first. A bill below the collection
    minimum of the law pack is recorded but owes nothing (``TaxNotCollected``).
    Raises ``LawGap`` when the tariff or the law pack has no answer for that day.
    """
    existing = TaxBill.objects.filter(declaration_no=declaration_no).first()
    if existing is not None:
        return bill_of(bill_no=existing.bill_no)
    entered = lateness.entered if lateness is not None else None
    on = assessment.rate_day(accepted=on, entered=entered)
    reckoned = assessment.assess(
        items=items, on=on, freight_cny=freight_cny, insurance_cny=insurance_cny
    )
    surcharge = _surcharge(reckoned, lateness)
    total = assessment.total_of(reckoned) + (surcharge.amount_cny if surcharge else ZERO)
    collected = assessment.is_collected(total_cny=total, on=on)
    today = timezone.localdate(now)
    bill = TaxBill.objects.create(
        bill_no=f"{declaration_no}-01",
        declaration_no=declaration_no,
        enterprise=enterprise,
        state=BillState.DUE if collected else BillState.NOT_COLLECTED,
        total_cny=total,
        rated_on=on,
        billed_at=now,
        pay_by=_pay_by(enterprise, today),
        law_digest=law.current_pack().digest,
    )
    lines = [line for one in reckoned for line in _lines(one)]
    lines += [surcharge] if surcharge else []
    for line in lines:
        line.bill = bill
    TaxLine.objects.bulk_create(lines)
    if collected:
        post_bill(bill=bill, sums=sums_of(lines), now=now)
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


def _pay_by(enterprise: Enterprise, today: date) -> date:
    """Whoever pays by the month has until the working day of the next one that the law names."""
    periodic = PeriodicPayer.objects.filter(enterprise=enterprise, since__lte=today)
    if periodic.exclude(until__lt=today).exists():
        return assessment.periodic_pay_by(billed=today)
    return assessment.pay_by(billed=today, completed=today)


def sums_of(lines: Iterable[TaxLine]) -> dict[str, Decimal]:
    """What is owed of each tax; taxes of nothing are left out."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.amount_cny:
            sums[line.tax] = sums.get(line.tax, ZERO) + line.amount_cny
    return sums


def _lines(one: ReckonedItem) -> list[TaxLine]:
    return [
        TaxLine(
            item_no=one.item.item_no,
            hs_code=one.item.hs_code,
            name=one.item.name[:200],
            origin=one.item.origin,
            quantity=tax.quantity,
            unit=tax.unit,
            tax=tax.tax,
            dutiable_value_cny=one.dutiable_value_cny,
            base_cny=tax.base_cny,
            rate=tax.rate,
            per_unit_cny=tax.per_unit_cny,
            amount_cny=tax.amount_cny,
            law_key=tax.offer.key,
            law_date=tax.offer.since,
            source=tax.offer.source[:200],
            mark=tax.offer.mark,
            steps=[asdict(step) for step in tax.steps],
        )
        for tax in one.taxes
    ]


def _surcharge(reckoned: tuple[ReckonedItem, ...], lateness: Lateness | None) -> TaxLine | None:
    """The line of the surcharge for a late declaration; None when nothing is owed."""
    if lateness is None:
        return None
    value = sum((one.dutiable_value_cny for one in reckoned), ZERO)
    found = assessment.late_declaration(value_cny=value, lateness=lateness)
    if found is None:
        return None
    return TaxLine(
        item_no=0,
        hs_code="",
        name=f"{found.first.isoformat()} – {found.last.isoformat()}",
        origin="",
        quantity=found.days,
        unit="",
        tax=TaxLine.Tax.LATE,
        dutiable_value_cny=value,
        base_cny=value,
        rate=found.rate,
        per_unit_cny=ZERO,
        amount_cny=found.amount_cny,
        law_key=found.rule.key,
        law_date=found.rule.valid_from,
        source=found.rule.source[:200],
        mark=found.rule.mark,
        steps=[asdict(step) for step in found.steps],
    )
