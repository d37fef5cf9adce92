"""Gate passes of the visitor's own enterprise."""

import segno
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.gates import queries
from clearance.gates.forms import PassForm
from clearance.gates.operations.apply_gate_pass import apply_gate_pass
from clearance.gates.operations.void_gate_pass import void_gate_pass
from clearance.gates.states import PassState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, NotPermitted

PAGE_ROWS = 50


def _own(request: HttpRequest) -> int:
    enterprise_id = getattr(request.user, "enterprise_id", None)
    if enterprise_id is None:
        raise NotPermitted
    return int(enterprise_id)


@duty_required(Duty.APPLY_GATE_PASS)
@require_GET
def passes(request: KnownRequest) -> HttpResponse:
    search = queries.PassSearch.from_words(request.GET)
    found = queries.find_passes(search=search, enterprise_id=_own(request))
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [queries.pass_view(row) for row in page],
        "columns": [
            {"label": _("Gate pass")},
            {"label": _("Plate")},
            {"label": _("Container")},
            {"label": _("Declaration")},
            {"label": _("State")},
            {"label": _("Valid until")},
        ],
        "filtered": bool(search.number or search.state),
        "filters": [
            {"name": "q", "label": _("Number or plate"), "value": search.number, "wide": True},
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *PassState.choices],
            },
        ],
    }
    return render(request, "gates/enterprise/passes.html", context)


@duty_required(Duty.APPLY_GATE_PASS)
@require_http_methods(["GET", "POST"])
def apply(request: KnownRequest) -> HttpResponse:
    """The form; whatever is refused comes back beside its field with the answers kept."""
    _own(request)
    form = PassForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            pass_no = apply_gate_pass(
                application=form.to_application(), by=request.user, now=clock.now()
            )
        except DomainError as refusal:
            form.take_refusal(refusal)
        else:
            return redirect("gates:pass", pass_no=pass_no)
    status = 422 if form.is_bound else 200
    return render(request, "gates/enterprise/apply.html", {"form": form}, status=status)


@duty_required(Duty.APPLY_GATE_PASS)
@require_GET
def gate_pass(request: KnownRequest, pass_no: str) -> HttpResponse:
    """The pass with the QR code that the driver shows; it prints on one page."""
    found = queries.pass_of(pass_no=pass_no, enterprise_id=_own(request))
    code = segno.make(found.pass_no, error="m", micro=False)
    context = {
        "gate_pass": found,
        "qr": code.svg_inline(border=2, omitsize=True, title=found.pass_no),
    }
    return render(request, "gates/enterprise/pass.html", context)


@duty_required(Duty.APPLY_GATE_PASS)
@require_POST
def void(request: KnownRequest, pass_no: str) -> HttpResponse:
    void_gate_pass(pass_no=pass_no, by=request.user, now=clock.now())
    return redirect("gates:pass", pass_no=pass_no)
