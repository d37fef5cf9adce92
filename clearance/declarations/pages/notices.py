"""The notice of a decision as PDF, and the page on which anybody verifies one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from clearance.declarations.operations.issue_decision import issue_decision
from clearance.declarations.queries.notices import notice_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from inspection.handheld.queries.sheets import sheet_of

LONGEST_CODE = 40


@duty_required(Duty.FILE_DECLARATION, Duty.REVIEW_DECLARATION)
@require_GET
def notice(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """The stored bytes, always the same ones; printed at the first call."""
    sheet = issue_decision(declaration_no=declaration_no, by=request.user, now=clock.now())
    answer = HttpResponse(sheet.data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="decision-{declaration_no}.pdf"'
    answer["ETag"] = f'"{sheet.sha256}"'
    return answer


@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """The form with one field: the code on the paper."""
    code = request.GET.get("code", "").strip()[:LONGEST_CODE]
    if code:
        return redirect("declarations:verify-code", code=code.replace("/", "-"))
    return render(request, "declarations/verify.html", {})


@require_GET
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """A notice of decision, or a record of inspection: both bear the same kind of code."""
    code = code[:LONGEST_CODE]
    notice = notice_of(code=code)
    sheet = None if notice else sheet_of(code=code)
    context = {"notice": notice, "sheet": sheet, "code": code, "asked": True}
    status = 200 if notice or sheet else 404
    return render(request, "declarations/verify.html", context, status=status)
