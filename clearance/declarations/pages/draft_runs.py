"""Drafts submitted together: looked at once more, then followed to their numbers."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from clearance.declarations.forms import filing_from, read_filing
from clearance.declarations.operations.check_answers import faults_in
from clearance.declarations.operations.submit_many import begin_run, submit_next_line
from clearance.declarations.queries.bulk import LineView, RunView, lines_of, run_of, runs_of
from clearance.declarations.queries.drafting import DraftView, drafts_called
from clearance.declarations.states import LineState
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, NotFound
from customs_portal.kit.exports import csv_answer
from customs_portal.registry import law

LINES_A_PAGE = 50
AT_ONCE = 5  # submitted before the answer; the others follow in the background


@duty_required(Duty.FILE_DECLARATION)
@require_POST
def confirm(request: KnownRequest) -> HttpResponse:
    """The selected drafts with what each still needs; ``act=submit`` submits them."""
    chosen = request.POST.getlist("selected")
    if request.POST.get("act") != "submit":
        return _confirm(request, chosen)
    now = clock.now()
    begun, _is_new = begin_run(
        draft_nos=chosen, token=request.POST.get("token", ""), by=request.user, now=now
    )
    for _turn in range(AT_ONCE):
        if not submit_next_line(run_no=begun.run_no, read=filing_from, now=now):
            break
    return redirect("declarations:run", begun.run_no)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def runs(request: KnownRequest) -> HttpResponse:
    sort = request.GET.get("sort", "")
    found = runs_of(by=request.user, sort=sort)
    pages: Paginator[RunView] = Paginator(found, LINES_A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    many = "draft submitted with others"
    refused = pgettext(many, "Refused")
    context = {
        "rows": page.object_list,
        "page": page,
        "sort": sort or "-begun",
        "columns": [
            {"label": _("Submission"), "sort": "run"},
            {"label": _("Begun"), "sort": "begun", "descending_first": True},
            {"label": _("By")},
            {"label": _("Drafts"), "sort": "drafts", "descending_first": True},
            {"label": pgettext(many, "Accepted")},
            {"label": refused, "sort": "refused", "descending_first": True},
        ],
    }
    return render(request, "declarations/enterprise/runs.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def run(request: KnownRequest, run_no: str) -> HttpResponse:
    view = _open(request, run_no)
    state = request.GET.get("state", "")
    found = lines_of(run_no=run_no, by=request.user, state=state)
    pages: Paginator[LineView] = Paginator(found, LINES_A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    heads = (_("Draft"), _("Bill of lading"), _("Goods"), _("Result"), _("Declaration or reason"))
    context = {
        "run": view,
        "rows": page.object_list,
        "page": page,
        "columns": [{"label": one} for one in heads],
        "filters": [
            {
                "name": "state",
                "label": _("Result"),
                "value": state,
                "choices": [("", _("Any")), *LineState.choices],
            }
        ],
        "filtered": bool(state),
        "clear_url": reverse("declarations:run", args=[run_no]),
    }
    return render(request, "declarations/enterprise/run.html", context)


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def progress(request: KnownRequest, run_no: str) -> HttpResponse:
    view = _open(request, run_no)
    if not view.is_open:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "declarations/enterprise/_run_progress.html", {"run": view})


@duty_required(Duty.FILE_DECLARATION)
@require_GET
def export(request: KnownRequest, run_no: str) -> StreamingHttpResponse:
    _open(request, run_no)

    def lines() -> Iterator[Sequence[Any]]:
        for one in lines_of(run_no=run_no, by=request.user)[0:1_000_000]:
            reasons = "; ".join(f"{fault.message} {fault.remedy}".strip() for fault in one.faults)
            yield (
                one.draft_no,
                one.transport_document,
                one.state_label,
                one.declaration_no,
                reasons,
            )

    head = [_("Draft"), _("Bill of lading"), _("Result"), _("Declaration"), _("Reason")]
    return csv_answer(name=f"submission-{run_no}.csv", head=head, rows=lines())


def _confirm(request: KnownRequest, chosen: list[str]) -> HttpResponse:
    on = timezone.localdate(clock.now())
    most = int(law.ask("filing_file.most_drafts_together", on=on).value)
    found = drafts_called(draft_nos=chosen[: most + 1], by=request.user)
    if not 1 <= len(found) <= most:
        raise Fault(
            _("Select 1 to %(most)s drafts to submit together.") % {"most": most},
            field="selected",
            rule="filing_file.most_drafts_together",
            remedy=_("Go back and tick drafts of your list."),
        )
    shown = []
    for draft in found:
        faults = to_mend(draft, by=request.user, on=on)
        shown.append({"draft": draft, "faults": faults[:3], "more": max(0, len(faults) - 3)})
    context = {
        "drafts": shown,
        "ready": sum(not one["faults"] for one in shown),
        "token": get_random_string(32),
    }
    return render(request, "declarations/enterprise/submit_many.html", context)


def to_mend(view: DraftView, *, by: User, on: date) -> tuple[DomainError, ...]:
    """What submitting the draft would refuse, as far as it can be asked without filing."""
    said = {"procedure": view.procedure, "direction": view.direction}
    return tuple(faults_in(answers=view.answers | said, read=read_filing, by=by, on=on))


def _open(request: KnownRequest, run_no: str) -> RunView:
    view = run_of(run_no=run_no, by=request.user)
    if view is None:
        raise NotFound(field="run_no")
    return view
