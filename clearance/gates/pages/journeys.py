"""Journeys under satellite positioning, at the gate officer's desk."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.gates import queries
from clearance.gates.operations.close_journey import close_journey
from clearance.gates.pages.enterprise import PAGE_ROWS
from clearance.gates.states import JourneyState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def journeys(request: KnownRequest) -> HttpResponse:
    search = queries.JourneySearch.from_words(request.GET)
    found = queries.find_journeys(search=search)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.journey_views(page),
        "works_here": request.user.holds(Duty.WORK_GATE),
        "columns": [
            {"label": _("Gate pass")},
            {"label": _("Plate")},
            {"label": _("Container")},
            {"label": _("Destination"), "sort": "destination_code"},
            {"label": _("Set off"), "sort": "started_at", "descending_first": True},
            {"label": _("Last position"), "sort": "followed_until", "descending_first": True},
            {"label": _("State")},
        ],
        "sort": search.sort,
        "filtered": bool(search.number or search.state),
        "filters": [
            {
                "name": "q",
                "label": _("Pass, plate or container"),
                "value": search.number,
                "wide": True,
            },
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [
                    ("", _("All")),
                    ("DISTURBED", _("Something is wrong")),
                    *JourneyState.choices,
                ],
            },
        ],
        "export_url": f"{reverse('gates:journeys-export')}?{request.GET.urlencode()}",
    }
    return render(request, "gates/officer/journeys.html", context)


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = queries.find_journeys(search=queries.JourneySearch.from_words(request.GET))
    head = ["pass_no", "plate_no", "container_no", "destination", "state", "started_at"]
    head += ["last_position_at", "ended_at", "disturbances", "closed_by", "close_reason"]
    return csv_answer(name="journeys.csv", head=head, rows=_rows(found.iterator(chunk_size=500)))


def _rows(found: Iterator[Any]) -> Iterator[list[Any]]:
    while batch := list(islice(found, 500)):
        for view in queries.journey_views(batch):
            times = [
                localtime(time).isoformat() if time else ""
                for time in (view.started_at, view.last_fix_at, view.ended_at)
            ]
            yield [
                view.pass_no, view.plate_no, view.container_no, view.destination_code,
                view.state, *times, " ".join(one.kind for one in view.disturbances),
                view.closed_by, view.close_reason,
            ]  # fmt: skip


@duty_required(Duty.WORK_GATE)
@require_POST
def close(request: KnownRequest, pass_no: str) -> HttpResponse:
    """End it by hand; what is refused comes back with the reason still there."""
    reason = request.POST.get("reason", "")
    try:
        close_journey(pass_no=pass_no, reason=reason, by=request.user, now=clock.now())
    except DomainError as refusal:
        if refusal.http_status in (403, 404):
            raise
        return _one(request, pass_no, refusal)
    return redirect("gates:journey", pass_no=pass_no)


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def journey(request: KnownRequest, pass_no: str) -> HttpResponse:
    """The track on a plan, and the same fixes in a table."""
    return _one(request, pass_no)


def _one(request: KnownRequest, pass_no: str, refusal: DomainError | None = None) -> HttpResponse:
    found = queries.track_of(pass_no=pass_no)
    fixes = tuple(reversed(found.fixes))
    page = Paginator(fixes, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "journey": found,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "page": page,
        "may_open": request.user.holds(Duty.WORK_GATE),
        "columns": [
            {"label": _("Time")},
            {"label": _("Latitude"), "numeric": True},
            {"label": _("Longitude"), "numeric": True},
            {"label": _("Speed"), "numeric": True},
            {"label": _("Course"), "numeric": True},
            {"label": _("Satellites"), "numeric": True},
        ],
    }
    status = refusal.http_status if refusal is not None else 200
    return render(request, "gates/officer/journey.html", context, status=status)
