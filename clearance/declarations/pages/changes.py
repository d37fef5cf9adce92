"""Changes of accepted declarations: the enterprise asks, officers answer."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.forms import filing_from, form_field, number_of_items
from clearance.declarations.operations import ask_change, decide_change
from clearance.declarations.operations.ask_claims import entered_on, is_late
from clearance.declarations.operations.ask_registers import asked_once
from clearance.declarations.pages.filling import faults_of
from clearance.declarations.pages.sheets import errors_of, full_label, sections_of
from clearance.declarations.pages.whole_sheets import whole_sections
from clearance.declarations.queries import DeclarationView, declaration_of
from clearance.declarations.queries.changes import (
    ChangeSearch,
    answers_standing,
    change_for_officer,
    change_view,
    changes_of,
    find_changes,
    versions_of,
)
from clearance.declarations.states import ChangeKind, ChangeState, Procedure
from clearance.duties.queries import guarantees_of
from clearance.duties.queries.assessment import rate_day
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound
from customs_portal.registry import law

PAGE_ROWS = 50
ACTS: dict[str, Callable[..., object]] = {
    "propose": decide_change.propose_change,
    "approve": decide_change.approve_change,
    "refuse": decide_change.refuse_change,
}
NO_ANSWERS = frozenset({"csrfmiddlewaretoken", "act", "reason"})


@duty_required(Duty.FILE_DECLARATION)
def ask(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """The form, filled with what stands; POST asks, or adds and removes lines of goods."""
    view = _open(request, declaration_no)
    if request.method != "POST":
        return _form(request, view, answers_standing(declaration_no=declaration_no))
    answers = {name: str(value) for name, value in request.POST.items() if name not in NO_ANSWERS}
    act = request.POST.get("act", "ask")
    last = number_of_items(answers) - 1
    if act == "add-item":
        return _form(request, view, answers | {f"items.{last + 1}.currency": "USD"})
    if act == "remove-item" and last > 0:
        kept = {name: v for name, v in answers.items() if not name.startswith(f"items.{last}.")}
        return _form(request, view, kept)
    if act != "ask":
        return _form(request, view, answers)
    standing = answers_standing(declaration_no=declaration_no)
    unasked = {n: v for n, v in standing.items() if not n.startswith("items.") and n not in answers}
    try:
        ask_change.ask_amendment(
            declaration_no=declaration_no,
            wanted=filing_from(
                unasked | answers | {n: standing[n] for n in _fixed()},
                procedure=view.procedure,
                direction=view.direction,
            ),
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _form(request, view, answers, refusal=refusal)
    return redirect("declarations:changes", declaration_no)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def withdraw(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """Ask to take the declaration back; a refusal is shown on the page of its changes."""
    view = _open(request, declaration_no)
    try:
        ask_change.ask_withdrawal(
            declaration_no=declaration_no,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _history(request, view, refusal=refusal)
    return redirect("declarations:changes", declaration_no)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def history(request: KnownRequest, declaration_no: str) -> HttpResponse:
    return _history(request, _open(request, declaration_no))


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def take_back(request: KnownRequest, request_no: str) -> HttpResponse:
    taken = ask_change.take_back_change(request_no=request_no, by=request.user, now=clock.now())
    return redirect("declarations:changes", taken.declaration.declaration_no)


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def queue(request: KnownRequest) -> HttpResponse:
    search = ChangeSearch.from_words(request.GET)
    page = Paginator(find_changes(search=search), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [change_view(row) for row in page],
        "now": clock.now(),
        "sort": search.sort,
        "columns": [
            {"label": _("Request")},
            {"label": _("Declaration")},
            {"label": _("Company")},
            {"label": _("What changes")},
            {"label": _("Asked"), "sort": "asked_at", "descending_first": True},
            {"label": _("Answer by"), "sort": "answer_by"},
            {"label": _("State")},
        ],
        "filtered": bool(search.text or search.kind or search.state != "open"),
        "filters": [
            {
                "name": "q",
                "label": _("Request, declaration, bill of lading or USCC"),
                "value": search.text,
                "wide": True,
            },
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [
                    ("", pgettext("change of a declaration", "Waiting")),
                    ("all", _("All")),
                    *ChangeState.choices,
                ],
            },
            {
                "name": "kind",
                "label": _("Kind"),
                "value": search.kind,
                "choices": [("", _("All")), *ChangeKind.choices],
            },
        ],
    }
    return render(request, "declarations/officer/changes.html", context)


@duty_required(Duty.REVIEW_DECLARATION)
@require_GET
def change(request: KnownRequest, request_no: str) -> HttpResponse:
    return _answer(request, request_no)


@duty_required(Duty.REVIEW_DECLARATION)
@require_POST
def decide(request: KnownRequest, request_no: str) -> HttpResponse:
    """Propose, approve or refuse: the button says which. Then the next one of the queue."""
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise NotFound(field="act")
    try:
        act(
            request_no=request_no,
            reason=request.POST.get("reason", ""),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _answer(request, request_no, refusal=refusal)
    return redirect("declarations:change", request_no)


def _form(
    request: KnownRequest,
    view: DeclarationView,
    answers: dict[str, str],
    *,
    refusal: DomainError | None = None,
) -> HttpResponse:
    faults = faults_of(refusal)
    sections = _sections(view, answers, faults)
    wrong = {form_field(one.field): one.message for one in faults}
    context = {
        "declaration": view,
        "sections": sections,
        "items": number_of_items(answers),
        "errors": errors_of(faults),
        "reason": request.POST.get("reason", ""),
        "reason_error": wrong.get("reason", ""),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "declarations/enterprise/change.html", context, status=status)


def _sections(
    view: DeclarationView, answers: dict[str, str], faults: tuple[Fault, ...]
) -> list[dict[str, Any]]:
    """The form in which it was filed, without the answers that nothing amends."""
    on = timezone.localdate(view.accepted_at)
    found = guarantees_of(enterprise_id=view.enterprise_id, on=on)
    guarantees = [one.guarantee_no for one in found if one.in_force]
    if view.procedure == Procedure.ONE_STEP:
        entered = entered_on(transport_document=view.transport_document)
        with asked_once():  # fifty lines ask the same rates
            sections = whole_sections(
                direction=view.direction,
                answers=answers,
                faults=faults,
                guarantees=guarantees,
                on=on,
                rated=rate_day(accepted=on, entered=entered),
                late=is_late(accepted=on, entered=entered),
            )
    else:
        sections = sections_of(answers=answers, faults=faults, guarantees=guarantees, on=on)
    left_out = {*_fixed(), "office_code"}
    for section in sections:
        section["cells"] = [one for one in section["cells"] if one["name"] not in left_out]
    return sections


def _history(
    request: KnownRequest, view: DeclarationView, *, refusal: DomainError | None = None
) -> HttpResponse:
    context = {
        "declaration": view,
        "changes": [
            {"view": one, "rows": _rows(one)}
            for one in changes_of(declaration_no=view.declaration_no)
        ],
        "versions": [
            {"view": one, "rows": _rows(one)}
            for one in versions_of(declaration_no=view.declaration_no)
        ],
        "errors": errors_of(faults_of(refusal)),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "declarations/enterprise/changes.html", context, status=status)


def _answer(
    request: KnownRequest, request_no: str, *, refusal: DomainError | None = None
) -> HttpResponse:
    view = change_for_officer(request_no=request_no)
    faults = faults_of(refusal)
    context = {
        "change": view,
        "rows": _rows(view),
        "versions": [
            {"view": one, "rows": _rows(one)}
            for one in versions_of(declaration_no=view.declaration_no)
        ],
        "errors": errors_of(faults),
        "reason": request.POST.get("reason", ""),
        "reason_error": next((one.message for one in faults if one.field == "reason"), ""),
        "own": request.user.pk in (view.asked_by_id, view.proposed_by_id),
        "needs_proposal": bool(view.two_because) and view.state == ChangeState.ASKED,
        "now": clock.now(),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "declarations/officer/change.html", context, status=status)


def _rows(view: Any) -> list[dict[str, str]]:
    """The differences with the words of the form."""
    return [
        {"label": full_label(form_field(one.field)), "before": one.before, "after": one.after}
        for one in view.differences
    ]


def _fixed() -> tuple[str, ...]:
    on = timezone.localdate(clock.now())
    return tuple(law.ask("amendment.fixed_fields", on=on).value)


def _open(request: KnownRequest, declaration_no: str) -> DeclarationView:
    view = declaration_of(declaration_no=declaration_no, by=request.user)
    if view is None:
        raise NotFound(field="declaration_no")
    return view
