"""Deposits asked back: the enterprise's requests, and the officers' list with the decision."""

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.duties.operations.return_deposit import (
    ask_return,
    decide_return,
    order_return_again,
    take_back_return,
)
from clearance.duties.pages.enterprise import guarantee_page, own_enterprise
from clearance.duties.pages.lists import amount_from
from clearance.duties.queries.returns import (
    ReturnSearch,
    find_returns,
    history_of_returns,
    return_for_officer,
    return_of,
    return_view,
)
from clearance.duties.states import ReturnState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, NotFound
from customs_portal.kit.exports import csv_answer

ROWS = 50


@duty_required(Duty.PAY_TAX)
@require_POST
def ask(request: KnownRequest, guarantee_no: str) -> HttpResponse:
    """What is wrong comes back with the form still filled."""
    try:
        ask_return(
            guarantee_no=guarantee_no,
            amount_cny=amount_from(request.POST.get("amount", "")),
            account=request.POST.get("account", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as fault:
        return guarantee_page(request, guarantee_no, fault=fault)
    return redirect("duties:guarantee", guarantee_no=guarantee_no)


@duty_required(Duty.PAY_TAX)
@require_POST
def take_back(request: KnownRequest, return_no: str) -> HttpResponse:
    found = return_of(return_no=return_no, enterprise_id=own_enterprise(request))
    take_back_return(return_no=return_no, by=request.user, now=clock.now())
    return redirect("duties:guarantee", guarantee_no=found.guarantee_no)


@duty_required(Duty.PAY_TAX)
@require_POST
def order_again(request: KnownRequest, return_no: str) -> HttpResponse:
    found = return_of(return_no=return_no, enterprise_id=own_enterprise(request))
    try:
        order_return_again(
            return_no=return_no,
            account=request.POST.get("again_account", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as fault:
        return guarantee_page(request, found.guarantee_no, again_fault=fault)
    return redirect("duties:guarantee", guarantee_no=found.guarantee_no)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def returns(request: KnownRequest) -> HttpResponse:
    search = ReturnSearch.from_words(request.GET)
    page = Paginator(find_returns(search=search), ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [return_view(row) for row in page.object_list],
        "now": clock.now(),
        "sort": search.sort,
        "filtered": bool(search.number) or search.state != ReturnState.ASKED,
        "columns": [
            {"label": _("Request")},
            {"label": _("Enterprise")},
            {"label": _("Deposit")},
            {"label": _("State")},
            {"label": _("Asked"), "sort": "asked_at", "descending_first": True},
            {"label": _("Answer by"), "sort": "answer_by"},
            {
                "label": _("Amount"),
                "sort": "amount_cny",
                "numeric": True,
                "descending_first": True,
            },
        ],
        "filters": [
            {"name": "q", "label": _("Number"), "value": search.number, "wide": True},
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [*ReturnState.choices, ("all", _("All"))],
            },
        ],
        "export_url": f"{reverse('duties:returns-export')}?{request.GET.urlencode()}",
    }
    return render(request, "duties/officer/returns.html", context)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    search = ReturnSearch.from_words(request.GET)
    head = [
        "return_no", "guarantee_no", "enterprise", "state", "amount_cny", "reason",
        "asked_at", "answer_by", "decided_at", "answer", "paid_at",
    ]  # fmt: skip
    rows = (
        [
            row.return_no,
            row.guarantee.guarantee_no,
            row.guarantee.enterprise.name,
            row.state,
            row.amount_cny,
            row.reason,
            localtime(row.asked_at).isoformat(),
            localtime(row.answer_by).isoformat(),
            localtime(row.decided_at).isoformat() if row.decided_at else "",
            row.answer,
            localtime(row.paid_at).isoformat() if row.paid_at else "",
        ]
        for row in find_returns(search=search).iterator(chunk_size=2000)
    )
    return csv_answer(name="deposit-returns.csv", head=head, rows=rows)


@duty_required(Duty.ASSESS_TAX)
@require_GET
def one(request: KnownRequest, return_no: str) -> HttpResponseBase:
    if "export" in request.GET:
        rows = state_rows(history_of_returns(return_nos=[return_no], officer=True))
        return csv_answer(name=f"{return_no}-states.csv", head=STATE_HEAD, rows=rows)
    return _decision_page(request, return_no)


@duty_required(Duty.ASSESS_TAX)
@require_POST
def decide(request: KnownRequest, return_no: str) -> HttpResponse:
    try:
        decide_return(
            return_no=return_no,
            grant=request.POST.get("decision") == "grant",
            answer=request.POST.get("answer", ""),
            by=request.user,
            now=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as fault:
        return _decision_page(request, return_no, fault=fault)
    return redirect("duties:return", return_no=return_no)


def _decision_page(
    request: KnownRequest, return_no: str, *, fault: DomainError | None = None
) -> HttpResponse:
    found = return_for_officer(return_no=return_no)
    context = {
        "asked": found,
        "changes": history_of_returns(return_nos=[return_no], officer=True),
        "states_file": f"{reverse('duties:return', args=[return_no])}?export=csv",
        "fault": fault,
        "answer": request.POST.get("answer", ""),
        "now": clock.now(),
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/officer/return.html", context, status=status)
