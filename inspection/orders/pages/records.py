"""Records of inspection for supervisors and inspectors: the list, its views, its exports."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import Fault, NotFound
from customs_portal.kit.exports import csv_answer, xlsx_answer
from inspection.orders.forms import NARROWING_RECORDS, record_filters_of
from inspection.orders.operations.keep_view import RECORDS, delete_queue_view, save_queue_view
from inspection.orders.queries.lists import saved_views_of
from inspection.orders.queries.records import (
    NEWEST_FIRST,
    FoundRecords,
    RecordRow,
    RecordState,
    places_and_methods_of_records,
    waiting_for_look,
)
from inspection.orders.states import Outcome

READERS = (Duty.DISPATCH_INSPECTION, Duty.INSPECT_GOODS)
ROWS_A_PAGE = 50
EXPORTED_AT_ONCE = 1_000
HEAD = [
    "order_no", "record_state", "container_no", "subject_reference", "firm_en", "firm_zh",
    "place_code", "method", "outcome", "by_image", "crew", "concluded_by", "concluded_at",
    "ordered_at", "version", "returned_because",
]  # fmt: skip


@duty_required(*READERS)
@require_GET
def records(request: KnownRequest) -> HttpResponse:
    """A filter that cannot be read is named, and the list is shown without any filter of days."""
    now, fault = clock.now(), None
    try:
        filters = record_filters_of(request.GET)
    except Fault as error:
        filters, fault = record_filters_of(_without_days(request.GET)), error
    found = FoundRecords(filters, by=request.user, now=now)
    pages: Paginator[RecordRow] = Paginator(found, ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    page = pages.get_page(request.GET.get("page"))
    rows, query = list(page), _query(request.GET)
    saved = saved_views_of(by=request.user, page=RECORDS)
    chinese = (get_language() or "").startswith("zh")
    people = {name for row in rows for name in (*row.crew, row.concluded_by)}
    return render(
        request,
        "orders/records.html",
        {
            "errors": [fault] if fault else [],
            "names": names_of(usernames=people - {""}, chinese=chinese),
            "chinese": chinese,
            "views": _views(request, query=query, saved=saved),
            "current_view": next((one for one in saved if one.query == query), None),
            "query": query,
            "filters": _fields(request.GET, by=request.user),
            "kept": [("sort", request.GET["sort"])] if request.GET.get("sort") else [],
            "tokens": _tokens(request.GET),
            "sort": NEWEST_FIRST,
            "export_url": f"{reverse('orders:records-export', args=['csv'])}?{query}",
            "workbook_url": f"{reverse('orders:records-export', args=['xlsx'])}?{query}",
            "columns": _columns(),
            "rows": rows,
            "page": page,
            "filtered": any(request.GET.get(name) for name in NARROWING_RECORDS),
            "seen_at": now,
        },
        status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
    )


@duty_required(*READERS)
@require_GET
def export(request: KnownRequest, ending: str) -> HttpResponseBase:
    """The list as it is filtered, as a CSV or as a workbook."""
    found = FoundRecords(record_filters_of(request.GET), by=request.user, now=clock.now())
    if ending == "xlsx":
        return xlsx_answer(name="inspection-records.xlsx", head=HEAD, rows=_rows(found))
    if ending != "csv":
        raise NotFound(field="ending")
    return csv_answer(name="inspection-records.csv", head=HEAD, rows=_rows(found))


@duty_required(*READERS)
@require_POST
def save_view(request: KnownRequest) -> HttpResponse:
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("page", None)
    save_queue_view(
        name=request.POST.get("name", ""), query=query.urlencode(), by=request.user, page=RECORDS
    )
    return redirect(f"{reverse('orders:records')}?{query.urlencode()}")


@duty_required(*READERS)
@require_POST
def delete_view(request: KnownRequest, view_id: int) -> HttpResponse:
    delete_queue_view(view_id=view_id, by=request.user)
    return redirect("orders:records")


def _without_days(given: QueryDict) -> QueryDict:
    rest = given.copy()
    rest.pop("since", None)
    rest.pop("until", None)
    return rest


def _query(given: QueryDict) -> str:
    query = given.copy()
    for name in ["page", *(name for name, value in given.items() if not value)]:
        query.pop(name, None)
    return query.urlencode()


def _views(request: KnownRequest, *, query: str, saved: list[Any]) -> list[dict[str, Any]]:
    waiting = waiting_for_look(by=request.user, now=clock.now())
    tabs: list[tuple[str, str, int | None]] = [
        (pgettext("record", "All records"), "", None),
        (str(RecordState.PRESENTED.label), "state=PRESENTED", waiting),
        (str(RecordState.RETURNED.label), "state=RETURNED", None),
    ]
    tabs += [(one.name, one.query, None) for one in saved]
    return [
        {"label": label, "href": f"?{href}", "count": count, "current": href == query}
        for label, href, count in tabs
    ]


def _fields(given: QueryDict, *, by: User) -> list[dict[str, Any]]:
    anything = ("", pgettext("inspection filter", "Any"))
    places, methods = places_and_methods_of_records(by=by, now=clock.now())
    lists: dict[str, tuple[str, list[Any]]] = {
        "state": (_("State of the record"), list(RecordState.choices)),
        "result": (pgettext("handheld", "Result"), list(Outcome.choices)),
        "place": (_("Place of inspection"), [(code, code) for code in places]),
        "method": (_("Method of inspection"), [(code, code) for code in methods]),
    }
    text = _("Order, container, firm or officer")
    return [
        {"name": "text", "label": text, "value": given.get("text", ""), "wide": True},
        *(
            {
                "name": name,
                "label": label,
                "value": given.get(name, ""),
                "choices": [anything, *choices],
            }
            for name, (label, choices) in lists.items()
        ),
        *(
            {"name": name, "label": label, "value": given.get(name, ""), "type": "date"}
            for name, label in (("since", _("Concluded from")), ("until", _("Concluded until")))
        ),
    ]


def _tokens(given: QueryDict) -> list[dict[str, str]]:
    words = {name: given.get(name, "")[:60] for name in NARROWING_RECORDS}
    words["state"] = str(dict(RecordState.choices).get(words["state"], words["state"]))
    words["result"] = str(dict(Outcome.choices).get(words["result"], words["result"]))
    return [{"name": name, "label": label} for name, label in words.items() if label]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": _("Order number"), "sort": "order", "descending_first": True},
        {"label": _("State of the record"), "sort": "state"},
        {"label": pgettext("handheld", "Result"), "sort": "result"},
        {"label": pgettext("inspection", "Container"), "sort": "container"},
        {"label": pgettext("record", "Firm"), "sort": "firm"},
        {"label": _("Place of inspection"), "sort": "place"},
        {"label": _("Method of inspection"), "sort": "method"},
        {"label": pgettext("inspection", "Crew")},
        {"label": pgettext("record", "Concluded on"), "sort": "day", "descending_first": True},
        {"label": pgettext("record", "Version"), "sort": "returns", "numeric": True},
    ]


def _rows(found: FoundRecords) -> Iterator[list[Any]]:
    at = 0
    while part := found[at : at + EXPORTED_AT_ONCE]:
        for row in part:
            yield [_cell(getattr(row, name)) for name in HEAD]
        at += EXPORTED_AT_ONCE


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return " ".join(value)
    if hasattr(value, "isoformat"):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return ("yes" if value else "no") if isinstance(value, bool) else (value or "")
