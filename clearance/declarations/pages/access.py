"""Two-stage access: the enterprise asks, officers let go on condition, order and check."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from clearance.declarations.operations import grant_access
from clearance.declarations.operations.grant_access import CHECKED_LATER, ON_CONDITION
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.queries import declaration_for_officer, declaration_of
from clearance.declarations.queries.access import accesses_of
from clearance.declarations.states import AccessKind, AccessState, DeclarationState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound
from customs_portal.registry.queries import inspection_yards


@duty_required(Duty.FILE_DECLARATION)
@require_http_methods(["GET", "POST"])
def access(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """Where the two lights stand; POST asks to take held goods away."""
    if request.method == "GET":
        return _page(request, declaration_no, officer=False)
    try:
        grant_access.ask_access(
            declaration_no=declaration_no,
            kind=request.POST.get("kind", ""),
            site=request.POST.get("site", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, declaration_no, officer=False, refusal=refusal)
    return redirect("declarations:access", declaration_no)


@duty_required(Duty.REVIEW_DECLARATION)
@require_http_methods(["GET", "POST"])
def officer_access(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """Propose, confirm, refuse, order a check, say what it found: the button says which."""
    if request.method == "GET":
        return _page(request, declaration_no, officer=True)
    try:
        grant_access.act_on_access(
            declaration_no=declaration_no,
            act=request.POST.get("act", ""),
            site=request.POST.get("site", ""),
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, declaration_no, officer=True, refusal=refusal)
    return redirect("declarations:officer-access", declaration_no)


def _page(
    request: KnownRequest,
    declaration_no: str,
    *,
    officer: bool,
    refusal: DomainError | None = None,
) -> HttpResponse:
    if officer:
        view = declaration_for_officer(declaration_no=declaration_no)
    else:
        view = declaration_of(declaration_no=declaration_no, by=request.user)
    if view is None:
        raise NotFound(field="declaration_no")
    found = accesses_of(declaration_no=declaration_no)
    waiting = next((one for one in found if one.is_open), None)
    fault = Fault(refusal.message, field=refusal.field, remedy=refusal.remedy) if refusal else None
    context = {
        "declaration": view,
        "accesses": found,
        "waiting": waiting,
        "may_ask": waiting is None and view.state == DeclarationState.HELD,
        "may_order": waiting is None and view.state in CHECKED_LATER,
        "may_confirm": waiting is not None
        and waiting.state == AccessState.PROPOSED
        and waiting.proposed_by_id != request.user.pk,
        "may_end": waiting is not None
        and waiting.state == AccessState.IN_FORCE
        and waiting.ordered_by_id != request.user.pk,
        "kinds": [
            ("", pgettext("access", "Choose")),
            *((one.value, one.label) for one in AccessKind if one in ON_CONDITION),
        ],
        "yards": ", ".join(inspection_yards()),
        "errors": errors_of((fault,) if fault else ()),
        "wrong": {fault.field: fault.message} if fault else {},
        "given": request.POST,
        "now": clock.now(),
    }
    audience = "officer" if officer else "enterprise"
    return render(
        request,
        f"declarations/{audience}/access.html",
        context,
        status=refusal.http_status if refusal else 200,
    )
