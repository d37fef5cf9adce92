"""The enterprise's register of trucks."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clearance.gates import queries
from clearance.gates.forms import TruckForm
from clearance.gates.operations.register_truck import register_truck, retire_truck
from clearance.gates.pages.enterprise import PAGE_ROWS, own
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError


@duty_required(Duty.APPLY_GATE_PASS)
@require_http_methods(["GET", "POST"])
def trucks(request: KnownRequest) -> HttpResponse:
    """The list with the form beside it."""
    enterprise_id = own(request)
    form = TruckForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            register_truck(truck=form.to_truck(), by=request.user, now=clock.now())
        except DomainError as refusal:
            form.take_refusal(refusal)
        else:
            return redirect("gates:trucks")
    number = request.GET.get("q", "").strip().upper()[:32]
    found = queries.trucks_of(enterprise_id=enterprise_id, number=number)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [queries.truck_view(row) for row in page],
        "columns": [
            {"label": _("Plate")},
            {"label": _("Electronic plate")},
            {"label": _("Truck"), "numeric": True},
            {"label": _("Frame or trailer"), "numeric": True},
            {"label": _("Registered at")},
            {"label": _("Actions")},
        ],
        "filtered": bool(number),
        "filters": [
            {"name": "q", "label": _("Plate or electronic plate"), "value": number, "wide": True}
        ],
    }
    return render(
        request, "gates/enterprise/trucks.html", context, status=422 if form.is_bound else 200
    )


@duty_required(Duty.APPLY_GATE_PASS)
@require_POST
def retire(request: KnownRequest, plate_no: str) -> HttpResponse:
    retire_truck(plate_no=plate_no, by=request.user, now=clock.now())
    return redirect("gates:trucks")
