"""A declaration on paper."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from clearance.declarations.queries.paper import print_declaration
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock


@duty_required(Duty.FILE_DECLARATION, Duty.REVIEW_DECLARATION)
@require_GET
def declaration(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """Its items, containers and parties as they stand now, in both languages."""
    printed = print_declaration(declaration_no=declaration_no, by=request.user, now=clock.now())
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="declaration-{declaration_no}.pdf"'
    return answer
