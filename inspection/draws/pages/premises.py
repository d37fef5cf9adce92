"""Premises under hygiene supervision: the pool, and how it is filled (卫生监督双随机)."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer
from inspection.draws.forms import premises_of
from inspection.draws.operations.enter_subjects import enter_subjects, rates_of
from inspection.draws.operations.take_out import agree_take_out, ask_take_out, leave_in
from inspection.draws.queries import OFFICERS
from inspection.draws.queries.draws import waiting_by_place
from inspection.draws.queries.premises import PremisesRow, premises_waiting
from inspection.draws.states import SubjectKind

ROWS_A_PAGE = 50
HEAD = [
    "reference", "place_code", "enterprise_en", "enterprise_zh", "grade", "rate", "entered_at",
    "pools", "times_drawn", "last_drawn_at",
]  # fmt: skip


@duty_required(*OFFICERS)
@require_GET
def premises(request: KnownRequest) -> HttpResponse:
    return _page(request)


@duty_required(*OFFICERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return csv_answer(name="premises.csv", head=HEAD, rows=_rows(_found(request)))


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def enter(request: KnownRequest) -> HttpResponse:
    """All lines or none; a refused form comes back as it was typed."""
    try:
        enter_subjects(
            place_code=request.POST.get("place_code", "").strip(),
            subjects=premises_of(request.POST.get("premises", "")),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        wanted = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
        if refusal.http_status not in wanted or not request.accepts("text/html"):
            raise
        return _page(request, refusal=refusal)
    return redirect("draws:premises")


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def take_out(request: KnownRequest) -> HttpResponse:
    """One officer asks; the premises wait until another agrees."""
    return _act(request, ask_take_out, reason=request.POST.get("reason", ""))


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def agree(request: KnownRequest) -> HttpResponse:
    return _act(request, agree_take_out)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def leave(request: KnownRequest) -> HttpResponse:
    return _act(request, leave_in)


def _act(request: KnownRequest, act: Callable[..., None], **more: str) -> HttpResponse:
    """A refusal comes back on the page, with what was typed."""
    try:
        act(
            place_code=request.POST.get("place_code", ""),
            kind=SubjectKind.PREMISES.value,
            reference=request.POST.get("reference", ""),
            by=request.user,
            now=clock.now(),
            **more,
        )
    except DomainError as refusal:
        if not request.accepts("text/html"):
            raise
        return _page(request, refusal=refusal, field="reason")
    return redirect("draws:premises")


def _page(
    request: KnownRequest, *, refusal: DomainError | None = None, field: str = ""
) -> HttpResponse:
    now, chinese = clock.now(), (get_language() or "").startswith("zh")
    page = Paginator(_found(request), ROWS_A_PAGE).get_page(request.GET.get("page"))
    errors = []
    if refusal is not None:
        field = field or ("place_code" if refusal.field == "place_code" else "premises")
        errors.append(
            {
                "field": field,
                "field_id": f"id_{field}",
                "message": refusal.message,
                "remedy": refusal.remedy,
            }
        )
    return render(
        request,
        "draws/premises.html",
        {
            "rows": list(page),
            "page": page,
            "chinese": chinese,
            "rates": sorted(rates_of(SubjectKind.PREMISES, at=now).items()),
            "places": sorted(waiting_by_place()),
            "text": request.GET.get("text", ""),
            "place": request.GET.get("place", ""),
            "export_url": f"{reverse('draws:premises-export')}?{request.GET.urlencode()}",
            "dispatches": request.user.holds(Duty.DISPATCH_INSPECTION),
            "given": request.POST,
            "me": request.user.username,
            "names": names_of(usernames={one.out_asked_by for one in page} - {""}, chinese=chinese),
            "errors": errors,
            "error_of": {one["field"]: one["message"] for one in errors},
        },
        status=refusal.http_status if refusal else HTTPStatus.OK,
    )


def _found(request: KnownRequest) -> list[PremisesRow]:
    return premises_waiting(
        now=clock.now(),
        text=request.GET.get("text", "").strip()[:60],
        place_code=request.GET.get("place", ""),
    )


def _rows(found: list[PremisesRow]) -> Iterator[list[Any]]:
    for one in found:
        cells = [getattr(one, name) for name in HEAD]
        yield [
            cell.isoformat() if hasattr(cell, "isoformat") else "" if cell is None else cell
            for cell in cells
        ]
