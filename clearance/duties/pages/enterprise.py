"""Guarantees and tax bills of the visitor's own enterprise."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clearance.duties import queries
from clearance.duties.operations.issue_document import issue_document
from clearance.duties.operations.order_payment import order_payment
from clearance.duties.pages import lists
from clearance.duties.queries.returns import history_of_returns, returns_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotPermitted

LEDGER_ROWS = 100


def own_enterprise(request: HttpRequest) -> int:
    enterprise_id = getattr(request.user, "enterprise_id", None)
    if enterprise_id is None:
        raise NotPermitted
    return int(enterprise_id)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def guarantee(request: KnownRequest, guarantee_no: str) -> HttpResponse:
    return guarantee_page(request, guarantee_no)


def guarantee_page(
    request: KnownRequest,
    guarantee_no: str,
    *,
    fault: DomainError | None = None,
    again_fault: DomainError | None = None,
) -> HttpResponse:
    """The guarantee with its ledger; of a deposit, what of it was asked back."""
    own = own_enterprise(request)
    found = queries.guarantee_of(
        guarantee_no=guarantee_no, enterprise_id=own, on=timezone.localdate(clock.now())
    )
    ledger = queries.ledger_of(guarantee_no=guarantee_no, enterprise_id=own)
    page = Paginator(ledger, LEDGER_ROWS).get_page(request.GET.get("page"))
    asked = returns_of(enterprise_id=own, guarantee_no=guarantee_no) if found.is_deposit else []
    may_ask = found.is_deposit and request.user.holds(Duty.PAY_TAX)
    refused = fault or again_fault
    context = {
        "guarantee": found,
        "page": page,
        "returns": asked,
        "changes": history_of_returns(return_nos=[one.return_no for one in asked], officer=False)
        if asked
        else (),
        "may_pay": request.user.holds(Duty.PAY_TAX),
        "may_ask": may_ask and found.left_cny > 0 and not any(one.is_open for one in asked),
        "fault": fault,
        "wrong": {fault.field: fault.message} if fault else {},
        "again_error": again_fault.message if again_fault else "",
        "given": {name: request.POST.get(name, "") for name in ("amount", "account", "reason")},
    }
    status = refused.http_status if refused is not None else 200
    return render(request, "duties/enterprise/guarantee.html", context, status=status)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def guarantee_export(request: KnownRequest, guarantee_no: str) -> StreamingHttpResponse:
    """The whole ledger of one guarantee."""
    own = own_enterprise(request)
    on = timezone.localdate(clock.now())
    queries.guarantee_of(guarantee_no=guarantee_no, enterprise_id=own, on=on)
    ledger = queries.ledger_of(guarantee_no=guarantee_no, enterprise_id=own)
    return lists.ledger_as_csv(guarantee_no, ledger)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def bills(request: KnownRequest) -> HttpResponse:
    table = lists.bill_table(request, enterprise_id=own_enterprise(request))
    export = f"{reverse('duties:bills-export')}?{table.pop('export_query')}"
    may_pay = request.user.holds(Duty.PAY_TAX)
    context = {**table, "export_url": export, "may_pay": may_pay}
    return render(request, "duties/enterprise/bills.html", context)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return lists.bills_as_csv(request, enterprise_id=own_enterprise(request))


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def bill(request: KnownRequest, bill_no: str) -> HttpResponse:
    return _bill_page(request, bill_no)


def _bill_page(
    request: KnownRequest, bill_no: str, *, fault: Fault | None = None, account: str = ""
) -> HttpResponse:
    found = queries.bill_of(bill_no=bill_no, enterprise_id=own_enterprise(request))
    context = {
        "bill": found,
        "owed": queries.owed_now(bill_no=bill_no, now=clock.now()),
        "may_pay": request.user.holds(Duty.PAY_TAX),
        "fault": fault,
        "account": account,
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/enterprise/bill.html", context, status=status)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def bill_status(request: KnownRequest, bill_no: str) -> HttpResponse:
    """The part of the page that moves while the bank works; the page asks for it."""
    found = queries.bill_of(bill_no=bill_no, enterprise_id=own_enterprise(request))
    return render(request, "duties/enterprise/_status.html", {"bill": found})


@duty_required(Duty.PAY_TAX)
@require_POST
def pay(request: KnownRequest, bill_no: str) -> HttpResponse:
    """A wrong account comes back with the form still filled."""
    account = request.POST.get("account", "")
    try:
        order_payment(bill_no=bill_no, account=account, by=request.user, now=clock.now())
    except Fault as fault:
        return _bill_page(request, bill_no, fault=fault, account=account)
    return redirect("duties:bill", bill_no=bill_no)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def document(request: KnownRequest, bill_no: str) -> HttpResponse:
    queries.bill_of(bill_no=bill_no, enterprise_id=own_enterprise(request))
    return pdf_answer(bill_no)


def pdf_answer(bill_no: str) -> HttpResponse:
    """The stored bytes, always the same ones."""
    found = issue_document(bill_no=bill_no)
    answer = HttpResponse(found.data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="tax-bill-{bill_no}.pdf"'
    answer["ETag"] = f'"{found.sha256}"'
    return answer
