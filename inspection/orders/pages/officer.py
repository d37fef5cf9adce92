"""Inspection orders for dispatchers and inspectors: queue, one order's file, its acts."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import Fault, NotFound
from inspection.orders.operations.accept_order import accept_order
from inspection.orders.operations.conclude_inspection import (
    Finding,
    FoundElement,
    conclude_inspection,
)
from inspection.orders.operations.exclude_officer import exclude_officer
from inspection.orders.operations.redraw_crew import ask_redraw, confirm_redraw
from inspection.orders.queries import FoundOrders, OrderFile, OrderRow, counts_by_state, order_file
from inspection.orders.states import OPEN_STATES, OrderState, Outcome

READERS = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
ROWS_A_PAGE = 50
EXPORTED_AT_ONCE = 1_000


@duty_required(*READERS)
@require_GET
def queue(request: KnownRequest) -> HttpResponse:
    view, text = request.GET.get("view", "open"), request.GET.get("text", "").strip()
    found = _found(request)
    pages: Paginator[OrderRow] = Paginator(found, ROWS_A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "orders/queue.html",
        {
            "views": _views(view, counts_by_state()),
            "filters": [{"name": "text", "label": _("Number or place"), "value": text}],
            "kept": [("view", view)],
            "tokens": [{"label": text, "name": "text"}] if text else [],
            "export_url": f"{reverse('orders:export')}?{request.GET.urlencode()}",
            "columns": [
                {"label": _("Order")},
                {"label": _("State")},
                {"label": _("Container")},
                {"label": _("Subject")},
                {"label": _("Place")},
                {"label": _("Method")},
                {"label": _("Crew")},
                {"label": _("Ordered")},
            ],
            "rows": list(page),
            "page": page,
            "filtered": bool(text),
            "seen_at": clock.now(),
        },
    )


@duty_required(*READERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(_csv(_found(request)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="inspections.csv"'
    return answer


@duty_required(*READERS)
@require_GET
def one(request: KnownRequest, order_no: str) -> HttpResponse:
    file = _file(order_no)
    return render(
        request,
        "orders/order.html",
        {
            "file": file,
            "steps": _steps(file),
            "is_mine": file.is_open and file.has_in_crew(request.user.username),
            "dispatches": request.user.holds(Duty.DISPATCH_INSPECTION),
            "outcomes": Outcome.choices,
            "elements": _element_names(),
        },
    )


@duty_required(Duty.INSPECT_GOODS)
@require_POST
def accept(request: KnownRequest, order_no: str) -> HttpResponse:
    accept_order(order_no=order_no, officer=request.user.username, at=clock.now())
    return redirect("orders:one", order_no)


@duty_required(Duty.INSPECT_GOODS)
@require_POST
def conclude(request: KnownRequest, order_no: str) -> HttpResponse:
    conclude_inspection(
        order_no=order_no,
        finding=_finding(request),
        officer=request.user.username,
        now=clock.now(),
    )
    return redirect("orders:one", order_no)


@duty_required(*READERS)
@require_POST
def exclude(request: KnownRequest, order_no: str) -> HttpResponse:
    exclude_officer(
        order_no=order_no,
        officer=request.POST.get("officer", "").strip(),
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("orders:one", order_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def redraw(request: KnownRequest, order_no: str) -> HttpResponse:
    ask_redraw(
        order_no=order_no,
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("orders:one", order_no)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def confirm(request: KnownRequest, order_no: str) -> HttpResponse:
    confirm_redraw(order_no=order_no, by=request.user, now=clock.now())
    return redirect("orders:one", order_no)


def _found(request: KnownRequest) -> FoundOrders:
    view = request.GET.get("view", "open")
    states: dict[str, tuple[str, ...]] = {
        "open": OPEN_STATES,
        "all": (),
        "mine": OPEN_STATES,
        **{state.value: (state.value,) for state in OrderState},
    }
    return FoundOrders(
        states=states.get(view, OPEN_STATES),
        text=request.GET.get("text", ""),
        officer=request.user.username if view == "mine" else "",
    )


def _views(current: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    base = reverse("orders:queue")
    tabs: list[tuple[str, Any, int | None]] = [
        ("open", _("Open orders"), sum(counts[state] for state in OPEN_STATES)),
        ("mine", _("Mine"), None),
        *((state.value, state.label, counts[state]) for state in OrderState),
        ("all", _("All"), sum(counts.values())),
    ]
    return [
        {"label": label, "href": f"{base}?view={key}", "count": count, "current": key == current}
        for key, label, count in tabs
    ]


def _steps(file: OrderFile) -> list[dict[str, Any]]:
    """What happened, what is now, what follows."""
    passed = [
        (_("Ordered"), file.order.ordered_at),
        (_("Sent to opening"), file.opening_at),
        (_("Crew drawn"), file.draws[-1].drawn_at if file.draws else None),
        (_("Crew on the way"), file.accepted_at),
        (file.state_label if not file.is_open else _("Concluded"), file.ended_at),
    ]
    steps = [
        {"label": label, "phase": "done" if at else "future", "at": at}
        for label, at in passed
        if at or file.is_open
    ]
    for step in steps:
        if step["phase"] == "future":
            step["phase"] = "now"
            break
    return steps


def _file(order_no: str) -> OrderFile:
    file = order_file(order_no=order_no)
    if file is None:
        raise NotFound(field="order_no", order_no=order_no)
    return file


def _element_names() -> list[str]:
    """What of a declaration is compared with the goods (品名, 规格, 数量 …)."""
    return [
        _("Name of goods"),
        _("Specification"),
        _("Quantity"),
        _("Weight"),
        _("Origin"),
        _("Shipping marks"),
        _("Brand rights"),
        _("Packing"),
    ]


def _finding(request: KnownRequest) -> Finding:
    given = request.POST
    try:
        outcome = Outcome(given.get("outcome", ""))
    except ValueError as error:
        raise Fault(_("Choose whether a fault was found."), field="outcome") from error
    elements = [
        FoundElement(
            element=name[:80],
            declared=given.get(f"declared-{row}", "").strip()[:200],
            found=given.get(f"found-{row}", "").strip()[:200],
        )
        for row, name in enumerate(_element_names(), start=1)
    ]
    return Finding(
        outcome=outcome,
        note=given.get("note", "")[:2000],
        elements=tuple(one for one in elements if one.found),
        seal_before=given.get("seal_before", "").strip()[:40],
        seal_after=given.get("seal_after", "").strip()[:40],
    )


def _csv(found: FoundOrders) -> Iterator[str]:
    yield "\ufeff"
    writer = csv.writer(_Line())
    yield writer.writerow(list(OrderRow.__dataclass_fields__))
    for first in range(0, found.count(), EXPORTED_AT_ONCE):
        for row in found[first : first + EXPORTED_AT_ONCE]:
            yield writer.writerow(_cell(getattr(row, name)) for name in row.__dataclass_fields__)


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    text = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
    return f"'{text}" if text[:1] in "=+-@" else text


class _Line:
    """Hands the written line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line
