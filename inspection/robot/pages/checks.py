"""Checks by robots for dispatchers and inspectors: the list, one check, the acts on a finding."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import Fault
from customs_portal.kit.exports import csv_answer
from inspection.robot.forms import (
    NARROWING,
    columns,
    filter_fields,
    filters_of,
    query_of,
    tokens,
    view_of,
)
from inspection.robot.operations.answer_finding import (
    look_at_finding,
    send_finding_to_opening,
    take_up_again,
)
from inspection.robot.operations.open_picture import open_picture
from inspection.robot.queries import (
    DUE_FIRST,
    CheckRow,
    FoundChecks,
    check_file,
    counts_by_view,
)

READERS = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
ROWS_A_PAGE = 30
EXPORTED_AT_ONCE = 1_000


@duty_required(*READERS)
@require_GET
def checks(request: KnownRequest) -> HttpResponse:
    now = clock.now()
    pages: Paginator[CheckRow] = Paginator(FoundChecks(filters_of(request.GET)), ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    page = pages.get_page(request.GET.get("page"))
    view, counts = view_of(request.GET), counts_by_view()
    kept = [("view", view), ("sort", request.GET.get("sort", ""))]
    return render(
        request,
        "robot/checks.html",
        {
            "views": [
                {
                    "label": label,
                    "href": f"?view={name}",
                    "count": counts[name],
                    "current": name == view,
                }
                for name, label in _tabs()
            ],
            "filters": filter_fields(request.GET),
            "kept": [(name, value) for name, value in kept if value],
            "tokens": tokens(request.GET),
            "sort": DUE_FIRST,
            "export_url": f"{reverse('robot:export')}?{query_of(request.GET)}",
            "columns": columns(),
            "rows": [(row, row.is_late(now)) for row in page],
            "page": page,
            "filtered": any(request.GET.get(name) for name in NARROWING),
            "seen_at": now,
        },
    )


@duty_required(*READERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = FoundChecks(filters_of(request.GET))
    head = list(CheckRow.__dataclass_fields__)
    return csv_answer(name="robot-checks.csv", head=head, rows=_lines(found))


@duty_required(*READERS)
@require_GET
def one(request: KnownRequest, check_no: str) -> HttpResponse:
    return _page(request, check_no)


@duty_required(*READERS)
@require_GET
def picture(request: KnownRequest, check_no: str, picture_id: int) -> HttpResponse:
    data, digest = open_picture(
        check_no=check_no, picture_id=picture_id, by=request.user, now=clock.now()
    )
    answer = HttpResponse(data, content_type="image/jpeg")
    answer["ETag"] = f'"{digest}"'
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@duty_required(*READERS)
@require_POST
def look_at(request: KnownRequest, check_no: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        look_at_finding(check_no=check_no, reason=reason, by=request.user, now=clock.now())
    except Fault as refusal:
        return _page(request, check_no, refusal=refusal, reason=reason)
    messages.success(request, _("The finding is looked at. You may take that back below."))
    return redirect("robot:one", check_no)


@duty_required(*READERS)
@require_POST
def take_back(request: KnownRequest, check_no: str) -> HttpResponse:
    take_up_again(check_no=check_no, by=request.user, now=clock.now())
    return redirect("robot:one", check_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def opening(request: KnownRequest, check_no: str) -> HttpResponse:
    reason = request.POST.get("reason", "")
    try:
        send_finding_to_opening(check_no=check_no, reason=reason, by=request.user, now=clock.now())
    except Fault as refusal:
        return _page(request, check_no, refusal=refusal, reason=reason)
    return redirect("robot:one", check_no)


def _page(
    request: KnownRequest, check_no: str, *, refusal: Fault | None = None, reason: str = ""
) -> HttpResponse:
    file = check_file(check_no=check_no)
    people = {step.by for step in file.steps} | {file.looked_by}
    context: dict[str, Any] = {
        "file": file,
        "row": file.row,
        "names": names_of(
            usernames=people - {""}, chinese=(get_language() or "").startswith("zh")
        ),
        "may_open": request.user.holds(Duty.DISPATCH_INSPECTION) and file.may_be_opened,
        "may_take_back": file.may_be_taken_up_by(request.user.username),
        "steps": [
            {"label": step.label, "phase": "done", "at": step.at} for step in file.steps
        ],
        "reason": reason,
        "errors": [
            {"field_id": "id_reason", "message": refusal.message, "remedy": refusal.remedy}
        ] if refusal else [],
    }  # fmt: skip
    status = refusal.http_status if refusal else HTTPStatus.OK
    return render(request, "robot/check.html", context, status=status)


def _tabs() -> list[tuple[str, str]]:
    return [
        ("waiting", pgettext("robot check", "Waiting")),
        ("mismatch", pgettext("robot check", "Mismatches")),
        ("all", pgettext("robot check", "All")),
    ]


def _lines(found: FoundChecks) -> Iterator[list[str]]:
    for first in range(0, found.count(), EXPORTED_AT_ONCE):
        for row in found[first : first + EXPORTED_AT_ONCE]:
            yield [_cell(getattr(row, name)) for name in row.__dataclass_fields__]


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
