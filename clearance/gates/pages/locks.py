"""Locks on containers, passes and declarations."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clearance.gates import queries
from clearance.gates.forms import LockForm
from clearance.gates.operations.place_lock import NewLock, lift_lock, place_lock
from clearance.gates.pages.enterprise import PAGE_ROWS
from clearance.gates.states import LockState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer

LOCKERS = (
    Duty.WORK_GATE,
    Duty.REVIEW_DECLARATION,
    Duty.JUDGE_RISK,
    Duty.DISPATCH_INSPECTION,
)


@duty_required(*LOCKERS)
@require_http_methods(["GET", "POST"])
def locks(request: KnownRequest) -> HttpResponse:
    """The list with the form beside it."""
    form = LockForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            place_lock(lock=NewLock(**form.cleaned_data), by=request.user, now=clock.now())
        except DomainError as refusal:
            form.take_refusal(refusal)
        else:
            return redirect("gates:locks")
    return _page(request, form)


@duty_required(*LOCKERS)
@require_GET
def lock(request: KnownRequest, lock_id: int) -> HttpResponseBase:
    """One lock and every state it has had."""
    changes = queries.history_of_lock(lock_id=lock_id)
    if "export" in request.GET:
        return csv_answer(
            name=f"lock-{lock_id}-states.csv", head=STATE_HEAD, rows=state_rows(changes)
        )
    context = {
        "lock": queries.lock_of(lock_id=lock_id),
        "changes": changes,
        "states_file": "?export=csv",
    }
    return render(request, "gates/officer/lock.html", context)


@duty_required(*LOCKERS)
@require_POST
def lift(request: KnownRequest, lock_id: int) -> HttpResponse:
    """Whoever is not the named person is told whom to ask."""
    try:
        lift_lock(
            lock_id=lock_id,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        if refusal.http_status == 404:
            raise
        return _page(request, LockForm(), refusal)
    return redirect("gates:locks")


def _page(
    request: KnownRequest, form: LockForm, refusal: DomainError | None = None
) -> HttpResponse:
    search = queries.LockSearch.from_words(request.GET)
    page = Paginator(queries.find_locks(search=search), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "refusal": refusal,
        "works_here": request.user.holds(Duty.WORK_GATE),
        "page": page,
        "rows": queries.lock_views(page),
        "columns": [
            {"label": _("Locked")},
            {"label": _("Reason")},
            {"label": _("Owner")},
            {"label": _("Who may unlock")},
            {"label": _("Locked until")},
            {"label": _("State")},
            {"label": _("Actions")},
        ],
        "filtered": bool(search.number or search.state),
        "filters": [
            {"name": "q", "label": _("Number"), "value": search.number, "wide": True},
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *LockState.choices],
            },
        ],
    }
    status = 422 if form.is_bound else 200
    if refusal is not None:
        status = refusal.http_status
    return render(request, "gates/officer/locks.html", context, status=status)
