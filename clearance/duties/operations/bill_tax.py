"""Billing the taxes of a completed declaration."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from clearance.duties.events import TaxBilled, TaxNotCollected
from clearance.duties.facts import Lateness, TaxableItem
from clearance.duties.models import PeriodicPayer, TaxBill, TaxLine
from clearance.duties.operations.post_to_ledger import post_bill
from clearance.duties.queries import assessment
from clearance.duties.queries.bills import BillView, bill_of, bill_of_declaration
from clearance.duties.rules.reckoning import ReckonedItem
from clearance.duties.states import BillState
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.registry import law
from customs_portal.registry.models import Enterprise

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Reckoned:
    """Every tax of a declaration by the law of the day ``rated``, in lines not stored yet."""

    rated: date
    lines: tuple[TaxLine, ...]

    @property
    def total_cny(self) -> Decimal:
        return sum((line.amount_cny for line in self.lines), ZERO)


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
    other_cny: Decimal = ZERO,
    lateness: Lateness | None = None,
    exported: bool = False,
) -> BillView:
    """Reckon every tax by the law of ``on``, the day of acceptance, and issue the bill.

    With ``lateness`` the surcharge for a late declaration (滞报金) stands on the bill as a line
    of its own, no part of any tax base; and goods declared before their transport entered are
    rated by the day of the entry. ``exported`` goods owe export duty instead of import taxes.

    A declaration is billed once: a second call returns the bill in force. A bill below the
    collection minimum of the law pack is recorded but owes nothing (``TaxNotCollected``).
    Raises ``LawGap`` when the tariff or the law pack has no answer for that day.
    """
    existing = bill_of_declaration(declaration_no=declaration_no)
    if existing is not None:
        return existing
    found = reckon(
        items=items,
        on=on,
        freight_cny=freight_cny,
        insurance_cny=insurance_cny,
        other_cny=other_cny,
        lateness=lateness,
        exported=exported,
    )
    bill = issue_bill(found, declaration_no=declaration_no, enterprise=enterprise, now=now)
    return bill_of(bill_no=bill.bill_no)


def reckon(
    *,
    items: tuple[TaxableItem, ...],
    on: date,
    freight_cny: Decimal = ZERO,
    insurance_cny: Decimal | None = None,
    other_cny: Decimal = ZERO,
    lateness: Lateness | None = None,
    exported: bool = False,
) -> Reckoned:
    """The lines that ``bill_tax`` would issue. Raises ``LawGap``."""
    entered = lateness.entered if lateness is not None else None
    rated = assessment.rate_day(accepted=on, entered=entered)
    assess = assessment.assess_export if exported else assessment.assess
    found = assess(
        items=items,
        on=rated,
        freight_cny=freight_cny,
        insurance_cny=insurance_cny,
        other_cny=other_cny,
    )
    surcharge = _surcharge(found, lateness)
    lines = [line for one in found for line in _lines(one)]
    lines += [surcharge] if surcharge else []
    return Reckoned(rated=rated, lines=tuple(lines))


def issue_bill(
    found: Reckoned,
    *,
    declaration_no: str,
    enterprise: Enterprise,
    now: datetime,
    credited: Mapping[str, Decimal] | None = None,
) -> TaxBill:
    """Write the bill of what was reckoned; a supplement takes off what was ``credited``.

    Within the caller's transaction.
    """
    taken_off = credited or {}
    total = found.total_cny - sum(taken_off.values(), ZERO)
    collected = assessment.is_collected(total_cny=total, on=found.rated)
    term = _term(enterprise, timezone.localdate(now))
    number = TaxBill.objects.filter(declaration_no=declaration_no).count() + 1
    bill = TaxBill.objects.create(
        bill_no=f"{declaration_no}-{number:02d}",
        declaration_no=declaration_no,
        enterprise=enterprise,
        state=BillState.DUE if collected else BillState.NOT_COLLECTED,
        move=told(at=now, law="tax.payment_days" if collected else "tax.minimum_cny"),
        total_cny=total,
        rated_on=found.rated,
        billed_at=now,
        pay_by=term.pay_by,
        pay_by_provisional=term.provisional,
        law_digest=law.current_pack().digest,
        supplement=credited is not None,
        credited={tax: f"{amount:.2f}" for tax, amount in taken_off.items() if amount},
    )
    for line in found.lines:
        line.bill = bill
    TaxLine.objects.bulk_create(found.lines)
    if collected:
        post_bill(bill=bill, sums=asked_sums(bill, lines=found.lines), now=now)
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
    return bill


def _term(enterprise: Enterprise, today: date) -> assessment.Term:
    """Whoever pays by the month has until the working day of the next one that the law names."""
    periodic = PeriodicPayer.objects.filter(enterprise=enterprise, since__lte=today)
    if periodic.exclude(until__lt=today).exists():
        return assessment.periodic_term(billed=today)
    return assessment.Term(pay_by=assessment.pay_by(billed=today, completed=today))


def sums_of(lines: Iterable[TaxLine]) -> dict[str, Decimal]:
    """What the lines come to for each tax; taxes of nothing are left out."""
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.amount_cny:
            sums[line.tax] = sums.get(line.tax, ZERO) + line.amount_cny
    return sums


def asked_sums(bill: TaxBill, *, lines: Iterable[TaxLine]) -> dict[str, Decimal]:
    """What the bill asks for each tax: a supplement asks less than nothing of one that fell."""
    sums = sums_of(lines)
    for tax, amount in bill.credited.items():
        sums[tax] = sums.get(tax, ZERO) - Decimal(amount)
    return {tax: amount for tax, amount in sums.items() if amount}


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
