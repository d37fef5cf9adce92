"""The manifest officer: the queue of bills, one bill, voyages and their accounts."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from clearance.manifests.forms import filters_from, whole_from
from clearance.manifests.operations.amend_bill import decide_change
from clearance.manifests.operations.decide_bills import decide_bills
from clearance.manifests.operations.find_bills import DESK
from clearance.manifests.operations.load_ship import close_voyage
from clearance.manifests.operations.lock_bills import lock_bills, unlock_bills
from clearance.manifests.operations.resolve_difference import resolve_difference
from clearance.manifests.operations.tell_terminal import send_again
from clearance.manifests.pages.enterprise import errors_of
from clearance.manifests.pages.lists import inert, kept, marks, page_of, tokens
from clearance.manifests.queries.bills import (
    BillFilters,
    BillRow,
    bill_file,
    bills_page,
    count_bills,
    history_of_bill,
)
from clearance.manifests.queries.views import BillView, views_of
from clearance.manifests.queries.voyages import account_of, voyages_page
from clearance.manifests.states import BillState, Kind, Mode, Resolution
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, NotFound
from customs_portal.kit.exports import Echo, csv_answer

ROWS = 50
COUNTED_TO = 999
EXPORTED = 20_000
TABS = (
    ("state=02", BillFilters(state="02")),
    ("mark=locked", BillFilters(locked=True)),
    ("mark=differs", BillFilters(differs=True)),
    ("mark=changing", BillFilters(changing=True)),
    ("mark=late", BillFilters(late=True)),
    ("mark=dangerous", BillFilters(dangerous=True)),
    ("", BillFilters()),
)


@duty_required(*DESK)
@require_GET
def queue(request: KnownRequest) -> HttpResponse:
    return _queue(request)


@duty_required(*DESK)
@require_POST
def decide(request: KnownRequest) -> HttpResponse:
    """The ticked bills, or one: the button says what becomes of them."""
    try:
        _act(request, request.POST.getlist("selected"))
    except DomainError as refusal:
        number = request.POST.get("bill", "")
        if number:
            return _bill(request, number, refusal=refusal)
        return _queue(request, refusal=refusal)
    back = request.POST.get("back", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("manifests:queue")
    return redirect(back)


@duty_required(*DESK)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    """The filtered queue as CSV, streamed."""
    answer = StreamingHttpResponse(
        _lines(filters_from(request.GET)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="bills.csv"'
    return answer


@duty_required(*DESK)
@require_GET
def bill(request: KnownRequest, transport_document: str) -> HttpResponseBase:
    if "export" in request.GET:
        changes = history_of_bill(transport_document=transport_document, officer=True)
        return csv_answer(name="bill-states.csv", head=STATE_HEAD, rows=state_rows(changes))
    return _bill(request, transport_document)


@duty_required(*DESK)
@require_POST
def settle(request: KnownRequest, transport_document: str) -> HttpResponse:
    """A waiting change, a landed difference, a refused message: the button says which."""
    given = request.POST.get
    who: dict[str, Any] = {"by": request.user, "now": clock.now()}
    try:
        if given("act") == "resolve":
            resolution = given("resolution", "")
            if resolution not in Resolution.values:
                raise NotFound(field="resolution")
            resolve_difference(
                difference_id=whole_from(given("difference", ""), field="difference"),
                resolution=Resolution(resolution),
                reason=given("reason", ""),
                **who,
            )
        elif given("act") == "send":
            send_again(message_no=given("message", ""), **who)
        else:
            decide_change(
                change_id=whole_from(given("change", ""), field="change"),
                agree=given("act") == "agree",
                reason=given("reason", ""),
                **who,
            )
    except DomainError as refusal:
        return _bill(request, transport_document, refusal=refusal)
    return redirect("manifests:officer-bill", transport_document)


@duty_required(*DESK, Duty.WATCH_WALL)
@require_GET
def voyages(request: KnownRequest) -> HttpResponse:
    given, page = request.GET.get, page_of(request)
    text = given("q", "")[:80]
    rows, more = voyages_page(
        text=text,
        mode=given("mode", ""),
        kind=given("kind", ""),
        limit=ROWS,
        offset=(page - 1) * ROWS,
    )
    shown = tokens(request, ("q", "mode", "kind"))
    context = {
        "rows": rows,
        "columns": [
            {"label": _("Manifest")},
            {"label": _("Vessel and voyage")},
            {"label": _("Carrier")},
            {"label": _("Berth")},
            {"label": _("Expected")},
            {"label": _("Arrived")},
            {"label": _("State")},
            {"label": _("Bills of lading"), "numeric": True},
        ],
        "filters": [
            {"name": "q", "label": _("Number, vessel or container"), "value": text, "wide": True},
            {
                "name": "mode",
                "label": _("Mode"),
                "value": given("mode", ""),
                "choices": [("", _("Any")), *Mode.choices],
            },
            {
                "name": "kind",
                "label": _("Kind"),
                "value": given("kind", ""),
                "choices": [("", _("Any")), *Kind.choices],
            },
        ],
        "tokens": shown,
        "filtered": bool(shown),
        "before": page - 1,
        "after": page + 1 if more else 0,
    }
    return render(request, "manifests/officer/voyages.html", context)


@duty_required(*DESK, Duty.WATCH_WALL)
@require_GET
def voyage(request: KnownRequest, manifest_no: str) -> HttpResponse:
    return _voyage(request, manifest_no)


@duty_required(*DESK)
@require_POST
def close(request: KnownRequest, manifest_no: str) -> HttpResponse:
    try:
        close_voyage(manifest_no=manifest_no, by=request.user, now=clock.now())
    except DomainError as refusal:
        return _voyage(request, manifest_no, refusal=refusal)
    return redirect("manifests:voyage", manifest_no)


def _act(request: KnownRequest, chosen: list[str]) -> None:
    act, now = request.POST.get("act", ""), clock.now()
    who: dict[str, Any] = {
        "transport_documents": chosen,
        "reason": request.POST.get("reason", ""),
        "by": request.user,
        "now": now,
    }
    if act == "lock":
        days = whole_from(request.POST.get("days", "") or "7", field="days")
        lock_bills(expires_at=now + timedelta(days=min(days, 10_000)), **who)
    elif act == "unlock":
        unlock_bills(**who)
    elif act in BillState.values:
        decide_bills(state=BillState(act), **who)
    else:
        raise NotFound(field="act")


def _queue(request: KnownRequest, *, refusal: DomainError | None = None) -> HttpResponse:
    now, page = clock.now(), page_of(request)
    filters = filters_from(request.GET)
    rows, more = bills_page(filters=filters, now=now, limit=ROWS, offset=(page - 1) * ROWS)
    names = ("q", "state", "mode", "kind", "mark", "manifest")
    shown = tokens(request, names)
    given = request.GET.get
    query = request.GET.copy()
    query.pop("page", None)
    own, own_tabs = _own(request, query.urlencode(), now=now)
    tabs = [one | {"current": one["current"] and own is None} for one in _tabs(request, now=now)]
    context = {
        "rows": rows,
        "columns": [
            {"label": _("Bill of lading"), "sort": "document"},
            {"label": _("Voyage"), "sort": "expected"},
            {"label": _("Goods")},
            {"label": _("Consignee")},
            {"label": _("Pieces"), "sort": "pieces", "numeric": True, "descending_first": True},
            {"label": _("Weight, kg"), "sort": "weight", "numeric": True, "descending_first": True},
            {"label": _("State")},
            {"label": _("Marks")},
        ],
        "views": [*tabs, *own_tabs],
        "current_view": own,
        "query": query.urlencode(),
        "filters": [
            {
                "name": "q",
                "label": _("Bill, container, manifest, vessel, goods or consignee"),
                "value": given("q", ""),
                "wide": True,
            },
            _select("state", _("State"), given("state", ""), BillState.choices),
            _select("mode", _("Mode"), given("mode", ""), Mode.choices),
            _select("kind", _("Kind"), given("kind", ""), Kind.choices),
            _select("mark", _("Marks"), given("mark", ""), list(marks().items())),
        ],
        "kept": kept(request, "sort", "manifest"),
        "tokens": shown,
        "filtered": bool(shown),
        "export": f"{reverse('manifests:queue-export')}?{query.urlencode()}",
        "errors": errors_of(refusal),
        "answers": request.POST,
        "updated_at": now,
        "before": page - 1,
        "after": page + 1 if more else 0,
    }
    status = refusal.http_status if refusal else 200
    return render(request, "manifests/officer/queue.html", context, status=status)


def _own(
    request: KnownRequest, here: str, *, now: Any
) -> tuple[BillView | None, list[dict[str, Any]]]:
    """The officer's saved view that is open, and all of them as tabs with their counts."""
    own, found = None, []
    for view in views_of(by=request.user):
        filters = filters_from(QueryDict(view.query))
        count = count_bills(filters=filters, now=now, most=COUNTED_TO + 1)
        current = view.query == here
        own = view if current else own
        found.append(
            {
                "label": view.name,
                "href": f"?{view.query}",
                "count": _capped(count),
                "current": current,
            }
        )
    return own, found


def _capped(count: int) -> str:
    return f"{COUNTED_TO}+" if count > COUNTED_TO else str(count)


def _select(name: str, label: str, value: str, choices: list[Any]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "choices": [("", _("Any")), *choices]}


def _tabs(request: KnownRequest, *, now: Any) -> list[dict[str, Any]]:
    here = request.GET.urlencode()
    words = (pgettext("manifest queue", "Waiting"), *marks().values(), _("All bills"))
    found = []
    for label, (query, filters) in zip(words, TABS, strict=True):
        count = count_bills(filters=filters, now=now, most=COUNTED_TO + 1) if query else None
        found.append(
            {
                "label": label,
                "href": f"?{query}" if query else request.path,
                "count": None if count is None else _capped(count),
                "current": query == here,
            }
        )
    return found


def _bill(
    request: KnownRequest, transport_document: str, *, refusal: DomainError | None = None
) -> HttpResponse:
    files = bill_file(transport_document=transport_document, now=clock.now())
    if not files:
        raise NotFound(field="transport_document")
    first = files[0]
    state = first.bill.state
    context = {
        "file": first,
        "bill": first.bill,
        "changes": history_of_bill(transport_document=transport_document, officer=True),
        "states_file": f"{reverse('manifests:officer-bill', args=[transport_document])}?export=csv",
        "others": [one.bill for one in files[1:]],
        "resolutions": [one for one in Resolution.choices if one[0] != Resolution.SUPERSEDED],
        "may_accept": state in ("02", "12", "13"),
        "may_refuse": state == "02",
        "may_stop": state == "01",
        "may_lock": first.bill.stands and state != "11",
        "open_locks": [one for one in first.locks if one.is_open],
        "errors": errors_of(refusal),
        "answers": request.POST,
    }
    status = refusal.http_status if refusal else 200
    return render(request, "manifests/officer/bill.html", context, status=status)


def _voyage(
    request: KnownRequest, manifest_no: str, *, refusal: DomainError | None = None
) -> HttpResponse:
    account = account_of(manifest_no=manifest_no, now=clock.now())
    if account is None:
        raise NotFound(field="manifest_no")
    manifest = account.manifest
    may_close = manifest.kind == Kind.PRE_LOADING and manifest.closed_at is None
    context = {
        "account": account,
        "manifest": manifest,
        "may_close": may_close and any(request.user.holds(duty) for duty in DESK),
        "errors": errors_of(refusal),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "manifests/officer/voyage.html", context, status=status)


def _lines(filters: BillFilters) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield "\ufeff"
    yield writer.writerow(_HEADS)
    at, now = 0, clock.now()
    while at < EXPORTED:
        rows, more = bills_page(filters=filters, now=now, limit=1_000, offset=at)
        for row in rows:
            yield writer.writerow(_cells(row))
        at += len(rows)
        if not more:
            return


_HEADS = (
    "transport_document", "part", "master", "manifest_no", "vessel", "voyage", "mode", "kind",
    "carrier", "goods", "pieces", "gross_weight_kg", "consignee", "containers", "state", "locked",
    "differs", "late", "un_number", "declaration_no",
)  # fmt: skip


def _cells(row: BillRow) -> list[Any]:
    return [
        row.transport_document, row.part, row.master, row.manifest_no, inert(row.vessel),
        inert(row.voyage), row.mode, row.kind, inert(row.carrier), inert(row.goods_name),
        row.pieces, row.gross_weight_kg, inert(row.consignee), " ".join(row.containers), row.state,
        row.locked, row.differs, row.late, row.un_number, row.declaration_no,
    ]  # fmt: skip
