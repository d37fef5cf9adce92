"""Step two: filled from step one, saved field by field, reckoned before it is sent, filed once."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.facts import Element
from clearance.declarations.forms import (
    COMPLETE_ITEM_FIELDS,
    completion_from,
    form_field,
    read_completion,
)
from clearance.declarations.operations.ask_elements import elements_of
from clearance.declarations.operations.file_complete import file_complete
from clearance.declarations.operations.foresee_completion import foresee_completion
from clearance.declarations.operations.keep_draft import replace_completion, save_completion
from clearance.declarations.pages.drafts import one_answer
from clearance.declarations.pages.sheets import (
    cell_of,
    country_lookup,
    errors_of,
    names_in,
    rows_of,
    section_of,
)
from clearance.declarations.queries import DeclarationView, declaration_of
from clearance.declarations.queries.completing import (
    answer_to,
    found_codes,
    found_currencies,
    found_units,
    progress_of,
)
from clearance.declarations.queries.drafting import DraftView, answered_with, draft_completing
from clearance.duties.queries import BillView, bill_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound

FORM = "declarations/enterprise/complete.html"
COSTS = ("freight_cny", "insurance_cny")


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
    return JsonResponse(
        {
            "version": saved.version,
            "saved_at": saved.saved_at.isoformat(),
            "answers": {
                one: answer_to(field=one, answers=saved.answers, on=on)
                for one in answered_with(field)
            },
        }
    )


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def estimate(request: KnownRequest, declaration_no: str) -> HttpResponse:
    """The estimate and the footer again, after a save."""
    context = _context(request, _open(request, declaration_no))
    return render(request, "declarations/enterprise/_estimate.html", context | {"again": True})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def check(request: KnownRequest, declaration_no: str) -> HttpResponse:
    context = _context(request, _open(request, declaration_no))
    address = reverse("declarations:complete", args=[declaration_no])
    context["rows"] = rows_of(names_in(context["sections"]), context["answers"], address)
    context["errors"] = errors_of(context["progress"].everything, context["sections"])
    return render(request, "declarations/enterprise/complete_check.html", context)


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
    answers = {
        name: str(value)
        for name, value in request.POST.items()
        if name not in ("csrfmiddlewaretoken", "act")
    }
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
    except Faults as refusal:
        return _form(request, view, faults=tuple(refusal.faults), status=refusal.http_status)
    except DomainError as refusal:
        return _form(request, view, faults=(_fault(refusal),), status=refusal.http_status)
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
    bill, faults = _foreseen(request, view, answers)
    on = timezone.localdate(view.accepted_at)
    asked = sum(
        len(elements_of(hs_code=answers.get(f"items.{n}.hs_code", ""), on=on))
        for n in range(len(view.items))
    )
    progress = progress_of(faults=faults, items=len(view.items), elements=asked)
    sections = _sections(view, answers, shown or progress.faults)
    return {
        "declaration": view,
        "draft": draft,
        "version": draft.version if draft else 0,
        "answers": answers,
        "sections": sections,
        "errors": errors_of(shown, sections),
        "progress": progress,
        "bill": bill,
    }


def _foreseen(
    request: KnownRequest, view: DeclarationView, answers: dict[str, str]
) -> tuple[BillView | None, list[Fault]]:
    """The bill that filing these answers would bring, or everything that stands against it."""
    completion, unread = read_completion(answers)
    try:
        bill = foresee_completion(
            declaration_no=view.declaration_no,
            completion=completion,
            by=request.user,
            now=clock.now(),
        )
    except Faults as refusal:
        return None, [*unread, *refusal.faults]
    except DomainError as refusal:
        return None, [*unread, _fault(refusal)]
    return (None, unread) if unread else (bill, [])


def _fault(refusal: DomainError) -> Fault:
    return Fault(refusal.message, field=refusal.field, rule=refusal.rule, remedy=refusal.remedy)


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


def _sections(
    view: DeclarationView, answers: dict[str, str], faults: tuple[Fault, ...]
) -> list[dict[str, Any]]:
    wrong = {form_field(one.field): one.message for one in reversed(faults)}
    on = timezone.localdate(view.accepted_at)
    lookups: dict[str, dict[str, Any]] = {
        "hs_code": {
            "combobox": reverse("declarations:codes"),
            "hint": _("Ten digits. Type a code or words, in English or Chinese."),
        },
        "unit": {"combobox": reverse("declarations:units"), "min_chars": 1},
        "currency": {"combobox": reverse("declarations:currencies"), "min_chars": 1},
        "origin": country_lookup(),
    }
    widths = {"name": "s12", "specification": "s12", "hs_code": "s12", "origin": "s6"}
    decimal = {"inputmode": "decimal", "extra_class": "num"}

    def cell(name: str, width: str, **more: Any) -> dict[str, Any]:
        found = answer_to(field=name, answers=answers, on=on)
        return cell_of(name, width, answers=answers, wrong=wrong, found=found) | more

    sections = []
    for index in range(len(view.items)):
        cells = []
        for name in COMPLETE_ITEM_FIELDS:
            more = lookups.get(name) or {}
            if name in ("quantity", "value", "net_weight_kg"):
                more = {**decimal, "unit": "kg" if name == "net_weight_kg" else ""}
            if name == "specification":
                more = {"hint": _("Brand, model, composition")}
            cells.append(cell(f"items.{index}.{name}", widths.get(name, "s3"), **more))
        asked = elements_of(hs_code=answers.get(f"items.{index}.hs_code", ""), on=on)
        cells += [
            cell(f"items.{index}.elements.{one.key}", "s4", **_choices_of(one)) for one in asked
        ]
        sections.append(
            section_of(f"goods-{index}", _("Goods, line %(n)d") % {"n": index + 1}, cells)
        )
    costs = [cell(name, "s4", unit="CNY", **decimal) for name in COSTS]
    costs[0]["hint"] = _("0 when the price includes it.")
    costs[1] |= {"optional": True, "hint": _("Left empty, the law's share is taken.")}
    return [*sections, section_of("costs", _("Freight and insurance"), costs)]


def _choices_of(element: Element) -> dict[str, Any]:
    if not element.choices:
        return {}
    chinese = (get_language() or "").startswith("zh")
    codes = [code for code, _en, _zh in element.choices]
    return {"choices": [("", ""), *((one, element.shown(one, chinese=chinese)) for one in codes)]}


def _open(request: KnownRequest, declaration_no: str) -> DeclarationView:
    view = declaration_of(declaration_no=declaration_no, by=request.user)
    if view is None:
        raise NotFound(field="declaration_no")
    return view
