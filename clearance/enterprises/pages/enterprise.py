"""Mandates of the visitor's own enterprise: given, or given to it."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.enterprises import queries
from clearance.enterprises.forms import OfferForm
from clearance.enterprises.operations.answer_mandate import (
    accept_mandate,
    decline_mandate,
    end_mandate,
)
from clearance.enterprises.operations.offer_mandate import PURPOSE, offer_mandate
from clearance.enterprises.states import MandateState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock, seals
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from customs_portal.kit.exports import csv_answer
from customs_portal.registry import law
from customs_portal.registry.models import Enterprise

PAGE_ROWS = 50


def _own(request: KnownRequest) -> Enterprise:
    if request.user.enterprise is None:
        raise NotPermitted
    return request.user.enterprise


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def mandates(request: KnownRequest) -> HttpResponse:
    own = _own(request)
    search = queries.MandateSearch.from_words(request.GET)
    found = queries.find_mandates(search=search, enterprise_id=own.pk)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    today = timezone.localdate(clock.now())
    context = {
        "page": page,
        "rows": [
            {"view": view, "over": view.is_over(on=today), "given": view.principal_id == own.pk}
            for view in map(queries.mandate_view, page)
        ],
        "is_agent": own.kind == Enterprise.Kind.AGENT,
        "waiting": queries.offers_waiting(enterprise_id=own.pk, on=today),
        "sort": search.sort,
        "columns": [
            {"label": _("Mandate")},
            {"label": _("Importer or exporter")},
            {"label": _("Customs agent")},
            {"label": _("The mandate covers")},
            {"label": _("Offered"), "sort": "offered_at", "descending_first": True},
            {"label": _("Last day"), "sort": "last_day"},
            {"label": _("State")},
        ],
        "filtered": bool(search.text or search.state),
        "filters": [
            {
                "name": "q",
                "label": _("Number, firm, USCC or bill of lading"),
                "value": search.text,
                "wide": True,
            },
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *MandateState.choices],
            },
        ],
    }
    return render(request, "enterprises/mandates.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_http_methods(["GET", "POST"])
def offer(request: KnownRequest) -> HttpResponse:
    """The offer; whatever is refused comes back beside its field with the answers kept."""
    if _own(request).kind == Enterprise.Kind.AGENT:
        raise NotPermitted(_("An agent is given mandates; it does not give them."))
    today = timezone.localdate(clock.now())
    longest = int(law.ask("mandate.longest_days", on=today).value)
    first = {"first_day": today, "last_day": today + timedelta(days=longest - 1)}
    form = OfferForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            number = offer_mandate(offer=form.to_offer(), by=request.user, now=clock.now())
        except DomainError as refusal:
            form.take_refusal(refusal)
        else:
            return redirect("enterprises:mandate", mandate_no=number)
    status = 422 if form.is_bound else 200
    context = {"form": form, "longest": longest}
    return render(request, "enterprises/offer.html", context, status=status)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def mandate(request: KnownRequest, mandate_no: str) -> HttpResponseBase:
    if "export" in request.GET:
        own = _own(request)
        changes = queries.history_of_mandate(mandate_no=mandate_no, enterprise_id=own.pk)
        rows = state_rows(changes)
        return csv_answer(name=f"{mandate_no}-states.csv", head=STATE_HEAD, rows=rows)
    return _sheet(request, mandate_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def accept(request: KnownRequest, mandate_no: str) -> HttpResponse:
    accept_mandate(mandate_no=mandate_no, by=request.user, now=clock.now())
    return redirect("enterprises:mandate", mandate_no=mandate_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def decline(request: KnownRequest, mandate_no: str) -> HttpResponse:
    try:
        decline_mandate(
            mandate_no=mandate_no,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Fault as fault:
        return _sheet(request, mandate_no, fault=fault)
    return redirect("enterprises:mandate", mandate_no=mandate_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def end(request: KnownRequest, mandate_no: str) -> HttpResponse:
    try:
        end_mandate(
            mandate_no=mandate_no,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Fault as fault:
        return _sheet(request, mandate_no, fault=fault)
    return redirect("enterprises:mandate", mandate_no=mandate_no)


def _sheet(request: KnownRequest, mandate_no: str, *, fault: Fault | None = None) -> HttpResponse:
    own = _own(request)
    view = queries.mandate_of(mandate_no=mandate_no, enterprise_id=own.pk)
    today = timezone.localdate(clock.now())
    offered = view.state == MandateState.OFFERED
    context = {
        "mandate": view,
        "changes": queries.history_of_mandate(mandate_no=mandate_no, enterprise_id=own.pk),
        "states_file": f"{reverse('enterprises:mandate', args=[mandate_no])}?export=csv",
        "over": view.is_over(on=today),
        "may_answer": offered and view.agent_id == own.pk,
        "may_take_back": offered and view.principal_id == own.pk,
        "may_revoke": view.state == MandateState.ACCEPTED and not view.is_over(on=today),
        "public_key": seals.public_key(purpose=PURPOSE),
        "fault": fault,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "enterprises/mandate.html", context, status=422 if fault else 200)
