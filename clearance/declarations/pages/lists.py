"""What the enterprise's list and the officer's queue share: filters, tokens, views, CSV."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import FileResponse, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from clearance.declarations.forms import filters_from
from clearance.declarations.operations.keep_view import save_view
from clearance.declarations.queries.lists import (
    COUNTED_TO,
    Filters,
    Row,
    counts_of,
    page_of,
    rows_for_export,
)
from clearance.declarations.queries.views import views_of
from clearance.declarations.states import DeclarationState, Direction, Procedure, TransportMode
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.exports import csv_answer, xlsx_answer
from customs_portal.registry.models import CreditGrade

VIEW_COUNTED_TO = 999


def list_context(
    request: KnownRequest, *, officer: bool, tabs: Sequence[tuple[str, str, Filters]] = ()
) -> dict[str, Any]:
    """Everything the list shows: one page by key, counts, filters as removable tokens.

    ``tabs`` (label, query, filters) stand before the person's own views; all are counted at once.
    """
    now = clock.now()
    filters = filters_from(request.GET, by=request.user, now=now, officer=officer)
    page = page_of(filters)
    views = [*tabs, *_own_views(request, officer=officer)]
    total, *counts = counts_of(
        [(filters, COUNTED_TO), *((one, VIEW_COUNTED_TO) for _label, _query, one in views)]
    )
    return {
        "rows": page.rows,
        "after": page.after,
        "total": total,
        "total_text": f"{COUNTED_TO:,}+" if total > COUNTED_TO else f"{total:,}",
        "updated_at": now,
        "sort": filters.sort,
        "filters": _fields(request, officer=officer),
        "tokens": _tokens(request),
        "kept": [
            (name, request.GET[name])
            for name in ("sort", "mine", "proposed", "due", "late", "asked", "all")
            if request.GET.get(name)
        ],
        "filtered": any(request.GET.get(name) for name in _FILTERS),
        "views": _shown(request, views, counts, own_from=len(tabs)),
        "query": _query(request, without=("after",)),
    }


def export(request: KnownRequest, *, officer: bool) -> StreamingHttpResponse:
    """The filtered list as CSV with times at Shanghai's offset, streamed."""
    filters = filters_from(request.GET, by=request.user, now=clock.now(), officer=officer)
    return csv_answer(
        name="declarations.csv", head=_head(officer=officer), rows=_rows(filters, officer)
    )


def export_xlsx(request: KnownRequest, *, officer: bool) -> FileResponse:
    """The same as a workbook."""
    filters = filters_from(request.GET, by=request.user, now=clock.now(), officer=officer)
    return xlsx_answer(
        name="declarations.xlsx", head=_head(officer=officer), rows=_rows(filters, officer)
    )


def _head(*, officer: bool) -> list[str]:
    head = ["declaration_no", "state", "transport_document", "enterprise", "goods", "hs_code"]
    head += ["value_cny", "office", "accepted_at", "complete_by", "procedure", "direction"]
    return head + (["risk_score", "ranking", "rank", "grade", "claimed_by"] if officer else [])


def keep_view(request: KnownRequest, *, officer: bool) -> str:
    """Save the filters of the page under the given name; returns the query to go back to."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query.pop("after", None)
    view = save_view(
        by=request.user,
        audience="officer" if officer else "enterprise",
        name=request.POST.get("name", ""),
        query=query.urlencode(),
    )
    return view.query


def _complete_by(row: Row) -> str:
    """Nothing for what was filed whole."""
    if row.procedure == Procedure.ONE_STEP:
        return ""
    return timezone.localtime(row.complete_by).isoformat(timespec="seconds")


def _rows(filters: Filters, officer: bool) -> Iterator[list[Any]]:
    for row in rows_for_export(filters):
        cells = [
            row.declaration_no,
            row.state,
            row.transport_document,
            row.enterprise,
            row.goods_name,
            row.hs_code,
            row.value_cny,
            row.office_code,
            timezone.localtime(row.accepted_at).isoformat(timespec="seconds"),
            _complete_by(row),
            row.procedure,
            row.direction,
        ]
        if officer:
            cells += [row.score, row.ranking, row.rank, row.grade, row.claimed_by]
        yield cells


_FILTERS = (
    "q",
    "state",
    "grade",
    "mode",
    "score",
    "value",
    "office",
    "procedure",
    "direction",
    "claimed",
    "mine",
    "proposed",
    "due",
    "late",
    "asked",
)


def _fields(request: KnownRequest, *, officer: bool) -> list[dict[str, Any]]:
    given = request.GET.get
    states = [
        ("", _("Waiting for an officer") if officer and not given("all") else _("Any")),
        *DeclarationState.choices,
    ]
    fields: list[dict[str, Any]] = [
        {
            "name": "q",
            "label": _("Number, company, container or plate"),
            "value": given("q", ""),
            "wide": True,
        },
        {"name": "state", "label": _("State"), "value": given("state", ""), "choices": states},
    ]
    fields += [
        {
            "name": "procedure",
            "label": _("Procedure"),
            "value": given("procedure", ""),
            "choices": [("", _("Any")), *Procedure.choices],
        },
        {
            "name": "direction",
            "label": _("Import or export"),
            "value": given("direction", ""),
            "choices": [("", _("Any")), *Direction.choices],
        },
    ]
    if officer:
        scores = [("", _("Any")), ("20", "20+"), ("50", "50+"), ("80", "80+")]
        fields += [
            {"name": "score", "label": _("Risk"), "value": given("score", ""), "choices": scores},
            {
                "name": "grade",
                "label": _("Credit grade"),
                "value": given("grade", ""),
                "choices": [("", _("Any")), *CreditGrade.Grade.choices],
            },
            {
                "name": "mode",
                "label": _("Mode"),
                "value": given("mode", ""),
                "choices": [("", _("Any")), *TransportMode.choices],
            },
            {"name": "office", "label": _("Office"), "value": given("office", "")},
        ]
    fields.append({"name": "value", "label": _("Value from, CNY"), "value": given("value", "")})
    return fields


def _tokens(request: KnownRequest) -> list[dict[str, str]]:
    words = {
        "q": _("Text: %(value)s"),
        "state": _("State: %(value)s"),
        "grade": _("Grade: %(value)s"),
        "mode": _("Mode: %(value)s"),
        "score": _("Risk %(value)s and above"),
        "value": _("CNY %(value)s and above"),
        "office": _("Office %(value)s"),
        "procedure": _("Procedure: %(value)s"),
        "direction": _("Import or export: %(value)s"),
        "claimed": _("Claimed: %(value)s"),
        "mine": _("Claimed by me"),
        "proposed": _("Release proposed by a colleague"),
        "due": _("Due soon"),
        "late": _("Step two overdue"),
        "asked": _("Document asked for"),
    }
    labels: dict[str, Any] = {
        "state": dict(DeclarationState.choices),
        "grade": dict(CreditGrade.Grade.choices),
        "mode": dict(TransportMode.choices),
        "procedure": dict(Procedure.choices),
        "direction": dict(Direction.choices),
        "claimed": {"yes": _("yes"), "no": _("no")},
    }
    return [
        {"name": name, "label": words[name] % {"value": labels.get(name, {}).get(value, value)}}
        for name in _FILTERS
        if (value := request.GET.get(name))
    ]


def _own_views(request: KnownRequest, *, officer: bool) -> list[tuple[str, str, Filters]]:
    now = clock.now()
    return [
        (
            view.name,
            view.query,
            filters_from(QueryDict(view.query).dict(), by=request.user, now=now, officer=officer),
        )
        for view in views_of(by=request.user, audience="officer" if officer else "enterprise")
    ]


def _shown(
    request: KnownRequest,
    views: Sequence[tuple[str, str, Filters]],
    counts: Sequence[int],
    *,
    own_from: int,
) -> list[dict[str, Any]]:
    here = request.GET.urlencode()
    unsorted = _query(request, without=("after", "sort"))
    unpaged = _query(request, without=("after",))
    shown = []
    for at, ((label, query, _filters), count) in enumerate(zip(views, counts, strict=True)):
        own = at >= own_from
        shown.append(
            {
                "name": label,
                "label": label,
                "query": query,
                "href": f"?{query}" if query else request.path,
                "count": capped(count),
                "current": query in (unsorted, unpaged) if own else query == here,
            }
        )
    return shown


def capped(count: int) -> str:
    return f"{VIEW_COUNTED_TO}+" if count > VIEW_COUNTED_TO else str(count)


def _query(request: KnownRequest, *, without: tuple[str, ...]) -> str:
    query = request.GET.copy()
    for name in without:
        query.pop(name, None)
    return query.urlencode()
