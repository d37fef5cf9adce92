"""The enterprise's bottom ledgers: what is left of its documents."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clearance.gates import queries
from clearance.gates.forms import LedgerForm
from clearance.gates.operations.keep_ledger import open_ledger
from clearance.gates.pages.enterprise import PAGE_ROWS, own
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError


@duty_required(Duty.APPLY_GATE_PASS)
@require_http_methods(["GET", "POST"])
def ledgers(request: KnownRequest) -> HttpResponse:
    """The list with the form beside it."""
    enterprise_id = own(request)
    form = LedgerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            open_ledger(ledger=form.to_ledger(), by=request.user, now=clock.now())
        except DomainError as refusal:
            form.take_refusal(refusal)
        else:
            return redirect("gates:ledgers")
    number = request.GET.get("q", "").strip().upper()[:64]
    found = queries.find_ledgers(enterprise_id=enterprise_id, number=number)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": queries.ledger_views(page),
        "columns": [
            {"label": _("Document")},
            {"label": _("Kind of document")},
            {"label": _("Goods")},
            {"label": _("Declared"), "numeric": True},
            {"label": _("Written off"), "numeric": True},
            {"label": _("Under way"), "numeric": True},
            {"label": _("Left"), "numeric": True},
        ],
        "filtered": bool(number),
        "filters": [{"name": "q", "label": _("Document number"), "value": number, "wide": True}],
    }
    return render(
        request, "gates/enterprise/ledgers.html", context, status=422 if form.is_bound else 200
    )


@duty_required(Duty.APPLY_GATE_PASS)
@require_GET
def ledger(request: KnownRequest, ledger_id: int) -> HttpResponse:
    found = queries.ledger_of(ledger_id=ledger_id, enterprise_id=own(request))
    return render(request, "gates/enterprise/ledger.html", {"ledger": found})
