"""Inspection orders for dispatchers and inspectors: the queue, its views and its export."""

from collections.abc import Iterator
from datetime import datetime
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
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.exports import csv_answer
from inspection.orders.operations.keep_view import delete_queue_view, save_queue_view
from inspection.orders.queries import counts_by_state
from inspection.orders.queries.lists import (
    NEWEST_FIRST,
    FoundOrders,
    OrderFilters,
    OrderRow,
    places_and_methods,
    saved_views_of,
)
from inspection.orders.queries.overview import overview
from inspection.orders.states import OPEN_STATES, Clock, OrderState

READERS = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
ROWS_A_PAGE = 50
EXPORTED_AT_ONCE = 1_000
NARROWING = ("text", "state", "place", "method", "clock", "late")


@duty_required(*READERS)
@require_GET
def queue(request: KnownRequest) -> HttpResponse:
    now = clock.now()
    pages: Paginator[OrderRow] = Paginator(  # type: ignore[type-var]
        FoundOrders(_filters(request.GET, officer=request.user.username, now=now)),  # type: ignore[arg-type]
        ROWS_A_PAGE,
    )
    page = pages.get_page(request.GET.get("page"))
    query = _query(request)
    kept = [("view", request.GET.get("view", "open")), ("sort", request.GET.get("sort", ""))]
    if request.GET.get("late"):
        kept.append(("late", "1"))
    rows = [(row, row.is_late(now), row.box_is_late(now)) for row in page]
    seen = overview(now=now) if request.user.holds(Duty.DISPATCH_INSPECTION) else None
    officers = {name for row, *_late in rows for name in row.crew}
    officers |= {one.officer for one in seen.officers} if seen else set()
    saved = saved_views_of(by=request.user)
    own = next((one for one in saved if one.query == query), None)
    return render(
        request,
        "orders/queue.html",
        {
            "overview": seen,
            "names": names_of(usernames=officers, chinese=_reads_chinese()),
            "views": [
                *_views("" if own else request.GET.get("view", "open")),
                *(
                    {"label": one.name, "href": f"?{one.query}", "current": one.query == query}
                    for one in saved
                ),
            ],
            "current_view": own,
            "query": query,
            "filters": _fields(request.GET),
            "kept": [(name, value) for name, value in kept if value],
            "tokens": _tokens(request.GET),
            "sort": NEWEST_FIRST,
            "export_url": f"{reverse('orders:export')}?{query}",
            "columns": _columns(),
            "rows": rows,
            "page": page,
            "filtered": any(request.GET.get(name) for name in NARROWING),
            "seen_at": now,
        },
    )


@duty_required(*READERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = FoundOrders(_filters(request.GET, officer=request.user.username, now=clock.now()))
    head = list(OrderRow.__dataclass_fields__)
    return csv_answer(name="inspections.csv", head=head, rows=_rows(found))


@duty_required(*READERS)
@require_POST
def save_view(request: KnownRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("page", None)
    save_queue_view(name=request.POST.get("name", ""), query=query.urlencode(), by=request.user)
    return redirect(f"{reverse('orders:queue')}?{query.urlencode()}")


@duty_required(*READERS)
@require_POST
def delete_view(request: KnownRequest, view_id: int) -> HttpResponse:
    delete_queue_view(view_id=view_id, by=request.user)
    return redirect("orders:queue")


def _reads_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _filters(given: QueryDict, *, officer: str, now: datetime) -> OrderFilters:
    view, state = given.get("view", "open"), given.get("state", "")
    clock_wanted = given.get("clock", "")
    everything = view == "all" or clock_wanted == Clock.NOT_AWAY  # its orders are over
    states = (state,) if state else () if everything else OPEN_STATES
    return OrderFilters(
        states=states,
        text=given.get("text", "").strip(),
        place_code=given.get("place", ""),
        method=given.get("method", ""),
        officer=officer if view == "mine" else "",
        late_at=now if given.get("late") else None,
        clock=clock_wanted,
        seen_at=now,
        sort=given.get("sort") or NEWEST_FIRST,
    )


def _query(request: KnownRequest) -> str:
    query = request.GET.copy()
    for name in ["page", *(name for name, value in request.GET.items() if not value)]:
        query.pop(name, None)
    return query.urlencode()


def _views(current: str) -> list[dict[str, Any]]:
    counts = counts_by_state()
    tabs: list[tuple[str, str, int | None]] = [
        ("open", _("Open orders"), sum(counts[state] for state in OPEN_STATES)),
        ("mine", _("My orders"), None),
        ("all", _("All orders"), sum(counts.values())),
    ]
    return [
        {
            "label": label,
            "href": f"?view={key}",
            "count": count,
            "current": key == current,
        }
        for key, label, count in tabs
    ]


def _fields(given: QueryDict) -> list[dict[str, Any]]:
    places, methods = places_and_methods()
    anything = ("", pgettext("inspection filter", "Any"))
    return [
        {"name": "text", "label": _("Number or place"), "value": given.get("text", "")},
        {
            "name": "state",
            "label": _("State of the order"),
            "value": given.get("state", ""),
            "choices": [anything, *OrderState.choices],
        },
        {
            "name": "place",
            "label": _("Place of inspection"),
            "value": given.get("place", ""),
            "choices": [anything, *((code, code) for code in places)],
        },
        {
            "name": "method",
            "label": _("Method of inspection"),
            "value": given.get("method", ""),
            "choices": [anything, *((code, code) for code in methods)],
        },
        {
            "name": "clock",
            "label": _("Late box"),
            "value": given.get("clock", ""),
            "choices": [anything, *Clock.choices],
        },
    ]


def _tokens(given: QueryDict) -> list[dict[str, str]]:
    words = {
        "text": given.get("text", ""),
        "state": str(dict(OrderState.choices).get(given.get("state", ""), "")),
        "place": given.get("place", ""),
        "method": given.get("method", ""),
        "clock": str(dict(Clock.choices).get(given.get("clock", ""), "")),
        "late": _("Open too long") if given.get("late") else "",
    }
    return [{"name": name, "label": label} for name, label in words.items() if label]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Order number"), "sort": "order", "descending_first": True},
        {"label": _("State of the order"), "sort": "state"},
        {"label": pgettext("inspection", "Container"), "sort": "container"},
        {"label": pgettext("inspection", "Subject"), "sort": "subject"},
        {"label": _("Place of inspection"), "sort": "place"},
        {"label": _("Method of inspection"), "sort": "method"},
        {"label": pgettext("inspection", "Crew")},
        {"label": pgettext("inspection", "Ordered"), "sort": "ordered", "descending_first": True},
        {"label": _("Due or ended")},
        {"label": pgettext("terminal", "Box")},
    ]


def _rows(found: FoundOrders) -> Iterator[list[str]]:
    for first in range(0, found.count(), EXPORTED_AT_ONCE):
        for row in found[first : first + EXPORTED_AT_ONCE]:
            yield [_cell(getattr(row, name)) for name in row.__dataclass_fields__]


def _cell(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")
