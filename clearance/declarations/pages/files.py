"""Files of consignments: sent, checked row by row, and made drafts of."""

import json
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.declarations.forms import read_filing
from clearance.declarations.operations import store_sheet
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.operations.check_sheet import check_next_part
from clearance.declarations.operations.take_sheet import take_sheet
from clearance.declarations.pages.filling import faults_of
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.queries.bulk import (
    SheetView,
    every_fault_of,
    is_chinese,
    parts_of,
    report_of,
    sheet_of,
    sheets_of,
)
from clearance.declarations.rules.file_columns import COLUMNS, OF_A_SUMMARY
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.kit.exports import XLSX, csv_answer, write_xlsx
from customs_portal.registry import law

ROWS_A_PAGE = 50
FORMS = ("xlsx", "csv", "json")


@duty_required(Duty.FILE_DECLARATION)
@require_http_methods(["GET", "POST"])
def files(request: KnownRequest) -> HttpResponse:
    """The files sent so far; POST sends one. Small ones are checked before the answer."""
    if request.method == "GET":
        return _list(request)
    now = clock.now()
    sent = request.FILES.get("file")
    most = law.whole_number("filing_file.most_bytes", at=now)
    try:
        sheet, _is_new = take_sheet(
            data=sent.read(most + 1) if sent else b"",
            file_name=sent.name or "" if sent else "",
            by=request.user,
            now=now,
        )
    except NotPermitted:
        raise
    except DomainError as refusal:
        return _list(request, refusal=refusal)
    check_next_part(sheet_no=sheet.sheet_no, read=read_filing, now=now)
    return redirect("declarations:file", sheet.sheet_no)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def one(request: KnownRequest, sheet_no: str) -> HttpResponse:
    """Progress while it is checked; then the report, and what may become of it."""
    sheet = _open(request, sheet_no)
    shown = request.GET.get("show", "")
    if shown not in ("good", "refused", "faults"):
        shown = "faults" if sheet.refused else ""
    text = request.GET.get("q", "").replace("\0", "")[:80]
    found: Any = (
        report_of(sheet_no=sheet_no, by=request.user, text=text)
        if shown == "faults"
        else parts_of(sheet_no=sheet_no, by=request.user, only=shown)
    )
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    columns = [_("Row"), _("Column"), _("What is wrong"), _("What to do"), _("Rule")]
    if shown != "faults":
        columns = [
            _("Rows"),
            pgettext("file of consignments", "Reference"),
            _("Bill of lading"),
            _("Goods"),
            _("Items"),
        ]
        columns += [_("Expected arrival"), _("Result")]
    context = {
        "sheet": sheet,
        "shown": shown,
        "rows": page.object_list,
        "page": page,
        "columns": [{"label": one} for one in columns],
        "filters": [{"name": "q", "label": _("Reference, bill of lading or rule"), "value": text}]
        if shown == "faults"
        else [],
        "kept": [("show", shown)] if shown else [],
        "filtered": bool(text),
        "clear_url": reverse("declarations:file", args=[sheet_no]),
        "row_template": f"declarations/enterprise/_{'fault' if shown == 'faults' else 'part'}.html",
    }
    return render(request, "declarations/enterprise/file.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def progress(request: KnownRequest, sheet_no: str) -> HttpResponse:
    """The bar again; the page loads anew when the last row is checked."""
    sheet = _open(request, sheet_no)
    if not sheet.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "declarations/enterprise/_file_progress.html", {"sheet": sheet})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def report(request: KnownRequest, sheet_no: str) -> StreamingHttpResponse:
    _open(request, sheet_no)

    def lines() -> Iterator[Sequence[Any]]:
        for one in every_fault_of(sheet_no=sheet_no, by=request.user):
            yield one.row, one.column, one.reference, one.rule, one.message, one.remedy

    head = [
        _("Row"),
        _("Column"),
        pgettext("file of consignments", "Reference"),
        _("Rule"),
        _("What is wrong"),
        _("What to do"),
    ]
    return csv_answer(name=f"report-{sheet_no}.csv", head=head, rows=lines())


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def store(request: KnownRequest, sheet_no: str) -> HttpResponse:
    store_sheet.store_drafts(sheet_no=sheet_no, by=request.user, now=clock.now())
    return redirect(f"{reverse('declarations:file', args=[sheet_no])}?show=good")


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def discard(request: KnownRequest, sheet_no: str) -> HttpResponse:
    store_sheet.discard_sheet(sheet_no=sheet_no, by=request.user, now=clock.now())
    return redirect("declarations:files")


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def sample(request: KnownRequest) -> HttpResponseBase:
    """Two consignments, the second of two items, under headings of the reader's language.

    With ``procedure=one`` an import and an export in one step.
    """
    form = request.GET.get("form", "xlsx")
    whole = request.GET.get("procedure") == "one"
    columns = COLUMNS if whole else OF_A_SUMMARY
    if form not in FORMS:
        raise NotFound(field="form")
    uscc = request.user.enterprise.uscc or "" if request.user.enterprise else ""
    said = _whole_rows(uscc) if whole else _sample_rows(uscc)
    rows = [[row[one.key] for one in columns] for row in said]
    if form == "json":
        keys = [one.key for one in columns]
        found = [dict(zip(keys, row, strict=True)) for row in rows]
        text = json.dumps({"declarations": found}, ensure_ascii=False, indent=2)
        answer = HttpResponse(text, content_type="application/json")
        answer["Content-Disposition"] = 'attachment; filename="declarations.json"'
        return answer
    head = [one.label(chinese=is_chinese()) for one in columns]
    if form == "csv":
        return csv_answer(name="declarations.csv", head=head, rows=rows)
    file = BytesIO()
    write_xlsx(file, head=head, rows=rows)
    answer = HttpResponse(file.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = 'attachment; filename="declarations.xlsx"'
    return answer


def _sample_rows(uscc: str) -> Iterator[dict[str, str]]:
    first = {one.key: one.example for one in OF_A_SUMMARY} | {"consignee_uscc": uscc}
    second = first | {
        "reference": "PO-4712",
        "transport_document": "HDMU77031186",
        "container_nos": "TGHU7654320",
    }
    item = {"hs_code": "847130", "name": "Portable computers, 14 inch", "quantity": "200"}
    yield from (first, second, second | item | {"value": "90000.00", "origin": "CN"})


def _whole_rows(uscc: str) -> Iterator[dict[str, str]]:
    """The elements are those that the law of the day asks of the heading."""
    on = timezone.localdate(clock.now())
    asked = elements_of(hs_code="6109100010", on=on)
    listed = {one.key: one.choices[0][0] if one.choices else "as on the invoice" for one in asked}
    imported = {one.key: one.example for one in COLUMNS} | {
        "consignee_uscc": uscc,
        "involves_tax": "",
        "hs_code": "6109100010",
        "elements": "; ".join(f"{key}={said}" for key, said in listed.items()),
    }
    exported = imported | {
        "reference": "PO-4713",
        "transport_document": "HDMU77031187",
        "container_nos": "TGHU7654320",
        "direction": "export",
        "departure_country": "",
        "destination_country": "VN",
        "freight_cny": "",
        "origin": "CN",
        "destination": "VN",
    }
    yield from (imported, exported)


def _open(request: KnownRequest, sheet_no: str) -> SheetView:
    sheet = sheet_of(sheet_no=sheet_no, by=request.user)
    if sheet is None or sheet.state == "DISCARDED":
        raise NotFound(field="sheet_no")
    return sheet


def _list(request: KnownRequest, *, refusal: DomainError | None = None) -> HttpResponse:
    on = timezone.localdate(clock.now())
    faults = faults_of(refusal)
    sort = request.GET.get("sort", "")
    found = sheets_of(by=request.user, sort=sort)
    pages: Paginator[SheetView] = Paginator(found, ROWS_A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    context = {
        "rows": page.object_list,
        "page": page,
        "sort": sort or "-sent",
        "columns": [
            {"label": _("File"), "sort": "file"},
            {"label": _("Sent"), "sort": "sent", "descending_first": True},
            {"label": _("By")},
            {"label": _("Rows"), "sort": "rows", "descending_first": True},
            {"label": _("Consignments"), "sort": "consignments", "descending_first": True},
            {"label": _("State")},
        ],
        "errors": errors_of(faults),
        "wrong": faults[0].message if faults else "",
        "most_rows": law.ask("filing_file.most_rows", on=on).value,
        "most_megabytes": f"{int(law.ask('filing_file.most_bytes', on=on).value) / 1e6:g}",
        "labels": [one.label(chinese=is_chinese()) for one in COLUMNS],
    }
    return render(
        request,
        "declarations/enterprise/files.html",
        context,
        status=refusal.http_status if refusal else 200,
    )
