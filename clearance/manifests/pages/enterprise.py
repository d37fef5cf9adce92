"""The carrier's pages: list, one manifest as a tree, one bill with its history."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.manifests.facts import BillPart
from clearance.manifests.forms import (
    amendment_from,
    containers_from,
    moment_from,
    number_from,
    whole_from,
)
from clearance.manifests.operations import load_ship, move_bill, reshape_bills
from clearance.manifests.operations.amend_bill import amend_bill
from clearance.manifests.operations.report_arrival import report_arrival
from clearance.manifests.pages.lists import page_of, tokens
from clearance.manifests.queries import manifest_of, manifests_of
from clearance.manifests.queries.bills import bill_file, history_of_bill, tree_on
from clearance.manifests.queries.papers import differences_on
from clearance.manifests.states import Kind, Mode
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, StateLine, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.kit.exports import csv_answer

ROWS = 50


@duty_required(Duty.FILE_MANIFEST)
@require_GET
def manifests(request: KnownRequest) -> HttpResponse:
    given = request.GET.get
    text, page = given("q", "")[:80], page_of(request)
    rows, more = manifests_of(
        carrier_id=request.user.enterprise_id or 0,
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
            {"label": _("Port abroad")},
            {"label": _("Berth")},
            {"label": _("Expected")},
            {"label": _("Arrived")},
            {"label": _("State")},
            {"label": _("Bills of lading"), "numeric": True},
        ],
        "filters": [
            {
                "name": "q",
                "label": _("Manifest, vessel, voyage, bill of lading or container"),
                "value": text,
                "wide": True,
            },
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
    return render(request, "manifests/list.html", context)


@duty_required(Duty.FILE_MANIFEST)
@require_GET
def detail(request: KnownRequest, manifest_no: str) -> HttpResponse:
    return _detail(request, manifest_no)


@duty_required(Duty.FILE_MANIFEST)
@require_POST
def report(request: KnownRequest, manifest_no: str) -> HttpResponse:
    """The ship is alongside, or has sailed; the button says which."""
    answers = request.POST.get
    who: dict[str, Any] = {"manifest_no": manifest_no, "by": request.user, "now": clock.now()}
    try:
        if answers("act") == "sail":
            load_ship.report_sailing(sailed_at=moment_from(answers("at", ""), field="at"), **who)
        else:
            report_arrival(
                place_code=answers("place_code", "").strip().upper(),
                arrived_at=moment_from(answers("at", ""), field="at"),
                **who,
            )
    except DomainError as refusal:
        return _detail(request, manifest_no, refusal=refusal)
    return redirect("manifests:detail", manifest_no)


@duty_required(Duty.FILE_MANIFEST)
@require_POST
def choose(request: KnownRequest, manifest_no: str) -> HttpResponse:
    """The ticked bills: merge them, or name them for loading."""
    chosen = request.POST.getlist("selected")
    who: dict[str, Any] = {"manifest_no": manifest_no, "by": request.user, "now": clock.now()}
    try:
        if request.POST.get("act") == "load":
            load_ship.list_loading(transport_documents=chosen, **who)
        else:
            reshape_bills.merge_bills(
                transport_documents=chosen,
                into=request.POST.get("into", ""),
                reason=request.POST.get("reason", ""),
                **who,
            )
    except DomainError as refusal:
        return _detail(request, manifest_no, refusal=refusal)
    return redirect("manifests:detail", manifest_no)


@duty_required(Duty.FILE_MANIFEST)
@require_GET
def bill(request: KnownRequest, manifest_no: str, transport_document: str) -> HttpResponseBase:
    if "export" in request.GET:
        changes = _states(request, transport_document)
        return csv_answer(name="bill-states.csv", head=STATE_HEAD, rows=state_rows(changes))
    return _bill(request, manifest_no, transport_document)


@duty_required(Duty.FILE_MANIFEST)
@require_POST
def change(request: KnownRequest, manifest_no: str, transport_document: str) -> HttpResponse:
    """Amend, split, move, shut out, tranship: the button says which."""
    act = _ACTS.get(request.POST.get("act", ""), _amend)
    try:
        act(
            request,
            {
                "manifest_no": manifest_no,
                "transport_document": transport_document,
                "reason": request.POST.get("reason", ""),
                "by": request.user,
                "now": clock.now(),
            },
        )
    except DomainError as refusal:
        return _bill(request, manifest_no, transport_document, refusal=refusal)
    return redirect("manifests:bill", manifest_no, transport_document)


def errors_of(refusal: DomainError | None) -> list[Fault]:
    """The refusal as lines of the error summary."""
    if refusal is None:
        return []
    if isinstance(refusal, Faults):
        return refusal.faults
    return [Fault(refusal.message, field=refusal.field, remedy=refusal.remedy)]


def _amend(request: KnownRequest, who: dict[str, Any]) -> None:
    amend_bill(amendment=amendment_from(request.POST), **who)


def _split(request: KnownRequest, who: dict[str, Any]) -> None:
    reshape_bills.split_bill(parts=[_part(request, n) for n in (1, 2)], **who)


def _part(request: KnownRequest, n: int) -> BillPart:
    given = request.POST.get
    return BillPart(
        transport_document=given(f"document_{n}", ""),
        pieces=whole_from(given(f"pieces_{n}", ""), field=f"pieces_{n}"),
        gross_weight_kg=number_from(given(f"weight_{n}", ""), field=f"weight_{n}"),
        container_nos=containers_from(given(f"containers_{n}", "")),
    )


def _move(request: KnownRequest, who: dict[str, Any]) -> None:
    to = request.POST.get("to_manifest_no", "").strip().upper()
    move_bill.change_ship(to_manifest_no=to, **who)


def _shut_out(request: KnownRequest, who: dict[str, Any]) -> None:
    move_bill.shut_out(**who)


def _tranship(request: KnownRequest, who: dict[str, Any]) -> None:
    move_bill.tranship_bill(onward=request.POST.get("onward", ""), **who)


_ACTS: dict[str, Callable[[KnownRequest, dict[str, Any]], None]] = {
    "amend": _amend,
    "split": _split,
    "move": _move,
    "shut_out": _shut_out,
    "tranship": _tranship,
}


def _detail(
    request: KnownRequest, manifest_no: str, *, refusal: DomainError | None = None
) -> HttpResponse:
    view = manifest_of(manifest_no=manifest_no, carrier_id=request.user.enterprise_id or 0)
    if view is None:
        raise NotFound(field="manifest_no")
    context = {
        "manifest": view,
        "rows": tree_on(manifest_no=manifest_no, now=clock.now()),
        "differences": differences_on(manifest_no=manifest_no),
        "export": view.kind == Kind.PRE_LOADING,
        "errors": errors_of(refusal),
        "answers": request.POST,
    }
    status = refusal.http_status if refusal else 200
    return render(request, "manifests/detail.html", context, status=status)


def _bill(
    request: KnownRequest,
    manifest_no: str,
    transport_document: str,
    *,
    refusal: DomainError | None = None,
) -> HttpResponse:
    owner = request.user.enterprise_id or 0
    files = bill_file(transport_document=transport_document, carrier_id=owner, now=clock.now())
    if not files or manifest_of(manifest_no=manifest_no, carrier_id=owner) is None:
        raise NotFound(field="transport_document")
    file = next((one for one in files if one.bill.manifest_no == manifest_no), files[0])
    context = {
        "file": file,
        "bill": file.bill,
        "changes": _states(request, transport_document),
        "states_file": "?".join(
            (reverse("manifests:bill", args=[manifest_no, transport_document]), "export=csv")
        ),
        "others": [one.bill for one in files if one is not file],
        "export": file.bill.kind == Kind.PRE_LOADING,
        "may_change": file.bill.stands and file.bill.state != "03",
        "boxes": " ".join(file.bill.containers),
        "weight": f"{file.bill.gross_weight_kg.normalize():f}",
        "errors": errors_of(refusal),
        "answers": request.POST,
        "act": request.POST.get("act", ""),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "manifests/bill.html", context, status=status)


def _states(request: KnownRequest, transport_document: str) -> tuple[StateLine, ...]:
    return history_of_bill(
        transport_document=transport_document,
        officer=False,
        carrier_id=request.user.enterprise_id or 0,
    )
