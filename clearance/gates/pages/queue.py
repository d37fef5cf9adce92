"""The truck queue board, and calling the next truck."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from clearance.gates import queries
from clearance.gates.operations.queue_trucks import call_next
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError


@duty_required(Duty.WORK_GATE, Duty.WATCH_WALL)
@require_GET
def board(request: KnownRequest) -> HttpResponse:
    return _page(request)


def _page(request: KnownRequest, refusal: DomainError | None = None) -> HttpResponse:
    seq, picture = queries.board_now()
    context = {
        "board": picture | {"seq": seq},
        "lanes": queries.lanes(),
        "may_call": request.user.holds(Duty.WORK_GATE),
        "refusal": refusal,
        "lane_code": request.POST.get("lane_code", ""),
    }
    status = refusal.http_status if refusal is not None else 200
    return render(request, "gates/officer/board.html", context, status=status)


@duty_required(Duty.WORK_GATE)
@require_POST
def call(request: KnownRequest) -> HttpResponse:
    try:
        call_next(lane_code=request.POST.get("lane_code", ""), by=request.user, now=clock.now())
    except DomainError as refusal:
        return _page(request, refusal)
    return redirect("gates:board")
