"""Every outcome that came back, and the officer's word that a stop was for nothing."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError
from customs_portal.kit.exports import csv_answer
from risk.assessments.queries import AssessmentView
from risk.assessments.queries import assessment as judgement_of
from risk.outcomes.operations.mark_false_positive import MAY_SAY, mark_false_positive
from risk.outcomes.operations.take_back import NotYourWord, WordWasUsed, take_back
from risk.outcomes.pages.reports import PAGE_ROWS, tabs
from risk.outcomes.pages.tables import LABEL_HEAD
from risk.outcomes.pages.words import KINDS
from risk.outcomes.queries import READERS, OutcomeView, outcome_views, outcomes_found, outcomes_of
from risk.outcomes.queries.periods import asked_period
from risk.outcomes.states import WITHDRAWN, Looked
from risk.verdicts import RELEASE

AT_ONCE = 1_000


@duty_required(*READERS)
@require_GET
def labels(request: KnownRequest) -> HttpResponse:
    """``?q=`` number, ``?source=`` way of looking, ``?found=yes|no``, ``?from=``, ``?to=``."""
    asked, found = _found(request)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    rows = outcome_views(page.object_list)
    words = {name: request.GET.get(name, "") for name in ("q", "source", "found")}
    query = "".join(f"&{name}={value}" for name, value in words.items() if value)
    context = {
        "tabs": tabs("labels", asked),
        "asked": asked,
        "page": page,
        "rows": [(row, KINDS.get(row.kind, row.kind)) for row in rows],
        "names": names_of(usernames={row.by for row in rows}, chinese=_chinese()),
        "filtered": any(words.values()),
        "filters": [
            {"name": "q", "label": _("Number"), "value": words["q"], "wide": True},
            {"name": "from", "label": _("From"), "value": asked.first.isoformat(), "type": "date"},
            {"name": "to", "label": _("To"), "value": asked.last.isoformat(), "type": "date"},
            {
                "name": "source",
                "label": _("Way of looking"),
                "value": words["source"],
                "choices": [("", _("All")), *Looked.choices],
            },
            {
                "name": "found",
                "label": _("Result"),
                "value": words["found"],
                "choices": [("", _("All")), ("yes", _("Fault found")), ("no", _("Nothing found"))],
            },
        ],
        "columns": [
            {"label": _("Number")},
            {"label": _("Way of looking")},
            {"label": _("Result")},
            {"label": _("What was found")},
            {"label": _("Who said so")},
            {"label": _("Recorded")},
        ],
        "export_url": f"{reverse('outcomes:export-labels')}?{asked.query}{query}",
    }
    return render(request, "outcomes/labels.html", context)


@duty_required(*READERS)
@require_GET
def export_labels(request: KnownRequest) -> StreamingHttpResponse:
    _asked, found = _found(request)
    return csv_answer(name="outcomes.csv", head=LABEL_HEAD, rows=_rows(found))


@duty_required(*MAY_SAY)
@require_http_methods(["GET", "POST"])
def false_positive(request: KnownRequest, assessment_no: str) -> HttpResponse:
    """A form with the judgement beside it; the word is kept under the judged number."""
    one = judgement_of(assessment_no=assessment_no)
    refusal: DomainError | None = None
    if request.method == "POST":
        try:
            mark_false_positive(
                assessment_no=assessment_no,
                reason=request.POST.get("reason", ""),
                by=request.user,
                now=clock.now(),
            )
        except DomainError as error:
            refusal = error
        else:
            messages.success(request, _("Kept. It counts from now on in the hit rates."))
            return redirect("outcomes:false-positive", assessment_no)
    return _marking(request, one, refusal)


@duty_required(*MAY_SAY)
@require_POST
def undo(request: KnownRequest, assessment_no: str) -> HttpResponse:
    """The officer's own word is taken back; a refusal stands above the form."""
    try:
        take_back(assessment_no=assessment_no, by=request.user, now=clock.now())
    except (NotYourWord, WordWasUsed) as error:
        return _marking(request, judgement_of(assessment_no=assessment_no), error)
    messages.success(request, _("Taken back. It counts nowhere."))
    return redirect("outcomes:false-positive", assessment_no)


def _marking(
    request: KnownRequest, one: AssessmentView, refusal: DomainError | None
) -> HttpResponse:
    said = outcomes_of(subject_reference=one.subject_reference)
    word = next(
        (
            row
            for row in said
            if row.source == Looked.OFFICER
            and row.evidence == one.assessment_no
            and not row.replaced
            and row.kind != WITHDRAWN
        ),
        None,
    )
    context = {
        "one": one,
        "stopped": one.channel != RELEASE,
        "word": word,
        "own_word": word is not None and word.by == request.user.get_username(),
        "said": [(row, KINDS.get(row.kind, row.kind)) for row in said],
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
        "chinese": _chinese(),
    }
    status = refusal.http_status if refusal else 200
    return render(request, "outcomes/false_positive.html", context, status=status)


def _found(request: KnownRequest) -> tuple[Any, Any]:
    asked = asked_period(request.GET, now=clock.now())
    found = outcomes_found(
        number=request.GET.get("q", "").replace(" ", "")[:64],
        source=request.GET.get("source", ""),
        found=request.GET.get("found", ""),
        since=asked.period.since,
        until=asked.period.until,
    )
    return asked, found


def _rows(found: Any) -> Iterator[list[Any]]:
    rows: list[OutcomeView]
    for first in range(0, found.count(), AT_ONCE):
        rows = outcome_views(found[first : first + AT_ONCE])
        for row in rows:
            yield [_cell(getattr(row, name)) for name in LABEL_HEAD]


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "1" if value else "0"
    return timezone.localtime(value).isoformat() if hasattr(value, "isoformat") else value


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")
