"""Every tax bill of the office, for officers who assess taxes."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from clearance.duties import queries
from clearance.duties.pages import lists
from clearance.duties.pages.enterprise import pdf_answer
from clearance.duties.queries import arrangements
from clearance.duties.queries.ledger import guarantor_owes
from clearance.duties.states import BillState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock


@duty_required(Duty.ASSESS_TAX)
@require_GET
def bills(request: KnownRequest) -> HttpResponse:
    table = lists.bill_table(request, enterprise_id=None)
    export_url = f"{reverse('duties:officer-bills-export')}?{table.pop('export_query')}"
    return render(request, "duties/officer/bills.html", {**table, "export_url": export_url})


@duty_required(Duty.ASSESS_TAX)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return lists.bills_as_csv(request, enterprise_id=None)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def bill(request: KnownRequest, bill_no: str) -> HttpResponse:
    found = queries.bill_of(bill_no=bill_no)
    context = {
        "bill": found,
        "refunds": arrangements.refunds_of(bill_no=bill_no),
        "overdue": found.state == BillState.DUE and timezone.localdate(clock.now()) > found.pay_by,
        "own_name": request.user.username,
        "guarantor_owes": guarantor_owes(bill_no=bill_no),
    }
    return render(request, "duties/officer/bill.html", context)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def document(request: KnownRequest, bill_no: str) -> HttpResponse:
    return pdf_answer(bill_no)
