"""What the lists of tax bills have in common: search, pages, export."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clearance.duties import queries
from clearance.duties.states import BillState
from customs_portal.kit.exports import Echo

PAGE_ROWS = 50


def bill_table(request: HttpRequest, *, enterprise_id: int | None) -> dict[str, Any]:
    """The context of components/queue_table.html for the bills the visitor may see."""
    search = queries.BillSearch.from_words(request.GET)
    found = queries.find_bills(search=search, enterprise_id=enterprise_id)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    columns = [
        {"label": _("Tax bill")},
        {"label": _("Declaration")},
        *([] if enterprise_id else [{"label": _("Enterprise")}]),
        {"label": _("State")},
        {"label": _("Issued"), "sort": "billed_at", "descending_first": True},
        {"label": _("Pay by"), "sort": "pay_by"},
        {"label": _("Total"), "sort": "total_cny", "numeric": True, "descending_first": True},
    ]
    return {
        "page": page,
        "rows": queries.bill_views(page.object_list),  # type: ignore[arg-type]
        "columns": columns,
        "sort": search.sort,
        "filtered": bool(search.number or search.state),
        "filters": [
            {"name": "q", "label": _("Number"), "value": search.number, "wide": True},
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *BillState.choices],
            },
        ],
        "export_query": request.GET.urlencode(),
    }


def bills_as_csv(request: HttpRequest, *, enterprise_id: int | None) -> StreamingHttpResponse:
    """The whole search as CSV, row by row, with a mark that spreadsheets read as UTF-8."""
    search = queries.BillSearch.from_words(request.GET)
    found = queries.find_bills(search=search, enterprise_id=enterprise_id)
    head = [
        "bill_no",
        "declaration_no",
        "enterprise",
        "state",
        "total_cny",
        "billed_at",
        "pay_by",
        "paid_at",
    ]
    rows = (
        [
            bill.bill_no,
            bill.declaration_no,
            unformulated(bill.enterprise.name),
            bill.state,
            bill.total_cny,
            localtime(bill.billed_at).isoformat(),
            bill.pay_by.isoformat(),
            localtime(bill.paid_at).isoformat() if bill.paid_at else "",
        ]
        for bill in found.iterator(chunk_size=2000)
    )
    answer = StreamingHttpResponse(written(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="tax-bills.csv"'
    return answer


def amount_from(text: str) -> Decimal:
    """What somebody typed as an amount; what is none becomes NaN, which every act refuses."""
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return Decimal("NaN")


def written(head: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff"
    yield writer.writerow(head)
    for row in rows:
        yield writer.writerow(row)


def unformulated(text: str) -> str:
    """A name that begins like a formula stays a text in a spreadsheet."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text
