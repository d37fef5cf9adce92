"""Periodic payment (汇总征税): a month's bills of one enterprise, due and paid together."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_noop

from clearance.duties.events import PeriodicBillIssued, PeriodicPayerAdmitted
from clearance.duties.models import PeriodicBill, PeriodicPayer, TaxBill
from clearance.duties.queries.assessment import periodic_term
from clearance.duties.states import BillState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import Fault, NotPermitted
from customs_portal.registry.models import Enterprise


class NoSuchEnterprise(Fault):
    """Nobody is registered under that code."""

    code = "no_such_enterprise"
    sentence = gettext_noop("No enterprise is registered under this code.")
    remedy_sentence = gettext_noop("Enter the unified social credit code.")


class MonthNotOver(Fault):
    """Its bills are still being issued."""

    code = "month_not_over"
    sentence = gettext_noop("A month is billed once it is over.")
    remedy_sentence = gettext_noop("Choose a month of the past.")


@transaction.atomic
def admit_periodic_payer(*, uscc: str, by: User, now: datetime) -> None:
    """From today the enterprise's bills fall due together in the next month; safe to repeat.

    Raises ``NotPermitted``, ``NoSuchEnterprise``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    enterprise = Enterprise.objects.filter(uscc=uscc.strip().upper()).first()
    if enterprise is None:
        raise NoSuchEnterprise(field="uscc")
    _, admitted = PeriodicPayer.objects.get_or_create(
        enterprise=enterprise, defaults={"since": timezone.localdate(now)}
    )
    if admitted:
        announce(PeriodicPayerAdmitted(enterprise_id=enterprise.pk, at=now), actor=by)


@transaction.atomic
def bill_month(*, month: date, by: User, now: datetime) -> list[str]:
    """A periodic bill for every enterprise so admitted that owes for that month; safe to repeat.

    Returns the numbers issued now. Raises ``NotPermitted``, ``MonthNotOver``, ``LawGap``.
    """
    if not by.holds(Duty.ASSESS_TAX):
        raise NotPermitted
    first = month.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    if timezone.localdate(now) < after:
        raise MonthNotOver(field="month")
    issued = []
    admitted = PeriodicPayer.objects.filter(since__lt=after).exclude(
        enterprise__in=PeriodicBill.objects.filter(month=first).values("enterprise")
    )
    for payer in admitted.order_by("enterprise_id"):
        begins = max(first, payer.since)
        bills = TaxBill.objects.filter(
            enterprise_id=payer.enterprise_id,
            state=BillState.DUE,
            billed_at__gte=_midnight(begins),
            billed_at__lt=_midnight(after),
        )
        total = bills.aggregate(sum=Sum("total_cny"))["sum"] or Decimal("0.00")
        if not total:
            continue
        term = periodic_term(billed=first)
        bill = PeriodicBill.objects.create(
            periodic_no=f"M{first:%Y%m}{payer.enterprise_id:08d}",
            enterprise_id=payer.enterprise_id,
            month=first,
            issued_at=now,
            pay_by=term.pay_by,
            pay_by_provisional=term.provisional,
            total_cny=total,
        )
        bill.bills.set(bills)
        issued.append(bill.periodic_no)
        announce(
            PeriodicBillIssued(
                periodic_no=bill.periodic_no,
                bills=bill.bills.count(),
                total_cny=total,
                issued_at=now,
            ),
            actor=by,
        )
    return issued


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001
