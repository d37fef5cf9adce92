"""The enterprise's declarations: list, receipt, detail, and what can still be answered."""

from datetime import date
from typing import Any

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.forms import amendment_from
from clearance.declarations.operations.amend_summary import amend_summary
from clearance.declarations.operations.secure_tax import secure_tax
from clearance.declarations.pages import lists
from clearance.declarations.pages.filling import faults_of
from clearance.declarations.pages.reasons import why_looked_at
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.pages.stories import history_file, mismatch_cells, story_of
from clearance.declarations.queries import DeclarationView, assessment_for, declaration_of
from clearance.declarations.queries.changes import open_change_of
from clearance.declarations.queries.documents import asks_of
from clearance.declarations.queries.history import history_of
from clearance.declarations.states import DECLARATION_FLOW, DeclarationState, Procedure
from clearance.duties.queries import guarantees_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.registry import law
from inspection.draws.queries.receipts import own_lot, own_subjects_named
from inspection.orders.queries.notices import notices_of

DETAIL = "declarations/enterprise/detail.html"


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def declarations(request: KnownRequest) -> HttpResponse:
    context = lists.list_context(request, officer=False)
    context["columns"] = [
        {"label": _("Declaration"), "sort": "number"},
        {"label": _("Bill of lading")},
        {"label": _("Goods")},
        {"label": _("Value, CNY"), "sort": "value", "numeric": True, "descending_first": True},
        {"label": _("Status")},
        {"label": _("Accepted"), "sort": "accepted", "descending_first": True},
        {"label": _("Step two by"), "sort": "complete"},
        {"label": _("Act")},
    ]
    state = request.GET.get("state", "")
    tabs = {"MISMATCHED": "mismatched", "TAX_DUE": "tax_due", "RELEASED_FOR_PICKUP": "released"}
    context["current"] = "asked" if request.GET.get("asked") else tabs.get(state, "all")
    return render(request, "declarations/enterprise/list.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return lists.export(request, officer=False)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def export_xlsx(request: KnownRequest) -> FileResponse:
    return lists.export_xlsx(request, officer=False)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def save_view(request: KnownRequest) -> HttpResponse:
    query = lists.keep_view(request, officer=False)
    return redirect(f"{reverse('declarations:list')}?{query}")


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def detail(request: KnownRequest, declaration_no: str) -> HttpResponse:
    return render(request, DETAIL, _context(request, _open(request, declaration_no)))


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def receipt(request: KnownRequest, declaration_no: str) -> HttpResponse:
    context = _context(request, _open(request, declaration_no))
    return render(request, "declarations/enterprise/receipt.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def history(request: KnownRequest, declaration_no: str) -> HttpResponseBase:
    """The record of its states, as far as the firm may see it; to be printed."""
    view = _open(request, declaration_no)
    changes = history_of(declaration_no=declaration_no, officer=False)
    if "export" in request.GET:
        return history_file(changes, declaration_no=declaration_no)
    context = {"declaration": view, "changes": changes, "states_file": "?export=csv"}
    return render(request, "declarations/enterprise/history.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def amend(request: KnownRequest, declaration_no: str) -> HttpResponse:
    view = _open(request, declaration_no)
    answers = {name: str(value) for name, value in request.POST.items()}
    try:
        amend_summary(
            declaration_no=declaration_no,
            amendment=amendment_from(answers),
            by=request.user,
            now=clock.now(),
        )
    except Faults as refusal:
        faults = tuple(refusal.faults)
        context = _context(request, view, answers=answers, faults=faults)
        return render(request, DETAIL, context, status=refusal.http_status)
    return redirect("declarations:detail", declaration_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def secure(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """Release against a guarantee, before the tax is paid."""
    view = _open(request, declaration_no)
    try:
        secure_tax(
            declaration_no=declaration_no,
            guarantee_no=request.POST.get("guarantee_no", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        context = _context(request, view, faults=faults_of(refusal))
        return render(request, DETAIL, context, status=refusal.http_status)
    return redirect("declarations:detail", declaration_no)


def _open(request: KnownRequest, declaration_no: str) -> DeclarationView:
    view = declaration_of(declaration_no=declaration_no, by=request.user)
    if view is None:
        raise NotFound(field="declaration_no")
    return view


def _context(
    request: KnownRequest,
    view: DeclarationView,
    *,
    answers: dict[str, str] | None = None,
    faults: tuple[Fault, ...] = (),
) -> dict[str, Any]:
    judged = assessment_for(declaration_no=view.declaration_no)
    waiting = open_change_of(declaration_no=view.declaration_no)
    today = timezone.localdate(clock.now())
    return {
        "declaration": view,
        "story": story_of(
            view,
            history=history_of(declaration_no=view.declaration_no, officer=False),
            now=clock.now(),
        ),
        "why": why_looked_at(view, judged, chinese=(get_language() or "").startswith("zh")),
        "countries": view.country_names(),
        "mismatch_cells": mismatch_cells(view, answers=answers, faults=faults),
        "errors": errors_of(faults),
        "open_change": waiting,
        "asks": asks_of(declaration_no=view.declaration_no, on=today),
        "may_withdraw": not waiting
        and DECLARATION_FLOW.allows(
            source=DeclarationState(view.state), target=DeclarationState.WITHDRAWN
        ),
        "may_amend": not waiting
        and view.state not in law.ask("amendment.closed_states", on=today).value,
        "may_complete": view.state == DeclarationState.RELEASED_FOR_PICKUP
        and view.procedure == Procedure.TWO_STEP,
        "guarantees": _guarantees(request, view, today),
        "returned": view.state == DeclarationState.RETURNED,
        "rejected": view.state == DeclarationState.REJECTED,
        "may_pay": request.user.holds(Duty.PAY_TAX),
        **_inspected(request, view),
    }


def _inspected(request: KnownRequest, view: DeclarationView) -> dict[str, Any]:
    """What the firm is told of inspections of these goods, and the receipts of their draws."""
    boxes = [one.container_no for one in view.containers]
    return {
        "inspections": notices_of(
            by=request.user, now=clock.now(), references=[view.declaration_no, *boxes]
        ),
        "lot": own_lot(reference=view.declaration_no, by=request.user),
        "receipts": own_subjects_named(by=request.user, references=[view.declaration_no, *boxes]),
    }


def _guarantees(request: KnownRequest, view: DeclarationView, on: date) -> list[tuple[str, str]]:
    """The guarantees that could secure the tax these goods wait for."""
    if view.state != DeclarationState.TAX_DUE:
        return []
    found = guarantees_of(enterprise_id=view.enterprise_id, on=on)
    return [(one.guarantee_no, one.guarantee_no) for one in found if one.in_force]
