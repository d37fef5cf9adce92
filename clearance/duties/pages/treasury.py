"""The tax officer's ledger, the bank's days, refunds, drawn guarantees and monthly bills."""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.duties.operations.bill_month import admit_periodic_payer, bill_month
from clearance.duties.operations.compare_statement import (
    UnreadableStatement,
    compare_statement,
    fetch_and_compare,
)
from clearance.duties.operations.draw_guarantee import draw_guarantee, note_guarantor_paid
from clearance.duties.operations.refund_tax import (
    decide_refund,
    order_refund_again,
    propose_refund,
)
from clearance.duties.pages.lists import amount_from
from clearance.duties.queries import arrangements
from clearance.duties.queries import ledger as ledger_queries
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer

ROWS = 100
LARGEST_FILE = 64 * 1024 * 1024


@duty_required(Duty.ASSESS_TAX)
@require_GET
def ledger(request: KnownRequest) -> HttpResponse:
    search = ledger_queries.LedgerSearch.from_words(request.GET)
    page = Paginator(ledger_queries.find_entries(search=search), ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "balances": ledger_queries.balances(),
        "page": page,
        "rows": page.object_list,
        "filtered": bool(search.number or search.account),
        "columns": [
            {"label": _("Time")},
            {"label": _("Posting")},
            {"label": _("Reference")},
            {"label": _("Ledger account")},
            {"label": _("Enterprise")},
            {"label": _("Debit"), "numeric": True},
            {"label": _("Credit"), "numeric": True},
        ],
        "filters": [
            {"name": "q", "label": _("Number"), "value": search.number, "wide": True},
            {
                "name": "account",
                "label": _("Ledger account"),
                "value": search.account,
                "choices": [("", _("All")), *ledger_queries.accounts()],
            },
        ],
        "export_url": f"{reverse('duties:ledger-export')}?{request.GET.urlencode()}",
    }
    return render(request, "duties/officer/ledger.html", context)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def ledger_export(request: KnownRequest) -> StreamingHttpResponse:
    search = ledger_queries.LedgerSearch.from_words(request.GET)
    rows = (
        [
            localtime(entry.posting.posted_at).isoformat(),
            entry.posting.kind,
            entry.posting.reference,
            entry.account,
            entry.enterprise.name if entry.enterprise else "",
            entry.amount_cny,
        ]
        for entry in ledger_queries.find_entries(search=search).iterator(chunk_size=2000)
    )
    head = ["posted_at", "kind", "reference", "account", "enterprise", "amount_cny"]
    return csv_answer(name="ledger.csv", head=head, rows=rows)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def statements(request: KnownRequest) -> HttpResponse:
    return _statements_page(request)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def compare(request: KnownRequest) -> HttpResponse:
    """The file that was chosen, or the statement fetched from the bank."""
    try:
        on = _day(request)
        file = request.FILES.get("file")
        if file is None:
            pk = fetch_and_compare(on=on, by=request.user, now=clock.now())
        elif (file.size or 0) > LARGEST_FILE:
            raise UnreadableStatement(field="file")
        else:
            pk = compare_statement(data=file.read(), on=on, by=request.user, now=clock.now())
    except DomainError as fault:
        return _statements_page(request, fault=fault)
    return redirect("duties:statement", pk=pk)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.POST.get("for_date", ""))
    except ValueError as error:
        raise UnreadableStatement(
            _("Choose the day of the statement."), field="for_date"
        ) from error


def _statements_page(request: KnownRequest, *, fault: DomainError | None = None) -> HttpResponse:
    page = Paginator(ledger_queries.statements(), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "statements": [ledger_queries.statement_view(row) for row in page.object_list],
        "fault": fault,
        "today": timezone.localdate(clock.now()).isoformat(),
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/officer/statements.html", context, status=status)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def statement(request: KnownRequest, pk: int) -> HttpResponse:
    found = ledger_queries.statement_of(pk=pk)
    return render(request, "duties/officer/statement.html", {"statement": found})


@duty_required(Duty.ASSESS_TAX)
@require_GET
def statement_export(request: KnownRequest, pk: int) -> StreamingHttpResponse:
    found = ledger_queries.statement_of(pk=pk)
    head = ["kind", "payment_no", "bank_cny", "our_cny", "bank_reference", "our_reference"]
    rows = ([str(one[name]) for name in head] for one in found.differences)
    return csv_answer(name=f"differences-{found.for_date.isoformat()}.csv", head=head, rows=rows)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def propose(request: KnownRequest, bill_no: str) -> HttpResponse:
    propose_refund(
        bill_no=bill_no,
        amount_cny=amount_from(request.POST.get("amount", "")),
        account=request.POST.get("account", ""),
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("duties:officer-bill", bill_no=bill_no)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def decide(request: KnownRequest, bill_no: str, refund_no: str) -> HttpResponse:
    decide_refund(
        refund_no=refund_no,
        grant=request.POST.get("decision") == "grant",
        by=request.user,
        now=clock.now(),
    )
    return redirect("duties:officer-bill", bill_no=bill_no)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def draw(request: KnownRequest, bill_no: str) -> HttpResponse:
    draw_guarantee(bill_no=bill_no, by=request.user, now=clock.now())
    return redirect("duties:officer-bill", bill_no=bill_no)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def guarantor_paid(request: KnownRequest, bill_no: str) -> HttpResponse:
    note_guarantor_paid(bill_no=bill_no, by=request.user, now=clock.now())
    return redirect("duties:officer-bill", bill_no=bill_no)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def order_again(request: KnownRequest, bill_no: str, refund_no: str) -> HttpResponse:
    order_refund_again(
        refund_no=refund_no,
        account=request.POST.get("account", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("duties:officer-bill", bill_no=bill_no)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def months(request: KnownRequest) -> HttpResponse:
    return _months_page(request)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def admit(request: KnownRequest) -> HttpResponse:
    try:
        admit_periodic_payer(uscc=request.POST.get("uscc", ""), by=request.user, now=clock.now())
    except DomainError as fault:
        return _months_page(request, fault=fault)
    return redirect("duties:officer-months")


@duty_required(Duty.ASSESS_TAX)
@require_POST
def issue(request: KnownRequest) -> HttpResponse:
    """The month before this one."""
    first = timezone.localdate(clock.now()).replace(day=1)
    last_month = date.fromordinal(first.toordinal() - 1)
    bill_month(month=last_month, by=request.user, now=clock.now())
    return redirect("duties:officer-months")


def _months_page(request: KnownRequest, *, fault: DomainError | None = None) -> HttpResponse:
    page = Paginator(arrangements.months(), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "months": [arrangements.month_view(row) for row in page.object_list],
        "payers": arrangements.periodic_payers(),
        "fault": fault,
        "uscc": request.POST.get("uscc", ""),
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/officer/months.html", context, status=status)
