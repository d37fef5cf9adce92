"""Paying several bills, for others, by the month; deposits and policies as security."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.duties import queries
from clearance.duties.operations.name_payer import end_payer, name_payer
from clearance.duties.operations.order_payment import NoBillChosen, order_payments
from clearance.duties.operations.pay_deposit import pay_deposit
from clearance.duties.operations.register_policy import register_policy
from clearance.duties.pages.enterprise import own_enterprise
from clearance.duties.pages.lists import amount_from
from clearance.duties.queries import arrangements
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault

MONTHS_PER_PAGE = 24


@duty_required(Duty.PAY_TAX)
@require_POST
def choose(request: KnownRequest) -> HttpResponse:
    """The chosen bills with their sum, before anything is ordered."""
    return _choice_page(request, request.POST.getlist("selected"))


@duty_required(Duty.PAY_TAX)
@require_POST
def pay_chosen(request: KnownRequest) -> HttpResponse:
    """A wrong account comes back with the choice and the form still filled."""
    numbers = request.POST.getlist("bill_no")
    try:
        order_payments(
            bill_nos=numbers,
            account=request.POST.get("account", ""),
            together=request.POST.get("how") != "apart",
            by=request.user,
            now=clock.now(),
        )
    except Fault as fault:
        return _choice_page(request, numbers, fault=fault)
    return redirect(f"{reverse('duties:bills')}?state=PAYING")


def _choice_page(
    request: KnownRequest, numbers: list[str], *, fault: DomainError | None = None
) -> HttpResponse:
    choice = arrangements.chosen_bills(
        bill_nos=numbers, enterprise_id=own_enterprise(request), now=clock.now()
    )
    if not choice.bills and fault is None:
        fault = NoBillChosen(field="bill_nos")
    context = {
        "choice": choice,
        "left_out": len(set(numbers)) - len(choice.bills),
        "fault": fault,
        "account": request.POST.get("account", ""),
        "how": request.POST.get("how", "together"),
        "ways": [
            ("together", _("One order for all: the bank pays all or none")),
            ("apart", _("An order for each bill")),
        ],
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/enterprise/pay_chosen.html", context, status=status)


@duty_required(Duty.PAY_TAX)
@require_GET
def payers(request: KnownRequest) -> HttpResponse:
    return _payers_page(request)


@duty_required(Duty.PAY_TAX)
@require_POST
def name(request: KnownRequest) -> HttpResponse:
    try:
        name_payer(uscc=request.POST.get("uscc", ""), by=request.user, now=clock.now())
    except DomainError as fault:
        return _payers_page(request, fault=fault)
    return redirect("duties:payers")


@duty_required(Duty.PAY_TAX)
@require_POST
def end(request: KnownRequest, uscc: str) -> HttpResponse:
    end_payer(uscc=uscc, by=request.user, now=clock.now())
    return redirect("duties:payers")


def _payers_page(request: KnownRequest, *, fault: DomainError | None = None) -> HttpResponse:
    context = {
        "payers": arrangements.payers_of(enterprise_id=own_enterprise(request)),
        "fault": fault,
        "uscc": request.POST.get("uscc", ""),
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/enterprise/payers.html", context, status=status)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def months(request: KnownRequest) -> HttpResponse:
    found = arrangements.months(enterprise_id=own_enterprise(request))
    page = Paginator(found, MONTHS_PER_PAGE).get_page(request.GET.get("page"))
    rows = [arrangements.month_view(row) for row in page.object_list]
    context = {"page": page, "months": rows, "may_pay": request.user.holds(Duty.PAY_TAX)}
    return render(request, "duties/enterprise/months.html", context)


@duty_required(Duty.PAY_TAX)
@require_POST
def deposit(request: KnownRequest) -> HttpResponse:
    try:
        pay_deposit(
            amount_cny=amount_from(request.POST.get("amount", "")),
            account=request.POST.get("account", ""),
            by=request.user,
            now=clock.now(),
        )
    except Fault as fault:
        return guarantees_page(request, fault=fault, of_form="deposit")
    return redirect(f"{reverse('duties:guarantees')}?ordered=1")


@duty_required(Duty.PAY_TAX)
@require_POST
def policy(request: KnownRequest) -> HttpResponse:
    try:
        number = register_policy(
            policy_no=request.POST.get("policy_no", ""), by=request.user, now=clock.now()
        )
    except DomainError as fault:
        return guarantees_page(request, fault=fault, of_form="policy")
    return redirect("duties:guarantee", guarantee_no=number)


@duty_required(Duty.PAY_TAX, Duty.FILE_DECLARATION)
@require_GET
def guarantees(request: KnownRequest) -> HttpResponse:
    return guarantees_page(request)


def guarantees_page(
    request: KnownRequest, *, fault: DomainError | None = None, of_form: str = ""
) -> HttpResponse:
    found = queries.guarantees_of(
        enterprise_id=own_enterprise(request), on=timezone.localdate(clock.now())
    )
    context = {
        "guarantees": found,
        "may_pay": request.user.holds(Duty.PAY_TAX),
        "fault": fault,
        "of_form": of_form,
        "given": _given(request),
        "ordered": "ordered" in request.GET,
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "duties/enterprise/guarantees.html", context, status=status)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("amount", "account", "policy_no")}
