"""The gate officer's lanes and passages, and the screen that the driver reads."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.gates import queries
from clearance.gates.operations.open_by_hand import SecondPersonNeeded, open_by_hand, turn_back
from clearance.gates.states import PassageState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault
from customs_portal.kit.exports import csv_answer

PAGE_ROWS = 50


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def gates(request: KnownRequest) -> HttpResponse:
    """Lanes above, passages below; the address is the state of the search."""
    search = queries.PassageSearch.from_words(request.GET)
    page = Paginator(queries.find_passages(search=search), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    export_url = reverse("gates:passages-export")
    context = {
        "lanes": queries.lanes(),
        "waiting": queries.count_applications(),
        "works_here": request.user.holds(Duty.WORK_GATE),
        "page": page,
        "rows": queries.passage_views(list(page)),
        "sort": search.sort,
        "columns": [
            {"label": _("Arrived"), "sort": "arrived_at", "descending_first": True},
            {"label": _("Lane"), "sort": "place_code"},
            {"label": _("Plate")},
            {"label": _("Container")},
            {"label": _("State")},
            {"label": _("Reason")},
            {"label": _("Weight"), "numeric": True},
        ],
        "filtered": bool(search.number or search.state or search.place_code or search.contradicted),
        "filters": [
            {"name": "q", "label": _("Number or plate"), "value": search.number, "wide": True},
            {"name": "lane", "label": _("Lane"), "value": search.place_code},
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *PassageState.choices],
            },
            {
                "name": "contradicted",
                "label": _("Contradictions"),
                "value": "1" if search.contradicted else "",
                "choices": [("", _("All")), ("1", _("Only contradictions"))],
            },
        ],
        "export_url": f"{export_url}?{request.GET.urlencode()}",
    }
    return render(request, "gates/officer/gates.html", context)


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def lanes(request: KnownRequest) -> HttpResponse:
    """The lane tiles alone; the page asks for them while it is open."""
    return render(request, "gates/officer/_lanes.html", {"lanes": queries.lanes()})


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def passage(request: KnownRequest, passage_no: str) -> HttpResponseBase:
    if "export" in request.GET:
        rows = state_rows(queries.history_of_passage(passage_no=passage_no))
        return csv_answer(name=f"{passage_no}-states.csv", head=STATE_HEAD, rows=rows)
    return _passage_page(request, passage_no)


def _passage_page(
    request: KnownRequest, passage_no: str, *, fault: DomainError | None = None
) -> HttpResponse:
    context = {
        "passage": queries.passage_of(passage_no=passage_no),
        "changes": queries.history_of_passage(passage_no=passage_no),
        "states_file": f"{reverse('gates:passage', args=[passage_no])}?export=csv",
        "may_open": request.user.holds(Duty.WORK_GATE),
        "fault": fault,
        "reason": request.POST.get("reason", ""),
        "container_no": request.POST.get("container_no", ""),
    }
    status = fault.http_status if fault is not None else 200
    return render(request, "gates/officer/passage.html", context, status=status)


@duty_required(Duty.WORK_GATE)
@require_POST
def open_lane(request: KnownRequest, passage_no: str) -> HttpResponse:
    """What is refused comes back with the form still filled."""
    try:
        open_by_hand(
            passage_no=passage_no,
            reason=request.POST.get("reason", ""),
            container_no=request.POST.get("container_no", ""),
            by=request.user,
            now=clock.now(),
        )
    except (Fault, SecondPersonNeeded) as fault:
        return _passage_page(request, passage_no, fault=fault)
    return redirect("gates:passage", passage_no=passage_no)


@duty_required(Duty.WORK_GATE)
@require_POST
def turn_away(request: KnownRequest, passage_no: str) -> HttpResponse:
    try:
        turn_back(
            passage_no=passage_no,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except Fault as fault:
        return _passage_page(request, passage_no, fault=fault)
    return redirect("gates:passage", passage_no=passage_no)


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def screen(request: KnownRequest, place_code: str) -> HttpResponse:
    """What the driver reads, as it is now; the script keeps it up to date."""
    shown = queries.screen_of(place_code=place_code)
    return render(request, "gates/officer/screen.html", {"screen": shown})


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = queries.find_passages(search=queries.PassageSearch.from_words(request.GET))
    head = ["passage_no", "lane", "direction", "plate_no", "container_no", "state", "rule"]
    head += ["gross_weight_kg", "pass_no", "identities", "contradiction"]
    head += ["arrived_at", "decided_at", "passed_at"]
    rows = _rows(found.iterator(chunk_size=2000))
    return csv_answer(name="passages.csv", head=head, rows=rows)


def _rows(found: Iterator[Any]) -> Iterator[list[Any]]:
    for row in found:
        times = (row.arrived_at, row.decided_at, row.passed_at)
        yield (
            [row.passage_no, row.place_code, row.direction, row.plate_no, row.container_no]
            + [row.state, row.rule, row.gross_weight_kg, row.pass_no]
            + [" ".join(row.identities), row.contradiction]
            + [localtime(time).isoformat() if time else "" for time in times]
        )
