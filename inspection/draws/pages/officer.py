"""Draws for officers: the list, one draw, the cut-off, the public value, who is kept out."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of, offices_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.exports import csv_answer
from inspection.draws.operations.commit_pool import commit_pool
from inspection.draws.operations.fix_beacon import MAY_FIX, fix_beacon
from inspection.draws.operations.keep_out import keep_out
from inspection.draws.pages.charts import rate_chart
from inspection.draws.queries import OFFICERS
from inspection.draws.queries.draws import (
    NEWEST_FIRST,
    DrawFilters,
    DrawRow,
    FoundDraws,
    counts_by_state,
    draw_file,
    places_with_draws,
    waiting_by_place,
)
from inspection.draws.states import DrawState

ROWS_A_PAGE = 50
EXPORTED_AT_ONCE = 1_000
NARROWING = ("text", "place", "state")
HEAD = [
    "draw_no", "place_code", "day", "cut_off_at", "pool", "drawn", "root", "state", "beacon",
    "ended_at",
]  # fmt: skip


@duty_required(*OFFICERS)
@require_GET
def draws(request: KnownRequest) -> HttpResponse:
    found = FoundDraws(_filters(request.GET))
    pages: Paginator[DrawRow] = Paginator(found, ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    query = request.GET.copy()
    query.pop("page", None)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "draws/list.html",
        {
            "views": _views(request.GET.get("state", "")),
            "filters": _fields(request.GET),
            "kept": [("sort", request.GET.get("sort", ""))],
            "tokens": [
                {"name": name, "label": request.GET[name]}
                for name in ("text", "place")
                if request.GET.get(name)
            ],
            "sort": NEWEST_FIRST,
            "export_url": f"{reverse('draws:export')}?{query.urlencode()}",
            "columns": _columns(),
            "rows": list(page),
            "page": page,
            "filtered": any(request.GET.get(name) for name in NARROWING),
            "waiting": sorted(waiting_by_place().items()),
            "dispatches": request.user.holds(Duty.DISPATCH_INSPECTION),
        },
    )


@duty_required(*OFFICERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = FoundDraws(_filters(request.GET))
    return csv_answer(name="draws.csv", head=HEAD, rows=_rows(found))


@duty_required(*OFFICERS)
@require_GET
def one(request: KnownRequest, draw_no: str) -> HttpResponse:
    file, now = draw_file(draw_no=draw_no), clock.now()
    may_fix = any(request.user.holds(duty) for duty in MAY_FIX)
    return render(
        request,
        "draws/one.html",
        {
            "file": file,
            "row": file.row,
            "lines": [(line, rate_chart(line)) for line in file.grades],
            "names": names_of(
                usernames=file.people, chinese=(get_language() or "").startswith("zh")
            ),
            "waits": file.row.state == DrawState.COMMITTED,
            "may_fix": may_fix and file.office_code not in offices_of(request.user, at=now),
        },
    )


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def commit(request: KnownRequest) -> HttpResponse:
    now = clock.now()
    draw_no = commit_pool(
        place_code=request.POST.get("place_code", ""), cut_off_at=now, by=request.user, now=now
    )
    return redirect("draws:one", draw_no)


@duty_required(Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
@require_POST
def keep_officer_out(request: KnownRequest) -> HttpResponse:
    keep_out(
        place_code=request.POST.get("place_code", ""),
        officer=request.POST.get("officer", "").strip(),
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("draws:list")


@duty_required(*MAY_FIX)
@require_POST
def beacon(request: KnownRequest, draw_no: str) -> HttpResponse:
    fix_beacon(
        draw_no=draw_no,
        public_value=request.POST.get("public_value", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("draws:one", draw_no)


def _filters(given: QueryDict) -> DrawFilters:
    return DrawFilters(
        text=given.get("text", "").strip(),
        place_code=given.get("place", ""),
        state=given.get("state", ""),
        sort=given.get("sort") or NEWEST_FIRST,
    )


def _views(current: str) -> list[dict[str, Any]]:
    counts = counts_by_state()
    tabs = [("", pgettext("draws", "All draws"), sum(counts.values()))]
    tabs += [(state.value, str(state.label), counts[state]) for state in DrawState]
    return [
        {"label": label, "href": f"?state={key}", "count": count, "current": key == current}
        for key, label, count in tabs
    ]


def _fields(given: QueryDict) -> list[dict[str, Any]]:
    anything = ("", pgettext("draws filter", "Any"))
    return [
        {"name": "text", "label": _("Number, site or root"), "value": given.get("text", "")},
        {
            "name": "place",
            "label": _("Site of the draw"),
            "value": given.get("place", ""),
            "choices": [anything, *((code, code) for code in places_with_draws())],
        },
        {
            "name": "state",
            "label": _("State of the draw"),
            "value": given.get("state", ""),
            "choices": [anything, *DrawState.choices],
        },
    ]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Draw number"), "sort": "draw", "descending_first": True},
        {"label": _("State of the draw"), "sort": "state"},
        {"label": _("Site of the draw"), "sort": "place"},
        {"label": _("Cut-off"), "sort": "cut_off", "descending_first": True},
        {"label": _("In the pool"), "numeric": True},
        {"label": pgettext("draw", "Drawn"), "numeric": True},
        {"label": _("Root")},
    ]


def _rows(found: FoundDraws) -> Iterator[list[str]]:
    for first in range(0, found.count(), EXPORTED_AT_ONCE):
        for row in found[first : first + EXPORTED_AT_ONCE]:
            yield [_cell(getattr(row, name)) for name in HEAD]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
