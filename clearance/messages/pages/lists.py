"""What the lists of messages have in common: search, pages, export."""

import csv
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from clearance.messages import queries
from clearance.messages.states import MessageKind, MessageState
from customs_portal.kit.exports import Echo

PAGE_ROWS = 50
HEAD = [
    "message_no", "reference", "enterprise", "kind", "function", "type", "country", "state",
    "declaration_no", "kept", "answers", "received_at",
]  # fmt: skip


def message_table(request: HttpRequest, *, enterprise_id: int | None) -> dict[str, Any]:
    """The context of components/queue_table.html for the messages the visitor may see."""
    search = queries.MessageSearch.from_words(request.GET)
    found = queries.find_messages(search=search, enterprise_id=enterprise_id)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    columns = [
        {"label": _("Message")},
        {"label": _("Reference"), "sort": "reference"},
        *([] if enterprise_id else [{"label": _("Enterprise")}]),
        {"label": _("Kind")},
        {"label": _("State")},
        {"label": _("Declaration")},
        {"label": _("Kept as received"), "numeric": True},
        {"label": _("Received"), "sort": "received", "descending_first": True},
    ]
    return {
        "page": page,
        "rows": queries.message_rows(page),
        "columns": columns,
        "sort": search.sort,
        "filtered": search.narrows,
        "filters": [
            {"name": "q", "label": _("Reference or number"), "value": search.text, "wide": True},
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *MessageState.choices],
            },
            {
                "name": "kind",
                "label": _("Kind"),
                "value": search.kind,
                "choices": [("", _("All")), *MessageKind.choices],
            },
        ],
        "export_query": request.GET.urlencode(),
    }


def messages_as_csv(request: HttpRequest, *, enterprise_id: int | None) -> StreamingHttpResponse:
    """The whole search as CSV, row by row, with a mark that spreadsheets read as UTF-8."""
    search = queries.MessageSearch.from_words(request.GET)
    found = queries.find_messages(search=search, enterprise_id=enterprise_id)
    rows = found.iterator(chunk_size=2000)
    answer = StreamingHttpResponse(_written(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="messages.csv"'
    return answer


def _written(rows: Iterator[Any]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff"
    yield writer.writerow(HEAD)
    for row in rows:
        (one,) = queries.message_rows([row])
        cells = [
            one.message_no, one.reference, one.enterprise, one.kind, one.function_code,
            one.type_code, one.country, one.state, one.declaration_no, one.kept, one.answers,
            localtime(one.received_at).isoformat(),
        ]  # fmt: skip
        yield writer.writerow([_unformulated(cell) for cell in cells])


def _unformulated(cell: object) -> object:
    """A text that begins like a formula stays a text in a spreadsheet."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
