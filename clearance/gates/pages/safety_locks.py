"""Smart safety locks at the gate officer's desk: list, one lock with its trail, orders."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.gates import queries
from clearance.gates.forms import SafetyLockForm
from clearance.gates.operations.fit_safety_lock import fit_safety_lock
from clearance.gates.operations.order_safety_lock import end_by_hand, order_lock, order_unlock
from clearance.gates.pages.enterprise import PAGE_ROWS
from clearance.gates.states import SafetyLockState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer

ACTS = {"lock": order_lock, "unlock": order_unlock, "end": end_by_hand}


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_http_methods(["GET", "POST"])
def safety_locks(request: KnownRequest) -> HttpResponse:
    """The list with the form beside it; the operation asks who may fit one."""
    form = SafetyLockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = fit_safety_lock(fitting=form.to_fitting(), by=request.user, now=clock.now())
        except DomainError as refusal:
            if refusal.http_status == 403:
                raise
            form.take_refusal(refusal)
        else:
            return redirect("gates:safety-lock", use_id=made)
    search = queries.SafetyLockSearch.from_words(request.GET)
    found = queries.find_safety_locks(search=search)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "free": queries.free_safety_locks(),
        "works_here": request.user.holds(Duty.WORK_GATE),
        "page": page,
        "rows": queries.safety_lock_views(page),
        "sort": search.sort,
        "columns": [
            {"label": _("Safety lock"), "sort": "device_code"},
            {"label": _("Container and plate")},
            {"label": _("Gate pass")},
            {"label": _("Fitted"), "sort": "fitted_at", "descending_first": True},
            {"label": _("Last report"), "sort": "reported_at", "descending_first": True},
            {"label": _("Battery"), "sort": "battery_percent", "numeric": True},
            {"label": _("State")},
        ],
        "filtered": bool(search.number or search.state),
        "filters": [
            {
                "name": "q",
                "label": _("Lock, container, plate or pass"),
                "value": search.number,
                "wide": True,
            },
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [
                    ("", _("All")),
                    ("OPEN", _("In use")),
                    ("TROUBLE", _("Something is wrong")),
                    *SafetyLockState.choices,
                ],
            },
        ],
        "export_url": f"{reverse('gates:safety-locks-export')}?{request.GET.urlencode()}",
    }
    status = 422 if form.is_bound else 200
    return render(request, "gates/officer/safety_locks.html", context, status=status)


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def safety_lock(request: KnownRequest, use_id: int) -> HttpResponse:
    return _one(request, use_id)


@duty_required(Duty.WORK_GATE)
@require_POST
def order(request: KnownRequest, use_id: int) -> HttpResponse:
    """Lock, unlock, or end by hand; what is refused comes back with the reason still there."""
    act = ACTS.get(request.POST.get("act", ""), order_lock)
    reason = request.POST.get("reason", "")
    try:
        act(use_id=use_id, reason=reason, by=request.user, now=clock.now())
    except DomainError as refusal:
        if refusal.http_status in (403, 404):
            raise
        return _one(request, use_id, refusal)
    return redirect("gates:safety-lock", use_id=use_id)


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = queries.find_safety_locks(search=queries.SafetyLockSearch.from_words(request.GET))
    head = ["lock", "container_no", "plate_no", "pass_no", "state", "fitted_at", "reported_at"]
    head += ["battery_percent", "ended_at", "troubles"]
    return csv_answer(
        name="safety-locks.csv", head=head, rows=_rows(found.iterator(chunk_size=2000))
    )


def _rows(found: Iterator[Any]) -> Iterator[list[Any]]:
    for view in map(_view, found):
        times = [
            localtime(time).isoformat() if time else ""
            for time in (view.fitted_at, view.reported_at, view.ended_at)
        ]
        yield [
            view.device_code, view.container_no, view.plate_no, view.pass_no, view.state,
            times[0], times[1], view.battery_percent, times[2],
            " ".join(one.kind for one in view.troubles),
        ]  # fmt: skip


def _view(row: Any) -> queries.SafetyLockView:
    (view,) = queries.safety_lock_views([row])
    return view


def _one(request: KnownRequest, use_id: int, refusal: DomainError | None = None) -> HttpResponse:
    found = queries.trail_of_lock(use_id=use_id)
    page = Paginator(tuple(reversed(found.fixes)), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "lock": found,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "works_here": request.user.holds(Duty.WORK_GATE),
        "page": page,
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
    return render(request, "gates/officer/safety_lock.html", context, status=status)
