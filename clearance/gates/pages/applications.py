"""Gate passes at the gate officer's desk: reviewed, registered, looked up."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.gates import queries
from clearance.gates.forms import VehicleForm
from clearance.gates.operations.apply_gate_pass import register_at_gate
from clearance.gates.operations.review_gate_pass import review_gate_pass
from clearance.gates.pages.enterprise import PAGE_ROWS, pass_filters
from clearance.gates.states import PassState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault
from customs_portal.kit.exports import csv_answer


@duty_required(Duty.WORK_GATE)
@require_GET
def passes(request: KnownRequest) -> HttpResponse:
    """All passes; those that wait for an officer are one click away."""
    search = queries.PassSearch.from_words(request.GET)
    page = Paginator(queries.find_applications(search=search), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    waiting = queries.count_applications()
    context = {
        "page": page,
        "rows": queries.pass_views(page),
        "waiting": waiting,
        "columns": [
            {"label": _("Gate pass")},
            {"label": _("Type of pass")},
            {"label": _("Plate")},
            {"label": _("Container")},
            {"label": _("Enterprise")},
            {"label": _("State")},
            {"label": _("Valid until")},
        ],
        "views": [
            {"label": _("All"), "href": "?", "current": not search.state},
            {
                "label": _("Waiting for review"),
                "href": f"?state={PassState.APPLIED}",
                "count": waiting,
                "current": search.state == PassState.APPLIED,
            },
        ],
        "filtered": search.is_narrowed,
        "filters": pass_filters(search),
    }
    return render(request, "gates/officer/passes.html", context)


@duty_required(Duty.WORK_GATE)
@require_GET
def one(request: KnownRequest, pass_no: str) -> HttpResponseBase:
    if "export" in request.GET:
        rows = state_rows(queries.history_of_pass(pass_no=pass_no, officer=True))
        return csv_answer(name=f"{pass_no}-states.csv", head=STATE_HEAD, rows=rows)
    return _page(request, pass_no)


def _page(request: KnownRequest, pass_no: str, fault: Fault | None = None) -> HttpResponse:
    context = {
        "gate_pass": queries.pass_for_officer(pass_no=pass_no),
        "changes": queries.history_of_pass(pass_no=pass_no, officer=True),
        "states_file": f"{reverse('gates:application', args=[pass_no])}?export=csv",
        "fault": fault,
        "reason": request.POST.get("reason", ""),
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "gates/officer/pass.html", context, status=status)


@duty_required(Duty.WORK_GATE)
@require_POST
def review(request: KnownRequest, pass_no: str) -> HttpResponse:
    """A refusal without a reason comes back with the form still filled."""
    try:
        review_gate_pass(
            pass_no=pass_no,
            approved=request.POST.get("decision") == "approve",
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Fault as fault:
        return _page(request, pass_no, fault)
    return redirect("gates:application", pass_no=pass_no)


@duty_required(Duty.WORK_GATE)
@require_http_methods(["GET", "POST"])
def register(request: KnownRequest) -> HttpResponse:
    """A vehicle without documents, registered at the gate (type 5)."""
    form = VehicleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pass_no = register_at_gate(
                application=form.to_application(), by=request.user, now=clock.now()
            )
        except DomainError as refusal:
            form.take_refusal(refusal)
        else:
            return redirect("gates:application", pass_no=pass_no)
    status = 422 if form.is_bound else 200
    return render(request, "gates/officer/register.html", {"form": form}, status=status)
