"""The holidays of a year are announced: what was payable by a provisional day is payable by law."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from clearance.duties.events import PayByConfirmed
from clearance.duties.models import PeriodicBill, TaxBill
from clearance.duties.queries.assessment import periodic_term
from customs_portal.journal.announce import announce
from customs_portal.registry.calendar import provisional_rule


@transaction.atomic
def confirm_terms(*, now: datetime) -> int:
    """Reckon each provisional last day again once its year has a calendar; safe to repeat.

    Nobody has to pay earlier than was said: the later of the two days stands. Returns how many
    tax bills were confirmed.
    """
    confirmed = 0
    rows = TaxBill.objects.select_for_update().filter(pay_by_provisional=True)
    for bill in rows.order_by("pk"):
        if provisional_rule(bill.pay_by) is not None:
            continue
        term = periodic_term(billed=timezone.localdate(bill.billed_at))
        bill.confirm_term(pay_by=max(term.pay_by, bill.pay_by))
        confirmed += 1
        announce(
            PayByConfirmed(
                bill_no=bill.bill_no,
                declaration_no=bill.declaration_no,
                pay_by=bill.pay_by.isoformat(),
                confirmed_at=now,
            )
        )
    months = PeriodicBill.objects.select_for_update().filter(pay_by_provisional=True)
    for month in months.order_by("pk"):
        if provisional_rule(month.pay_by) is None:
            term = periodic_term(billed=month.month)
            month.confirm_term(pay_by=max(term.pay_by, month.pay_by))
    return confirmed
