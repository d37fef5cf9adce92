"""Pictures of products, for the firm whose they are and for officers."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from inspection.products.operations.open_picture import open_picture

NEVER_CHANGES = "private, max-age=31536000, immutable"


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def own_picture(request: KnownRequest, filing_no: str, picture_id: int) -> HttpResponse:
    return _answer(request, filing_no, picture_id)


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def any_picture(request: KnownRequest, filing_no: str, picture_id: int) -> HttpResponse:
    return _answer(request, filing_no, picture_id)


def _answer(request: KnownRequest, filing_no: str, picture_id: int) -> HttpResponse:
    data, digest = open_picture(
        filing_no=filing_no,
        picture_id=picture_id,
        whole=request.GET.get("size") == "whole",
        by=request.user,
        now=clock.now(),
    )
    if request.headers.get("If-None-Match") == f'"{digest}"':
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(data, content_type="image/jpeg")
    answer["ETag"], answer["Cache-Control"] = f'"{digest}"', NEVER_CHANGES
    return answer
