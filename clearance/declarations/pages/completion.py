"""Step two: filled from step one, saved field by field, reckoned before it is sent, filed once."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.facts import Completion
from clearance.declarations.forms import completion_from, read_completion
from clearance.declarations.operations.ask_claims import entered_on, is_late
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.operations.file_complete import file_complete
from clearance.declarations.operations.foresee_completion import foresee_completion
from clearance.declarations.operations.keep_draft import replace_completion, save_completion
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
from clearance.declarations.pages.step_two import sections_of_step_two
from clearance.declarations.queries import DeclarationView, declaration_of
from clearance.declarations.queries.completing import (
    answer_to,
    found_codes,
    found_currencies,
    found_units,
    progress_of,
)
from clearance.declarations.queries.drafting import DraftView, draft_completing
from clearance.duties.queries import BillView, bill_of
from clearance.duties.queries.assessment import rate_day
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound

FORM = "declarations/enterprise/complete.html"


@duty_required(Duty.FILE_DECLARATION)
def complete(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """GET: the form. POST: the whole form with the button that was pressed."""
    view = _open(request, declaration_no)
    if view.bill_no:
        return redirect("declarations:complete-receipt", declaration_no)
    if request.method == "POST":
        return _pressed(request, view)
    return _form(request, view)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def save(request: KnownRequest, declaration_no: str) -> JsonResponse:
    """One answer at a time, from the form's own script (or its last breath, a beacon)."""
    view = _open(request, declaration_no)
    field, text, version = one_answer(request)
    saved = save_completion(
        declaration_no=declaration_no,
        begins_with=_from_summary(view),
        answers={field: text},
        version=version,
        by=request.user,
        now=clock.now(),
    )
    on = timezone.localdate(view.accepted_at)
    return saved_answer(saved, field=field, on=on, answer_to=answer_to)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def estimate(request: KnownRequest, declaration_no: str) -> HttpResponse:
    context = _context(request, _open(request, declaration_no))
    return estimate_again(request, "declarations/enterprise/_estimate.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def check(request: KnownRequest, declaration_no: str) -> HttpResponse:
    context = _context(request, _open(request, declaration_no))
    return check_answers(
        request,
        "declarations/enterprise/complete_check.html",
        context,
        answers=context["answers"],
        address=reverse("declarations:complete", args=[declaration_no]),
    )


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def receipt(request: KnownRequest, declaration_no: str) -> HttpResponse:
    view = _open(request, declaration_no)
    if not view.bill_no:
        raise NotFound(field="bill_no")
    context = {
        "declaration": view,
        "bill": bill_of(bill_no=view.bill_no, enterprise_id=view.enterprise_id),
        "may_pay": request.user.holds(Duty.PAY_TAX),
    }
    return render(request, "declarations/enterprise/complete_receipt.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def codes(request: KnownRequest) -> JsonResponse:
    return JsonResponse({"results": found_codes(text=request.GET.get("q", ""), by=request.user)})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def currencies(request: KnownRequest) -> JsonResponse:
    found = found_currencies(text=request.GET.get("q", ""), on=timezone.localdate(clock.now()))
    return JsonResponse({"results": found})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def units(request: KnownRequest) -> JsonResponse:
    return JsonResponse({"results": found_units(text=request.GET.get("q", ""))})


def _pressed(request: KnownRequest, view: DeclarationView) -> HttpResponse:
    number, act = view.declaration_no, request.POST.get("act", "submit")
    answers = sent_answers(request)
    if act == "submit-checked":
        answers = _answers(view, draft_completing(declaration_no=number))
    else:
        replace_completion(declaration_no=number, answers=answers, by=request.user, now=clock.now())
    if act in ("check", "leave"):
        goes_to = {"check": "declarations:complete-check", "leave": "declarations:detail"}
        return redirect(goes_to[act], number)
    try:
        file_complete(
            declaration_no=number,
            completion=completion_from(answers),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _form(request, view, faults=faults_of(refusal), status=refusal.http_status)
    return redirect("declarations:complete-receipt", number)


def _form(
    request: KnownRequest,
    view: DeclarationView,
    *,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    return render(request, FORM, _context(request, view, shown=faults), status=status)


def _context(
    request: KnownRequest, view: DeclarationView, *, shown: tuple[Fault, ...] = ()
) -> dict[str, Any]:
    draft = draft_completing(declaration_no=view.declaration_no)
    answers = _answers(view, draft)
    found = _foreseen(request, view, answers)
    on = timezone.localdate(view.accepted_at)
    entered = entered_on(transport_document=view.transport_document)
    rated = rate_day(accepted=on, entered=entered)
    asked = sum(
        len(elements_of(hs_code=answers.get(f"items.{n}.hs_code", ""), on=on))
        for n in range(len(view.items))
    )
    progress = progress_of(faults=found.faults, items=len(view.items), elements=asked)
    sections = sections_of_step_two(
        answers=answers,
        items=len(view.items),
        faults=shown or progress.faults,
        on=on,
        rated=rated,
        late=is_late(accepted=on, entered=entered),
    )
    return {
        "declaration": view,
        "draft": draft,
        "version": draft.version if draft else 0,
        "answers": answers,
        "sections": sections,
        "errors": errors_of(shown, sections),
        "progress": progress,
        "bill": found.bill,
        "saved_cny": found.saved_cny,
        "offers": offers_key(answers=answers, items=len(view.items), rated=rated),
    }


def _foreseen(request: KnownRequest, view: DeclarationView, answers: dict[str, str]) -> Foreseen:
    completion, unread = read_completion(answers)

    def bill_for(completion: Completion) -> BillView:
        return foresee_completion(
            declaration_no=view.declaration_no,
            completion=completion,
            by=request.user,
            now=clock.now(),
        )

    return foreseen(completion, unread, bill_for)


def _answers(view: DeclarationView, draft: DraftView | None) -> dict[str, str]:
    return draft.answers if draft is not None else _from_summary(view)


def _from_summary(view: DeclarationView) -> dict[str, str]:
    answers = {"freight_cny": "", "insurance_cny": ""}
    for index, item in enumerate(view.items):
        for name in ("hs_code", "name", "unit", "currency", "origin"):
            answers[f"items.{index}.{name}"] = getattr(item, name)
        answers[f"items.{index}.quantity"] = (
            f"{item.quantity.normalize():f}" if item.quantity else ""
        )
        answers[f"items.{index}.value"] = f"{item.value:f}"
    return answers


def _open(request: KnownRequest, declaration_no: str) -> DeclarationView:
    view = declaration_of(declaration_no=declaration_no, by=request.user)
    if view is None:
        raise NotFound(field="declaration_no")
    return view
