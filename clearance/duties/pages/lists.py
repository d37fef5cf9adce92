"""What the lists of tax bills have in common: search, pages, export."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clearance.duties import queries
from clearance.duties.states import BillState
from customs_portal.kit.exports import csv_answer

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
            bill.enterprise.name,
            bill.state,
            bill.total_cny,
            localtime(bill.billed_at).isoformat(),
            bill.pay_by.isoformat(),
            localtime(bill.paid_at).isoformat() if bill.paid_at else "",
        ]
        for bill in found.iterator(chunk_size=2000)
    )
    return csv_answer(name="tax-bills.csv", head=head, rows=rows)


def ledger_as_csv(guarantee_no: str, ledger: Iterable[queries.LedgerLine]) -> StreamingHttpResponse:
    """What a guarantee held and freed, newest first."""
    head = [
        _("Time"),
        _("Declaration"),
        _("Ledger entry"),
        _("Amount in CNY"),
        _("In use afterwards"),
    ]
    rows = (
        [
            localtime(line.written_at).isoformat(),
            line.declaration_no,
            line.kind_label,
            line.amount_cny,
            line.used_after_cny,
        ]
        for line in ledger
    )
    return csv_answer(name=f"{guarantee_no}.csv", head=head, rows=rows)


def amount_from(text: str) -> Decimal:
    """What somebody typed as an amount; what is none becomes NaN, which every act refuses."""
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return Decimal("NaN")
