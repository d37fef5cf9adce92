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

from clearance.declarations.forms import form_field, number_of_items, summary_from
from clearance.declarations.operations import ask_change, decide_change
from clearance.declarations.pages.sheets import errors_of, full_label, sections_of
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
from clearance.declarations.states import ChangeKind, ChangeState
from clearance.duties.queries import guarantees_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
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
            wanted=summary_from(unasked | answers | {n: standing[n] for n in _fixed()}),
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
    on = timezone.localdate(view.accepted_at)
    faults = _faults(refusal)
    guarantees = guarantees_of(enterprise_id=view.enterprise_id, on=on)
    sections = sections_of(
        answers=answers,
        faults=faults,
        guarantees=[one.guarantee_no for one in guarantees if one.in_force],
        on=on,
    )
    fixed = _fixed()
    sections[0]["cells"] = [one for one in sections[0]["cells"] if one["name"] not in fixed]
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
        "errors": errors_of(_faults(refusal)),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "declarations/enterprise/changes.html", context, status=status)


def _answer(
    request: KnownRequest, request_no: str, *, refusal: DomainError | None = None
) -> HttpResponse:
    view = change_for_officer(request_no=request_no)
    faults = _faults(refusal)
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


def _faults(refusal: DomainError | None) -> tuple[Fault, ...]:
    if refusal is None:
        return ()
    if isinstance(refusal, Faults):
        return tuple(refusal.faults)
    return (Fault(refusal.message, field=refusal.field, remedy=refusal.remedy),)


def _fixed() -> tuple[str, ...]:
    on = timezone.localdate(clock.now())
    return tuple(law.ask("amendment.fixed_fields", on=on).value)


def _open(request: KnownRequest, declaration_no: str) -> DeclarationView:
    view = declaration_of(declaration_no=declaration_no, by=request.user)
    if view is None:
        raise NotFound(field="declaration_no")
    return view
