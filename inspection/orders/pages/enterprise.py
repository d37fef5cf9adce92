"""A firm reads that its goods are inspected, and says who comes or asks for another time."""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer
from inspection.orders.operations.answer_notice import (
    FIRM,
    OtherTimeUnfit,
    ask_other_time,
    confirm_attendance,
)
from inspection.orders.queries.notices import NoticeView, notice_of, notices_of

ROWS_A_PAGE = 30
HEAD = [
    "order_no", "subject_reference", "container_no", "place_code", "told_at", "state", "when", "at",
    "representative", "wanted_at", "ended_at",
]  # fmt: skip


@duty_required(FIRM)
@require_GET
def notices(request: KnownRequest) -> HttpResponse:
    page = Paginator(_found(request), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "orders/notices.html",
        {
            "rows": [_shown(one) for one in page],
            "page": page,
            "text": request.GET.get("text", ""),
            "open": request.GET.get("open", ""),
            "filtered": bool(request.GET.get("text") or request.GET.get("open")),
            "query": request.GET.urlencode(),
        },
    )


@duty_required(FIRM)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return csv_answer(name="inspection-notices.csv", head=HEAD, rows=_rows(_found(request)))


@duty_required(FIRM)
@require_GET
def notice(request: KnownRequest, order_no: str) -> HttpResponse:
    return _page(request, order_no)


@duty_required(FIRM)
@require_POST
def confirm(request: KnownRequest, order_no: str) -> HttpResponse:
    try:
        confirm_attendance(
            order_no=order_no,
            representative=request.POST.get("representative", ""),
            telephone=request.POST.get("telephone", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _refused(request, order_no, refusal)
    return redirect("orders:notice", order_no)


@duty_required(FIRM)
@require_POST
def other_time(request: KnownRequest, order_no: str) -> HttpResponse:
    try:
        ask_other_time(
            order_no=order_no,
            wanted_at=_time(request.POST.get("wanted_at", "")),
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _refused(request, order_no, refusal)
    return redirect("orders:notice", order_no)


def _found(request: KnownRequest) -> list[NoticeView]:
    return notices_of(
        by=request.user,
        now=clock.now(),
        text=request.GET.get("text", "").strip()[:60],
        only_open=bool(request.GET.get("open")),
    )


def _refused(request: KnownRequest, order_no: str, refusal: DomainError) -> HttpResponse:
    """A form that can be corrected comes back filled in; other refusals rise."""
    fit = refusal.http_status == HTTPStatus.UNPROCESSABLE_ENTITY and request.accepts("text/html")
    if not fit:
        raise refusal
    return _page(request, order_no, refusal=refusal, status=refusal.http_status)


def _page(
    request: KnownRequest,
    order_no: str,
    *,
    refusal: DomainError | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    found = notice_of(order_no=order_no, by=request.user, now=clock.now())
    errors: list[dict[str, str]] = []
    if refusal is not None:
        field = refusal.field
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
        "orders/notice.html",
        {
            **_shown(found),
            "bring": bring_in_words(found.bring),
            "errors": errors,
            "error_of": {one["field"]: one["message"] for one in errors},
            "given": request.POST,
        },
        status=status,
    )


def _shown(one: NoticeView) -> dict[str, Any]:
    chinese = (get_language() or "").startswith("zh")
    return {
        "one": one,
        "place": one.place_zh if chinese else one.place_en,
        "office": one.office_zh if chinese else one.office_en,
        "when": when_in_words(one.when),
    }


def when_in_words(when: str) -> str:
    return {
        "COMING": _("As soon as the terminal has brought the container, expected by"),
        "READY": _("The container stands ready since"),
        "APPOINTED": _("At the time that was agreed"),
        "THERE": _("As soon as your representative is there"),
        "OVER": _("The inspection is over since"),
    }[when]


def bring_in_words(codes: tuple[str, ...]) -> list[str]:
    words = {
        "authority": _("the authority to act for your firm, and an identity card"),
        "papers": _("contract, invoice, packing list and transport document of these goods"),
        "keys": _("keys and tools to open the packages, and new seals if you want some"),
        "hands": _("people who move, open and pack the goods again"),
    }
    return [words.get(code, code) for code in codes]


def _time(text: str) -> datetime:
    """What the field of the form says, in the port's own time."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None or not 1990 <= found.year <= 2100:
        raise OtherTimeUnfit(
            field="wanted_at",
            remedy=pgettext("notice", "Write day and hour, for example 2026-11-21 14:00."),
        )
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _rows(found: list[NoticeView]) -> Iterator[list[str]]:
    for one in found:
        cells = (getattr(one, name) for name in HEAD)
        yield [
            cell.isoformat() if hasattr(cell, "isoformat") else str(cell or "") for cell in cells
        ]
