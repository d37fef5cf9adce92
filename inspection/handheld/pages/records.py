"""One record on a page of its own, its photographs and its paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from inspection.handheld.operations.issue_sheet import issue_sheet
from inspection.handheld.operations.open_photograph import open_photograph
from inspection.handheld.operations.open_record import READERS
from inspection.handheld.operations.read_record import read_record
from inspection.handheld.pages.words import said_in_words
from inspection.handheld.rules.whole import found_elements, samples_in

NEVER_CHANGES = "private, max-age=31536000, immutable"


@duty_required(*READERS)
@require_GET
def one(request: KnownRequest, order_no: str) -> HttpResponse:
    task, record = read_record(order_no=order_no, by=request.user)
    chinese = (get_language() or "").startswith("zh")
    return render(
        request,
        "handheld/record.html",
        {
            "task": task,
            "record": record,
            "said": said_in_words(record),
            "findings": found_elements(record.fields),
            "samples": samples_in(record.fields),
            "names": names_of(usernames=record.people | set(task.crew), chinese=chinese),
        },
    )


@duty_required(*READERS)
@require_GET
def paper(request: KnownRequest, order_no: str) -> HttpResponse:
    """The stored bytes, always the same ones; printed at the first call."""
    printed = issue_sheet(order_no=order_no, by=request.user, now=clock.now())
    answer = HttpResponse(printed.data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="inspection-{order_no}.pdf"'
    answer["ETag"] = f'"{printed.sha256}"'
    return answer


@duty_required(*READERS)
@require_GET
def photograph(request: KnownRequest, order_no: str, photograph_id: int) -> HttpResponse:
    data, digest = open_photograph(
        order_no=order_no,
        photograph_id=photograph_id,
        whole=request.GET.get("size") == "whole",
        by=request.user,
        now=clock.now(),
    )
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["ETag"], answer["Cache-Control"] = f'"{digest}"', NEVER_CHANGES
    return answer
