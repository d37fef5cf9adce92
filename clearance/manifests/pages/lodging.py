"""Lodging and tally by hand: a form and a file, with a report row by row."""

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from clearance.manifests.facts import LodgedManifest
from clearance.manifests.forms import moment_from
from clearance.manifests.operations.lodge_manifest import lodge_manifest
from clearance.manifests.operations.read_bills import (
    COLUMNS,
    NEEDED,
    TALLY_COLUMNS,
    ReadBills,
    ReadTally,
    read_bills,
    read_tally,
)
from clearance.manifests.operations.report_tally import report_tally
from clearance.manifests.pages.enterprise import errors_of
from clearance.manifests.states import Kind, Mode
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults

SHOWN = 500
_LINE = re.compile(r"(?:lines|rows)\[(\d+)\]\.?(.*)")
FIELDS = (
    "mode", "kind", "vessel", "imo", "voyage", "loading_port", "place_code", "loading_at",
    "expected_at",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class RowFault:
    """One line of the report: where in the file, what, and what to do."""

    row: int
    column: str
    message: str
    remedy: str


@duty_required(Duty.FILE_MANIFEST)
@require_http_methods(["GET", "POST"])
def lodge(request: KnownRequest) -> HttpResponse:
    """Everything is taken or nothing; every fault of the file is shown at its row."""
    if request.method == "GET":
        return _form(request)
    read: ReadBills | None = None
    try:
        read = read_bills(**_file(request))
        manifest = lodge_manifest(lodged=_voyage(request, read), by=request.user, now=clock.now())
    except DomainError as refusal:
        return _form(request, refusal=refusal, read=read)
    return redirect("manifests:detail", manifest.manifest_no)


@duty_required(Duty.FILE_MANIFEST)
@require_GET
def template(request: KnownRequest) -> HttpResponse:
    """An empty file with the right first row."""
    answer = HttpResponse("\ufeff" + ",".join(COLUMNS) + "\r\n", content_type="text/csv")
    answer["Content-Disposition"] = 'attachment; filename="manifest.csv"'
    return answer


@duty_required(Duty.FILE_MANIFEST)
@require_http_methods(["GET", "POST"])
def tally(request: KnownRequest) -> HttpResponse:
    """What was counted, by the carrier or the terminal; a later report replaces an earlier."""
    if request.method == "GET":
        return _tally_form(request)
    read: ReadTally | None = None
    given = request.POST.get
    try:
        read = read_tally(**_file(request))
        faults = _at_rows(read, "rows")
        if faults:
            raise Faults(faults)
        done = report_tally(
            manifest_no=given("manifest_no", "").strip().upper(),
            entries=read.entries,
            finished_at=moment_from(given("finished_at", ""), field="finished_at"),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _tally_form(request, refusal=refusal, read=read)
    context = {"answers": {}, "done": done, "differences": done.differences.count()}
    return render(request, "manifests/tally.html", context)


def _file(request: KnownRequest) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Fault(
            _("Choose the file with the bills."),
            field="file",
            rule="required",
            remedy=_("CSV in UTF-8 or XLSX, with the column names in row 1."),
        )
    return {"data": file.read()}


def _at_rows(read: ReadBills | ReadTally, stem: str) -> list[Fault]:
    """What could not be read, said of its place in the list."""
    places = {row: place for place, row in enumerate(read.rows)}
    for row, wrong in read.faults:
        wrong.field = f"{stem}[{places[row]}].{wrong.field}"
    return [wrong for _row, wrong in read.faults]


def _tally_form(
    request: KnownRequest, *, refusal: DomainError | None = None, read: ReadTally | None = None
) -> HttpResponse:
    head, rows = _report(errors_of(refusal), read)
    context = {
        "answers": request.POST or {"manifest_no": request.GET.get("manifest", "")[:18]},
        "errors": head,
        "said": {fault.field: fault.message for fault in head},
        "report": rows[:SHOWN],
        "more": max(len(rows) - SHOWN, 0),
        "faulty": len({one.row for one in rows}),
        "columns_of_file": ", ".join(TALLY_COLUMNS),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "manifests/tally.html", context, status=status)


def _voyage(request: KnownRequest, read: ReadBills) -> LodgedManifest:
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    faults = []
    times: dict[str, Any] = {}
    for name in ("expected_at", "loading_at"):
        try:
            needed = name == "expected_at" or given[name]
            times[name] = moment_from(given[name], field=name) if needed else None
        except Fault as fault:
            faults.append(fault)
    faults += _at_rows(read, "lines")
    if faults:
        raise Faults(faults)
    words: dict[str, Any] = {name: given[name] for name in FIELDS if name not in times}
    return LodgedManifest(**words, **times, lines=read.lines)


def _form(
    request: KnownRequest, *, refusal: DomainError | None = None, read: ReadBills | None = None
) -> HttpResponse:
    head, rows = _report(errors_of(refusal), read)
    context = {
        "answers": request.POST or {"mode": Mode.SEA, "kind": Kind.ORIGINAL},
        "errors": head,
        "said": {fault.field: fault.message for fault in head},
        "report": rows[:SHOWN],
        "more": max(len(rows) - SHOWN, 0),
        "faulty": len({one.row for one in rows}),
        "modes": Mode.choices,
        "kinds": Kind.choices,
        "needed": NEEDED,
        "others": [column for column in COLUMNS if column not in NEEDED],
    }
    status = refusal.http_status if refusal else 200
    return render(request, "manifests/lodge.html", context, status=status)


def _report(
    faults: list[Fault], read: ReadBills | ReadTally | None
) -> tuple[list[Fault], list[RowFault]]:
    """What is wrong with the voyage, and what with rows of the file."""
    head, rows = [], []
    for fault in faults:
        found = _LINE.fullmatch(fault.field)
        if found is None or read is None:
            head.append(fault)
            continue
        rows.append(
            RowFault(
                row=read.rows[int(found[1])],
                column=found[2],
                message=fault.message,
                remedy=fault.remedy,
            )
        )
    if rows:
        head.append(
            Fault(_("Some rows of the file need to be corrected."), field="file", rule="rows")
        )
    return head, sorted(rows, key=lambda one: one.row)
