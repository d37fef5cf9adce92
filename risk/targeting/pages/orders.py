"""Control orders for risk officers: the list, the form, one order with its hits."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer
from risk.targeting.forms import grounds
from risk.targeting.operations.keep_view import delete_order_view, save_order_view
from risk.targeting.queries.lists import (
    NEWEST_FIRST,
    FoundOrders,
    OrderFilters,
    OrderView,
    counts_by_view,
    order_file,
    saved_views_of,
)
from risk.targeting.states import Method, OrderState, Purpose

READERS = (Duty.JUDGE_RISK, Duty.READ_JOURNAL)
ROWS_A_PAGE = 50
EXPORTED_AT_ONCE = 1_000
NARROWING = ("text", "state", "method", "purpose")


@duty_required(*READERS)
@require_GET
def orders(request: KnownRequest) -> HttpResponse:
    now = clock.now()
    found = FoundOrders(_filters(request.GET), by=request.user, now=now)
    pages: Paginator[OrderView] = Paginator(found, ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    page = pages.get_page(request.GET.get("page"))
    query = _query(request)
    saved = saved_views_of(by=request.user)
    own = next((one for one in saved if one.query == query), None)
    view = request.GET.get("view", "in-force")
    return render(
        request,
        "targeting/list.html",
        {
            "views": [
                *_views("" if own else view, request=request, now=now),
                *(
                    {"label": one.name, "href": f"?{one.query}", "current": one.query == query}
                    for one in saved
                ),
            ],
            "current_view": own,
            "query": query,
            "filters": _fields(request.GET),
            "kept": [("view", view), ("sort", request.GET.get("sort", ""))],
            "tokens": _tokens(request.GET),
            "sort": NEWEST_FIRST,
            "export_url": f"{reverse('targeting:export')}?{query}",
            "columns": _columns(),
            "rows": [(row, target_words(row), row.awaits(now)) for row in page],
            "page": page,
            "filtered": any(request.GET.get(name) for name in NARROWING),
            "may_place": request.user.holds(Duty.JUDGE_RISK),
        },
    )


@duty_required(*READERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = FoundOrders(_filters(request.GET), by=request.user, now=clock.now())
    head = [
        "order_no", "state", "enterprise", "container_no", "hs_prefix", "departure", "port",
        "vessel", "voyage", "declarant", "address", "method", "purpose", "ground", "reason",
        "starts_at", "until", "placed_by", "placed_at", "hits", "last_hit_at", "ended_at",
        "ended_by", "end_reason",
    ]  # fmt: skip
    return csv_answer(name="control-orders.csv", head=head, rows=_rows(found, head))


@duty_required(*READERS)
@require_GET
def one(request: KnownRequest, order_no: str) -> HttpResponse:
    return order_page(request, order_no)


@duty_required(*READERS)
@require_POST
def save_view(request: KnownRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("page", None)
    save_order_view(name=request.POST.get("name", ""), query=query.urlencode(), by=request.user)
    return redirect(f"{reverse('targeting:list')}?{query.urlencode()}")


@duty_required(*READERS)
@require_POST
def delete_view(request: KnownRequest, view_id: int) -> HttpResponse:
    delete_order_view(view_id=view_id, by=request.user)
    return redirect("targeting:list")


def order_page(
    request: KnownRequest,
    order_no: str,
    *,
    refusal: DomainError | None = None,
    given: Mapping[str, str] | None = None,
) -> HttpResponse:
    """One order whole; a refused act comes back with what was typed."""
    file = order_file(order_no=order_no)
    order, now = file.order, clock.now()
    faults = getattr(refusal, "faults", None) or ([refusal] if refusal else [])
    articles = dict(grounds(on=timezone.localdate(order.placed_at)))
    acts = request.user.holds(Duty.JUDGE_RISK) and order.state == OrderState.IN_FORCE
    people = {order.placed_by, order.term_set_by, order.ended_by}
    people |= {one.extended_by for one in file.extensions} | {one.actor for one in file.moves}
    context = {
        "file": file,
        "order": order,
        "target": target_words(order),
        "article": articles.get(order.ground, order.ground),
        "awaits": order.awaits(now),
        "judges": request.user.holds(Duty.JUDGE_RISK),
        "may_withdraw": acts,
        "may_extend": acts and order.term_set_by != request.user.username,
        "own_term": acts and order.term_set_by == request.user.username,
        "given": given or {},
        "errors": [
            {"field_id": f"id_{(given or {}).get('act', '')}_{one.field}", "message": one.message,
             "remedy": one.remedy} for one in faults
        ],
        "error_of": {one.field: one.message for one in faults},
        "names": names_of(
            usernames=people - {""}, chinese=(get_language() or "").startswith("zh")
        ),
    }  # fmt: skip
    status = refusal.http_status if refusal else 200
    return render(request, "targeting/one.html", context, status=status)


def target_words(order: OrderView) -> list[tuple[str, str]]:
    """What the order looks for: label and value."""
    labels = {
        "enterprise": _("Enterprise"),
        "container_no": pgettext("control order", "Container"),
        "hs_prefix": _("Commodity"),
        "departure": _("Departure"),
        "port": _("Port of loading or discharge"),
        "vessel": _("Vessel or vehicle"),
        "voyage": pgettext("control order", "Voyage"),
        "declarant": _("Declarant"),
        "address": _("Address of the consignee"),
    }
    said = [(label, getattr(order.target, name)) for name, label in labels.items()]
    return [(label, value) for label, value in said if value]


def _filters(given: QueryDict) -> OrderFilters:
    return OrderFilters(
        view=given.get("view", "in-force"),
        text=given.get("text", "").strip()[:100],
        state=given.get("state", ""),
        method=given.get("method", ""),
        purpose=given.get("purpose", ""),
        sort=given.get("sort") or NEWEST_FIRST,
    )


def _query(request: KnownRequest) -> str:
    query = request.GET.copy()
    for name in ["page", *(name for name, value in request.GET.items() if not value)]:
        query.pop(name, None)
    return query.urlencode()


def _views(current: str, *, request: KnownRequest, now: datetime) -> list[dict[str, Any]]:
    counts = counts_by_view(by=request.user, now=now)
    labels = {
        "in-force": pgettext("control orders", "In force"),
        "ending": _("Ending within a week"),
        "mine": _("Placed by me"),
        "all": pgettext("control orders", "All"),
    }
    return [
        {"label": label, "href": f"?view={key}", "count": counts[key], "current": key == current}
        for key, label in labels.items()
    ]


def _fields(given: QueryDict) -> list[dict[str, Any]]:
    anything = ("", pgettext("control orders", "Any"))
    lists = {
        "state": (pgettext("control order", "State"), OrderState.choices),
        "method": (pgettext("control order", "Method"), Method.choices),
        "purpose": (pgettext("control order", "Purpose"), Purpose.choices),
    }
    return [
        {"name": "text", "label": _("Number, target or words of the reason"),
         "value": given.get("text", ""), "wide": True},
        *(
            {"name": name, "label": label, "value": given.get(name, ""),
             "choices": [anything, *choices]}
            for name, (label, choices) in lists.items()
        ),
    ]  # fmt: skip


def _tokens(given: QueryDict) -> list[dict[str, str]]:
    words = {
        "text": given.get("text", ""),
        "state": str(dict(OrderState.choices).get(given.get("state", ""), "")),
        "method": str(dict(Method.choices).get(given.get("method", ""), "")),
        "purpose": str(dict(Purpose.choices).get(given.get("purpose", ""), "")),
    }
    return [{"name": name, "label": label} for name, label in words.items() if label]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": pgettext("control order", "Order"), "sort": "order", "descending_first": True},
        {"label": pgettext("control order", "State"), "sort": "state"},
        {"label": _("What it looks for")},
        {"label": pgettext("control order", "Method"), "sort": "method"},
        {"label": pgettext("control order", "Purpose"), "sort": "purpose"},
        {"label": _("Last moment"), "sort": "until"},
        {"label": _("Hits"), "sort": "hits", "numeric": True, "descending_first": True},
        {"label": _("Last hit"), "sort": "hit", "descending_first": True},
        {"label": pgettext("control order", "Placed"), "sort": "placed", "descending_first": True},
    ]


def _rows(found: FoundOrders, head: list[str]) -> Iterator[list[str]]:
    for first in range(0, found.count(), EXPORTED_AT_ONCE):
        for row in found[first : first + EXPORTED_AT_ONCE]:
            said = {**vars(row), **vars(row.target)}
            yield [_cell(said[name]) for name in head]


def _cell(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str("" if value is None else value)
