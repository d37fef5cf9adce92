"""The summary form: saved field by field, checked while typing, submitted once."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.forms import number_of_items, read_summary, summary_from
from clearance.declarations.operations import keep_draft
from clearance.declarations.operations.ask_registers import asked_once
from clearance.declarations.operations.submit_draft import submit_draft
from clearance.declarations.pages.draft_runs import to_mend
from clearance.declarations.pages.filling import (
    check_answers,
    faults_of,
    saved_answer,
    sent_answers,
)
from clearance.declarations.pages.sheets import errors_of, questions_of, sections_of
from clearance.declarations.queries.drafting import (
    DraftView,
    FoundDrafts,
    answer_to,
    cover_of,
    draft_of,
    line_for,
    progress_of,
)
from clearance.declarations.queries.goods import found_goods
from clearance.declarations.states import Procedure
from clearance.duties.queries import guarantees_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound
from customs_portal.kit.parsing import is_storable, read_json
from customs_portal.registry import law

FORM = "declarations/enterprise/form.html"
DRAFTS_A_PAGE = 50
CHECKED_AT_MOST = 1000  # of a longer list those saved last


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def drafts(request: KnownRequest) -> HttpResponse:
    return render(request, "declarations/enterprise/drafts.html", _page_of_drafts(request))


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def begin(request: KnownRequest) -> HttpResponse:
    usual = {"transport_mode": "2", "supervision_mode": "0110", "items.0.currency": "USD"}
    draft = keep_draft.begin_draft(by=request.user, now=clock.now(), answers=usual)
    return redirect("declarations:draft", draft.draft_no)


@duty_required(Duty.FILE_DECLARATION)
def draft(request: KnownRequest, draft_no: str) -> HttpResponse:
    """GET: the form. POST: the whole form with the button that was pressed."""
    if request.method == "POST":
        return _pressed(request, draft_no)
    view = draft_of(draft_no=draft_no, by=request.user)
    if view is not None and view.procedure == Procedure.ONE_STEP:
        return redirect("declarations:whole", draft_no)
    return _form(request, _open(request, draft_no))


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def save(request: KnownRequest, draft_no: str) -> JsonResponse:
    """One answer at a time, from the form's own script (or its last breath, a beacon)."""
    field, text, version = one_answer(request)
    saved = keep_draft.save_answers(
        draft_no=draft_no,
        answers={field: text},
        version=version,
        by=request.user,
        now=clock.now(),
    )
    on = timezone.localdate(saved.saved_at)
    return saved_answer(saved, field=field, on=on, answer_to=answer_to)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def rail(request: KnownRequest, draft_no: str) -> HttpResponse:
    """The rail and the footer again, after a save."""
    context = _context(request, _open(request, draft_no), shown=())
    return render(request, "declarations/enterprise/_rail.html", context | {"again": True})


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def questions(request: KnownRequest, draft_no: str) -> HttpResponse:
    """The last section for the answers as they stand in the form, saved or not."""
    _open(request, draft_no)
    on = timezone.localdate(clock.now())
    guarantees = guarantees_of(enterprise_id=request.user.enterprise_id or 0, on=on)
    section = questions_of(
        answers={name: str(value) for name, value in request.POST.items()},
        faults=(),
        guarantees=[one.guarantee_no for one in guarantees if one.in_force],
        on=on,
    )
    return render(request, "declarations/enterprise/_section.html", {"section": section})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def goods(request: KnownRequest) -> JsonResponse:
    """The nomenclature while typing; what the enterprise declared before stands first."""
    return JsonResponse({"results": found_goods(text=request.GET.get("q", ""), by=request.user)})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def check(request: KnownRequest, draft_no: str) -> HttpResponse:
    view = _open(request, draft_no)
    return check_answers(
        request,
        "declarations/enterprise/check.html",
        _context(request, view, shown=()),
        answers=view.answers,
        address=reverse("declarations:draft", args=[draft_no]),
    )


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def delete(request: KnownRequest, draft_no: str) -> HttpResponse:
    keep_draft.delete_draft(draft_no=draft_no, by=request.user, now=clock.now())
    context = {**_page_of_drafts(request), "deleted": draft_no}
    return render(request, "declarations/enterprise/drafts.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def restore(request: KnownRequest, draft_no: str) -> HttpResponse:
    keep_draft.restore_draft(draft_no=draft_no, by=request.user, now=clock.now())
    if request.htmx:
        return HttpResponse(headers={"HX-Redirect": reverse("declarations:drafts")})
    return redirect("declarations:drafts")


def _page_of_drafts(request: KnownRequest) -> dict[str, Any]:
    """With ``ready`` every draft of the list is checked, also those of the other pages."""
    found = FoundDrafts(by=request.user)
    pages: Paginator[DraftView] = Paginator(found, DRAFTS_A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    asked = bool(request.GET.get("ready"))
    heads = [_("Draft"), _("Bill of lading"), _("Begun by"), _("Last saved")]
    heads += [_("To do")] if asked else []
    context: dict[str, Any] = {
        "page": page,
        "ready_asked": asked,
        "columns": [{"label": one} for one in [*heads, _("Delete")]],
    }
    if not asked:
        return context | {"rows": [{"draft": one, "to_do": None} for one in page.object_list]}
    on = timezone.localdate(clock.now())
    most = int(law.ask("filing_file.most_drafts_together", on=on).value)
    with asked_once():
        to_do = {one.draft_no: _to_do(one, by=request.user) for one in found[:CHECKED_AT_MOST]}
    ready = [number for number, left in to_do.items() if left == 0][:most]
    shown = {one.draft_no for one in page.object_list}
    return context | {
        "rows": [
            {
                "draft": one,
                "to_do": to_do.get(one.draft_no),
                "chosen": one.draft_no in ready,
            }
            for one in page.object_list
        ],
        "ready": len(ready),
        "ready_elsewhere": [number for number in ready if number not in shown],
        "checked": len(to_do),
        "most": most,
    }


def _to_do(view: DraftView, *, by: User) -> int | None:
    """How many answers still need something; None for a draft of step two."""
    if view.completes:
        return None
    return len(to_mend(view, by=by, on=timezone.localdate(clock.now())))


def _pressed(request: KnownRequest, draft_no: str) -> HttpResponse:
    _open(request, draft_no)
    answers = sent_answers(request)
    act = request.POST.get("act", "")
    if act == "submit-checked":
        answers = _open(request, draft_no).answers
    elif act == "add-item":
        answers[f"items.{number_of_items(answers)}.name"] = ""
    elif act == "remove-item":
        last = number_of_items(answers) - 1
        answers = {k: v for k, v in answers.items() if not k.startswith(f"items.{last}.")}
    if act != "submit-checked":
        keep_draft.replace_answers(
            draft_no=draft_no, answers=answers, by=request.user, now=clock.now()
        )
    if act in ("submit", "submit-checked"):
        return _submit(request, draft_no)
    goes_to = {"check": "declarations:check", "leave": ""}.get(act, "declarations:draft")
    return redirect(goes_to, draft_no) if goes_to else redirect("declarations:list")


def _submit(request: KnownRequest, draft_no: str) -> HttpResponse:
    view = _open(request, draft_no)
    try:
        declaration = submit_draft(
            draft_no=draft_no,
            summary=summary_from(view.answers),
            by=request.user,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _form(request, view, faults=faults_of(refusal), status=refusal.http_status)
    return redirect("declarations:receipt", declaration.declaration_no)


def _form(
    request: HttpRequest,
    view: DraftView,
    *,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    return render(request, FORM, _context(request, view, shown=faults), status=status)


def _context(request: Any, view: DraftView, *, shown: tuple[Fault, ...]) -> dict[str, Any]:
    on = timezone.localdate(clock.now())
    summary, unread = read_summary(view.answers)
    progress = progress_of(summary=summary, unread=unread, by=request.user, on=on)
    guarantees = guarantees_of(enterprise_id=request.user.enterprise_id, on=on)
    line = line_for(transport_document=view.answers.get("transport_document", ""))
    days = int(law.ask("two_step.completion_days", on=on).value)
    sections = sections_of(
        answers=view.answers,
        faults=shown or tuple(one for one in progress.faults),
        guarantees=[one.guarantee_no for one in guarantees if one.in_force],
        on=on,
    )
    return {
        "draft": view,
        "sections": sections,
        "errors": errors_of(shown, sections),
        "progress": progress,
        "cover": cover_of(summary=summary, by=request.user, on=on),
        "line": line,
        "items": number_of_items(view.answers),
        "days": days,
        "next_steps": _next_steps(line, progress, days),
    }


def _next_steps(line: Any, progress: Any, days: int) -> list[dict[str, Any]]:
    manifest = {
        "label": _("Manifest accepted"),
        "phase": "future",
        "note": _("Not yet: early filing"),
    }
    arrival = {"label": _("Arrival confirmed"), "phase": "future", "note": ""}
    if line is not None:
        manifest = {"label": _("Manifest accepted"), "phase": "done", "at": line.accepted_at}
        if line.arrived_at:
            arrival = {"label": _("Arrival confirmed"), "phase": "done", "at": line.arrived_at}
    to_fix = len(progress.faults)
    return [
        manifest,
        arrival,
        {
            "label": _("Summary declaration"),
            "phase": "now",
            "note": _("%(n)d to fix") % {"n": to_fix} if to_fix else _("In progress"),
        },
        {"label": _("Risk check"), "phase": "future", "note": _("At once when you submit")},
        {"label": _("Release to leave port"), "phase": "future", "note": _("At the ship side")},
        {
            "label": _("Full declaration"),
            "phase": "future",
            "note": _("Within %(days)d days of the ship's entry") % {"days": days},
        },
        {"label": _("Tax bill and closing"), "phase": "future", "note": ""},
    ]


def _open(request: KnownRequest, draft_no: str) -> DraftView:
    view = draft_of(draft_no=draft_no, by=request.user)
    if view is None or view.declaration_no or view.procedure != Procedure.TWO_STEP:
        raise NotFound(field="draft_no")
    return view


def one_answer(request: KnownRequest) -> tuple[str, str, int]:
    """What the form's script sent: the field, its answer as text, the version it saw."""
    sent = _sent(request)
    field, value = str(sent.get("field", ""))[:60], sent.get("value", "")
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return field, text, _version(sent.get("version"))


def _version(sent: Any) -> int:
    """A version that no draft has is answered like one that was overtaken."""
    return sent if isinstance(sent, int) and 0 <= sent < 2**31 else -1 if sent else 0


def _sent(request: KnownRequest) -> dict[str, Any]:
    try:
        # a beacon is multipart, whose body cannot be read twice
        body = request.POST["payload"] if "payload" in request.POST else request.body  # noqa: SIM401
        sent = read_json(body)
    except (ValueError, KeyError, RawPostDataException):
        sent = None
    if not isinstance(sent, dict) or not is_storable(sent):
        raise Fault(_("Nothing was sent that could be saved."), field="field", rule="body.shape")
    return sent
