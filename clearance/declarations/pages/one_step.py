"""Declarations in one step: chosen, filled field by field, reckoned before they are sent."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.facts import FullDeclaration
from clearance.declarations.forms import form_field, number_of_items, read_full
from clearance.declarations.operations import keep_draft
from clearance.declarations.operations.ask_claims import entered_on, is_late
from clearance.declarations.operations.ask_registers import asked_once
from clearance.declarations.operations.foresee_one_step import foresee_one_step
from clearance.declarations.operations.submit_draft import submit_full_draft
from clearance.declarations.pages.claims import offers_key
from clearance.declarations.pages.drafts import one_answer
from clearance.declarations.pages.filling import (
    Foreseen,
    check_answers,
    estimate_again,
    faults_of,
    foreseen,
    saved_answer,
    sent_answers,
)
from clearance.declarations.pages.sheets import errors_of
from clearance.declarations.pages.whole_sheets import whole_sections
from clearance.declarations.queries.drafting import DraftView, draft_of, line_for
from clearance.declarations.queries.whole import answer_to, found_ports, progress_of
from clearance.declarations.states import Direction, Procedure
from clearance.duties.queries import BillView, guarantees_of
from clearance.duties.queries.assessment import rate_day
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.kit.identifiers import fold

FORM = "declarations/enterprise/whole.html"
USUAL = {
    "transport_mode": "2",
    "supervision_mode": "0110",
    "levy_mode": "101",
    "items.0.currency": "USD",
}


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def new(request: KnownRequest) -> HttpResponse:
    """Two steps, one step, or an export: how the next declaration is filed."""
    return render(request, "declarations/enterprise/new.html")


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def begin(request: KnownRequest) -> HttpResponse:
    exported = request.POST.get("direction") == Direction.EXPORT
    draft = keep_draft.begin_draft(
        by=request.user,
        now=clock.now(),
        answers=USUAL,
        procedure=Procedure.ONE_STEP,
        direction=Direction.EXPORT if exported else Direction.IMPORT,
    )
    return redirect("declarations:whole", draft.draft_no)


@duty_required(Duty.FILE_DECLARATION)
def whole(request: KnownRequest, draft_no: str) -> HttpResponse:
    """GET: the form. POST: the whole form with the button that was pressed."""
    view = _open(request, draft_no)
    if request.method == "POST":
        return _pressed(request, view)
    return _form(request, view)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def save(request: KnownRequest, draft_no: str) -> JsonResponse:
    """One answer at a time, from the form's own script (or its last breath, a beacon)."""
    view = _open(request, draft_no)
    field, text, version = one_answer(request)
    saved = keep_draft.save_answers(
        draft_no=draft_no,
        answers={field: text},
        version=version,
        by=request.user,
        now=clock.now(),
    )
    on = timezone.localdate(saved.saved_at)
    return saved_answer(
        saved, field=field, on=on, answer_to=partial(answer_to, exported=_leaves(view))
    )


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def estimate(request: KnownRequest, draft_no: str) -> HttpResponse:
    context = _context(request, _open(request, draft_no))
    return estimate_again(request, "declarations/enterprise/_whole_estimate.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def questions(request: KnownRequest, draft_no: str) -> HttpResponse:
    """One section, else the last, for the answers as they stand in the form, saved or not."""
    view = _open(request, draft_no)
    answers = {name: str(value) for name, value in request.POST.items()}
    sections = _sections(request, view, answers, ())
    wanted = request.POST.get("section", "").removeprefix("section-")
    section = next((one for one in sections if one["name"] == wanted), sections[-1])
    return render(request, "declarations/enterprise/_section.html", {"section": section})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def check(request: KnownRequest, draft_no: str) -> HttpResponse:
    view = _open(request, draft_no)
    return check_answers(
        request,
        "declarations/enterprise/whole_check.html",
        _context(request, view),
        answers=view.answers,
        address=reverse("declarations:whole", args=[draft_no]),
    )


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def ports(request: KnownRequest) -> JsonResponse:
    return JsonResponse({"results": found_ports(text=request.GET.get("q", ""))})


def _pressed(request: KnownRequest, view: DraftView) -> HttpResponse:
    draft_no, act = view.draft_no, request.POST.get("act", "")
    if act != "submit-checked":
        answers = sent_answers(request)
        if act == "add-item":
            answers[f"items.{number_of_items(answers)}.name"] = ""
        elif act == "remove-item":
            last = number_of_items(answers) - 1
            answers = {k: v for k, v in answers.items() if not k.startswith(f"items.{last}.")}
        keep_draft.replace_answers(
            draft_no=draft_no, answers=answers, by=request.user, now=clock.now()
        )
    if act in ("submit", "submit-checked"):
        return _submit(request, _open(request, draft_no))
    if act == "leave":
        return redirect("declarations:list")
    goes_to = "declarations:whole-check" if act == "check" else "declarations:whole"
    return redirect(goes_to, draft_no)


def _submit(request: KnownRequest, view: DraftView) -> HttpResponse:
    full, unread = read_full(view.answers, direction=view.direction)
    if unread:
        found = _foreseen(request, view)
        return _form(
            request, view, faults=_once(found.faults), status=Faults.http_status, found=found
        )
    try:
        declaration = submit_full_draft(
            draft_no=view.draft_no,
            full=full,
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _form(request, view, faults=faults_of(refusal), status=refusal.http_status)
    return redirect("declarations:receipt", declaration.declaration_no)


def _form(
    request: KnownRequest,
    view: DraftView,
    *,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
    found: Foreseen | None = None,
) -> HttpResponse:
    context = _context(request, view, shown=faults, found=found)
    return render(request, FORM, context, status=status)


def _context(
    request: KnownRequest,
    view: DraftView,
    *,
    shown: tuple[Fault, ...] = (),
    found: Foreseen | None = None,
) -> dict[str, Any]:
    found = found or _foreseen(request, view)
    wrong = tuple(one for one in found.faults if one.rule != "required")
    sections = _sections(request, view, view.answers, shown or wrong)
    return {
        "draft": view,
        "exported": _leaves(view),
        "sections": sections,
        "errors": errors_of(shown, sections),
        "progress": progress_of(faults=found.faults, sections=sections),
        "complete": not found.faults,
        "bill": found.bill,
        "saved_cny": found.saved_cny,
        "offers": offers_key(
            answers=view.answers,
            items=number_of_items(view.answers) if view.direction == Direction.IMPORT else 0,
            rated=_rated(view.answers),
        ),
        "line": line_for(transport_document=view.answers.get("transport_document", "")),
        "items": number_of_items(view.answers),
    }


def _sections(
    request: KnownRequest, view: DraftView, answers: dict[str, str], faults: tuple[Fault, ...]
) -> list[dict[str, Any]]:
    on = timezone.localdate(clock.now())
    entered = entered_on(transport_document=fold(answers.get("transport_document", "")))
    guarantees = guarantees_of(enterprise_id=request.user.enterprise_id or 0, on=on)
    with asked_once():  # fifty lines ask the same rates
        return whole_sections(
            direction=view.direction,
            answers=answers,
            faults=faults,
            guarantees=[one.guarantee_no for one in guarantees if one.in_force],
            on=on,
            rated=rate_day(accepted=on, entered=entered),
            late=is_late(accepted=on, entered=entered),
        )


def _leaves(view: DraftView) -> bool:
    return view.direction == Direction.EXPORT


def _rated(answers: Mapping[str, str]) -> date:
    """The day whose rates apply if these answers are filed now."""
    entered = entered_on(transport_document=fold(answers.get("transport_document", "")))
    return rate_day(accepted=timezone.localdate(clock.now()), entered=entered)


def _foreseen(request: KnownRequest, view: DraftView) -> Foreseen:
    full, unread = read_full(view.answers, direction=view.direction)

    def bill_for(full: FullDeclaration) -> BillView | None:
        return foresee_one_step(full=full, by=request.user, now=clock.now())

    return foreseen(full, unread, bill_for)


def _once(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Each field's first fault."""
    return tuple({form_field(one.field): one for one in reversed(faults)}.values())


def _open(request: KnownRequest, draft_no: str) -> DraftView:
    view = draft_of(draft_no=draft_no, by=request.user)
    if view is None or view.declaration_no or view.procedure != Procedure.ONE_STEP:
        raise NotFound(field="draft_no")
    return view
