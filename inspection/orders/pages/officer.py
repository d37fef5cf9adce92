"""Inspection orders for dispatchers and inspectors: the queue and its export."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from inspection.orders.queries import FoundOrders, OrderRow, counts_by_state
from inspection.orders.states import OPEN_STATES, OrderState

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
