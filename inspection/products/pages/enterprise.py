"""A firm files its products: the list, one filing, its pictures."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse, RawPostDataException, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest, enterprise_id_of
from customs_portal.kit import clock
from customs_portal.kit.errors import Fault, Faults
from customs_portal.kit.exports import csv_answer
from customs_portal.kit.parsing import is_storable, read_json
from inspection.products.forms import (
    NARROWING,
    filter_fields,
    filters_of,
    form_fields,
    query_of,
    tokens,
)
from inspection.products.models import ANSWERS
from inspection.products.operations.add_picture import add_picture, remove_picture
from inspection.products.operations.keep_filing import (
    begin_filing,
    save_answers,
    submit_filing,
    take_up_filing,
    withdraw_filing,
)
from inspection.products.queries.lists import (
    NEWEST_FIRST,
    FilingRow,
    FoundFilings,
    filing_file,
)
from inspection.products.states import FilingState, PictureKind
from inspection.scans.rules.limits import MOST_BYTES

ROWS_A_PAGE = 30
HEAD = [
    "filing_no", "state", "name_en", "name_zh", "model", "hs_code", "pictures", "submitted_at",
    "valid_until",
]  # fmt: skip


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def products(request: KnownRequest) -> HttpResponse:
    found = FoundFilings(filters_of(request.GET), enterprise_id=enterprise_id_of(request))
    pages: Paginator[FilingRow] = Paginator(found, ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "products/list.html",
        {
            "filters": filter_fields(request.GET, officer=False),
            "kept": [("sort", request.GET.get("sort", ""))],
            "tokens": tokens(request.GET),
            "sort": NEWEST_FIRST,
            "export_url": f"{reverse('products:export')}?{query_of(request.GET)}",
            "columns": columns(officer=False),
            "rows": list(page),
            "page": page,
            "filtered": any(request.GET.get(name) for name in NARROWING),
        },
    )


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = FoundFilings(filters_of(request.GET), enterprise_id=enterprise_id_of(request))
    return csv_answer(name="products.csv", head=HEAD, rows=lines(found, HEAD))


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def begin(request: KnownRequest) -> HttpResponse:
    return redirect("products:one", begin_filing(by=request.user, now=clock.now()))


@duty_required(Duty.FILE_DECLARATION)
@require_http_methods(["GET", "POST"])
def one(request: KnownRequest, filing_no: str) -> HttpResponse:
    """GET: the filing. POST: what the form holds is saved and handed in."""
    enterprise_id_of(request)
    if request.method == "GET":
        return _page(request, filing_no)
    now = clock.now()
    answers = {name: request.POST[name] for name in ANSWERS if name in request.POST}
    save_answers(filing_no=filing_no, answers=answers, saves=None, by=request.user, now=now)
    try:
        submit_filing(filing_no=filing_no, by=request.user, now=now)
    except Faults as refusal:
        return _page(request, filing_no, faults=refusal.faults)
    return redirect("products:one", filing_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def save(request: KnownRequest, filing_no: str) -> JsonResponse:
    """One answer at a time, from the form's own script (or its last breath, a beacon)."""
    sent = _sent(request)
    field, saves = str(sent.get("field", ""))[:60], sent.get("version")
    kept = save_answers(
        filing_no=filing_no,
        answers={field: str(sent.get("value", ""))},
        saves=saves if isinstance(saves, int) else -1,
        by=request.user,
        now=clock.now(),
    )
    return JsonResponse(
        {"version": kept.saves, "saved_at": kept.saved_at.isoformat(), "answers": {field: {}}}
    )


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def add(request: KnownRequest, filing_no: str) -> HttpResponse:
    file = request.FILES.get("file")
    try:
        add_picture(
            filing_no=filing_no,
            kind=request.POST.get("kind", ""),
            data=file.read(MOST_BYTES + 1) if file else b"",
            by=request.user,
            now=clock.now(),
        )
    except Fault as refusal:
        return _page(request, filing_no, faults=[refusal])
    return redirect("products:one", filing_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def remove(request: KnownRequest, filing_no: str, picture_id: int) -> HttpResponse:
    remove_picture(filing_no=filing_no, picture_id=picture_id, by=request.user, now=clock.now())
    return redirect("products:one", filing_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def take_up(request: KnownRequest, filing_no: str) -> HttpResponse:
    take_up_filing(filing_no=filing_no, by=request.user, now=clock.now())
    return redirect("products:one", filing_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def withdraw(request: KnownRequest, filing_no: str) -> HttpResponse:
    try:
        withdraw_filing(
            filing_no=filing_no,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Fault as refusal:
        return _page(request, filing_no, faults=[refusal])
    return redirect("products:one", filing_no)


def columns(*, officer: bool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": pgettext("product filing", "Picture")},
        {"label": pgettext("product filing", "Filing"), "sort": "filing"},
        {"label": pgettext("product filing", "Product"), "sort": "name"},
        {"label": pgettext("product filing", "Commodity code"), "sort": "hs"},
        {"label": pgettext("product filing", "State"), "sort": "state"},
        {"label": pgettext("product filing", "Pictures"), "numeric": True},
        {"label": pgettext("product filing", "Saved"), "sort": "saved", "descending_first": True},
        {"label": pgettext("product filing", "Valid until"), "sort": "until"},
    ]
    firm: dict[str, Any] = {"label": pgettext("product filing", "Firm"), "sort": "firm"}
    return [*found[:2], firm, *found[2:]] if officer else found


def lines(found: Any, head: list[str]) -> Iterator[list[Any]]:
    at = 0
    while part := found[at : at + 500]:
        for row in part:
            yield [getattr(row, name) for name in head]
        at += 500


def _page(
    request: KnownRequest, filing_no: str, *, faults: list[Fault] | None = None
) -> HttpResponse:
    file = filing_file(filing_no=filing_no, by=request.user)
    faults = faults or []
    errors = {one.field: one.message for one in faults}
    context = {
        "file": file,
        "row": file.row,
        "fields": form_fields(file.answers, errors),
        "kinds": PictureKind.choices,
        "errors": [
            {"field_id": f"id_{one.field}", "message": one.message, "remedy": one.remedy}
            for one in faults
        ],
        "error_of": errors,
        "may_take_up": file.row.state in (FilingState.ACCEPTED, FilingState.EXPIRED),
        "may_withdraw": file.row.state != FilingState.WITHDRAWN,
    }
    return render(request, "products/one.html", context, status=422 if faults else 200)


def _sent(request: KnownRequest) -> dict[str, Any]:
    try:
        # a beacon is multipart, whose body cannot be read twice
        body = request.POST["payload"] if "payload" in request.POST else request.body  # noqa: SIM401
        sent = read_json(body)
    except (ValueError, KeyError, RawPostDataException):
        sent = None
    if not isinstance(sent, dict) or not is_storable(sent):
        raise Fault(_("Nothing was sent that could be saved."), field="field", rule="body.shape")
    return sent
