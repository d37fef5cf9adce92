"""Documents with a declaration: supplied by the enterprise, asked for by officers."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.declarations.operations.supply_document import (
    ask_document,
    cancel_ask,
    open_document,
    supply_document,
)
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.queries import declaration_for_officer, declaration_of
from clearance.declarations.queries.documents import asks_of, document_types, documents_of
from clearance.declarations.states import ENDED
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound
from customs_portal.registry import law


@duty_required(Duty.FILE_DECLARATION)
@require_http_methods(["GET", "POST"])
def documents(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """The list with what is asked for; POST supplies one file."""
    if request.method == "GET":
        return _page(request, declaration_no, officer=False)
    now = clock.now()
    file = request.FILES.get("file")
    most = law.whole_number("attachment.most_bytes", at=now)
    try:
        supply_document(
            declaration_no=declaration_no,
            type_code=request.POST.get("type_code", ""),
            file_name=file.name or "" if file else "",
            data=file.read(most + 1) if file else b"",
            by=request.user,
            now=now,
        )
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, declaration_no, officer=False, refusal=refusal)
    return redirect("declarations:documents", declaration_no)


@duty_required(Duty.REVIEW_DECLARATION)
@require_http_methods(["GET", "POST"])
def officer_documents(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """The list; POST asks for a document."""
    if request.method == "GET":
        return _page(request, declaration_no, officer=True)
    days = request.POST.get("days", "")
    try:
        ask_document(
            declaration_no=declaration_no,
            type_code=request.POST.get("type_code", ""),
            reason=request.POST.get("reason", ""),
            days=int(days) if days.isdecimal() and len(days) < 5 else 0,
            by=request.user,
            now=clock.now(),
        )
    except NotFound:
        raise
    except DomainError as refusal:
        return _page(request, declaration_no, officer=True, refusal=refusal)
    return redirect("declarations:officer-documents", declaration_no)


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def cancel(request: KnownRequest, declaration_no: str, type_code: str) -> HttpResponse:
    cancel_ask(declaration_no=declaration_no, type_code=type_code, by=request.user, now=clock.now())
    return redirect("declarations:officer-documents", declaration_no)


@duty_required(Duty.FILE_DECLARATION, Duty.REVIEW_DECLARATION)
@require_GET
def one(request: KnownRequest, declaration_no: str, document_id: int) -> HttpResponse:
    """The stored bytes, as a file to save: never shown inside the portal's own pages."""
    opened = open_document(
        declaration_no=declaration_no, document_id=document_id, by=request.user, now=clock.now()
    )
    answer = HttpResponse(opened.data, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{opened.sha256[:16]}.pdf"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


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
    now = clock.now()
    today = timezone.localdate(now)
    fault = Fault(refusal.message, field=refusal.field, remedy=refusal.remedy) if refusal else None
    context = {
        "declaration": view,
        "documents": documents_of(declaration_no=declaration_no, on=today),
        "asks": asks_of(declaration_no=declaration_no, on=today),
        "types": [("", ""), *document_types(on=today)],
        "most_megabytes": int(law.ask("attachment.most_bytes", on=today).value) // 1_000_000,
        "most_pages": law.ask("attachment.most_pages", on=today).value,
        "usual_days": law.ask("attachment.answer_days", on=today).value,
        "errors": errors_of((fault,) if fault else ()),
        "wrong": {fault.field: fault.message} if fault else {},
        "given": request.POST,
        "type_code": request.POST.get("type_code", request.GET.get("type", "")),
        "may_supply": view.state not in ENDED,
        "now": now,
    }
    audience = "officer" if officer else "enterprise"
    return render(
        request,
        f"declarations/{audience}/documents.html",
        context,
        status=refusal.http_status if refusal else 200,
    )
