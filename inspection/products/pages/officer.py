"""Officers review filings of products, and find what looks like a picture."""

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import Fault
from customs_portal.kit.exports import csv_answer
from inspection.products.forms import NARROWING, filter_fields, filters_of, query_of, tokens
from inspection.products.operations.find_alike import alike_picture
from inspection.products.operations.review_filing import review_filing
from inspection.products.pages.enterprise import HEAD, columns, lines
from inspection.products.queries.likeness import likest_of
from inspection.products.queries.lists import (
    NEWEST_FIRST,
    FilingRow,
    FoundFilings,
    counts_by_state,
    filing_file,
)
from inspection.products.states import FilingState, PictureKind
from inspection.scans.rules.limits import MOST_BYTES

ROWS_A_PAGE = 30
OFFICER_HEAD = ["firm", "uscc", *HEAD]


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def queue(request: KnownRequest) -> HttpResponse:
    found = FoundFilings(filters_of(request.GET), enterprise_id=None)
    pages: Paginator[FilingRow] = Paginator(found, ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    page = pages.get_page(request.GET.get("page"))
    state, counts = request.GET.get("state", ""), counts_by_state(enterprise_id=None)
    shown = ("", FilingState.SUBMITTED, FilingState.ACCEPTED)
    labels = dict(FilingState.choices)
    return render(
        request,
        "products/queue.html",
        {
            "views": [
                {
                    "label": labels.get(one, pgettext("product filing", "All")),
                    "href": f"?state={one}" if one else "?",
                    "count": counts[one] if one else sum(counts.values()),
                    "current": one == state,
                }
                for one in shown
            ],
            "filters": filter_fields(request.GET, officer=True),
            "kept": [("sort", request.GET.get("sort", ""))],
            "tokens": tokens(request.GET),
            "sort": NEWEST_FIRST,
            "export_url": f"{reverse('products:export-queue')}?{query_of(request.GET)}",
            "columns": columns(officer=True),
            "rows": list(page),
            "page": page,
            "officer": True,
            "filtered": any(request.GET.get(name) for name in NARROWING),
        },
    )


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = FoundFilings(filters_of(request.GET), enterprise_id=None)
    return csv_answer(
        name="product-filings.csv", head=OFFICER_HEAD, rows=lines(found, OFFICER_HEAD)
    )


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def review(request: KnownRequest, filing_no: str) -> HttpResponse:
    return _page(request, filing_no)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def decide(request: KnownRequest, filing_no: str) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("outcome", "reason")}
    try:
        review_filing(filing_no=filing_no, by=request.user, now=clock.now(), **given)
    except Fault as refusal:
        return _page(request, filing_no, refusal=refusal, given=given)
    return redirect("products:review", filing_no)


@duty_required(Duty.REVIEW_IMAGE)
@require_http_methods(["GET", "POST"])
def like(request: KnownRequest) -> HttpResponse:
    """A picture is chosen; the accepted products that look most like it. It is not kept."""
    kind = request.POST.get("kind", PictureKind.PHOTO)
    found, refusal = None, None
    if request.method == "POST":
        file = request.FILES.get("file")
        data = file.read(MOST_BYTES + 1) if file else b""
        try:
            found = alike_picture(kind=kind, data=data, by=request.user)
        except Fault as error:
            refusal = error
    context = {
        "found": found,
        "kind": kind,
        "kinds": PictureKind.choices,
        "errors": [
            {"field_id": f"id_{refusal.field}", "message": refusal.message,
             "remedy": refusal.remedy}
        ] if refusal else [],
        "error_of": {refusal.field: refusal.message} if refusal else {},
    }  # fmt: skip
    return render(request, "products/like.html", context, status=422 if refusal else 200)


def _page(
    request: KnownRequest,
    filing_no: str,
    *,
    refusal: Fault | None = None,
    given: dict[str, str] | None = None,
) -> HttpResponse:
    file = filing_file(filing_no=filing_no, by=request.user)
    context = {
        "file": file,
        "row": file.row,
        "alike": likest_of(filing_no=filing_no),
        "waits": file.row.state == FilingState.SUBMITTED,
        "given": given or {},
        "errors": [
            {"field_id": f"id_{refusal.field}", "message": refusal.message,
             "remedy": refusal.remedy}
        ] if refusal else [],
        "error_of": {refusal.field: refusal.message} if refusal else {},
    }  # fmt: skip
    status = refusal.http_status if refusal else 200
    return render(request, "products/review.html", context, status=status)
