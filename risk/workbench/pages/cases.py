"""One firm on one page, and the past cases most like one."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.exports import csv_answer
from customs_portal.registry.models import CreditGrade
from risk.cases.operations.keep_judged import kept_case
from risk.cases.queries.cases import Case, Similar, case_views, cases_of, similar_to
from risk.outcomes.queries.periods import Asked
from risk.outcomes.states import Looked
from risk.statistics import Share
from risk.workbench.pages.frame import KINDS, asked_of, frame, link, names, note_look, query_of
from risk.workbench.pages.weeks import chart_of, filled
from risk.workbench.queries import READERS
from risk.workbench.queries.paper import in_words, print_profile
from risk.workbench.queries.profile import profile

PAGE_ROWS = 25
AT_ONCE = 1_000
CASE_HEAD = (
    "assessment_no", "subject_reference", "assessed_at", "enterprise_key", "agent_key", "seller",
    "departure", "origin", "hs6", "grade", "value_cny", "weight_kg", "score", "channel", "rules",
    "found", "looked", "fault_kind",
)  # fmt: skip


@duty_required(*READERS)
@require_GET
def firm(request: KnownRequest, enterprise_key: str) -> HttpResponse:
    """Grades, volumes, hit rates, faults, codes, routes and partners of one firm."""
    asked = asked_of(request)
    one = profile(key=enterprise_key, period=asked.period)
    note_look(request, kind="firm", key=one.firm.key)
    rows = cases_of(kind="firm", key=one.firm.key, period=asked.period)
    if request.GET.get("found") == "yes":
        rows = rows.filter(found=True)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    called = names({kind: [thing.key for thing in things] for kind, things in one.parts})
    weeks = filled(one.weeks, asked)
    context = frame(request, "firm", asked)
    context |= {
        "one": one,
        "grades": [(_grade(period.grade), period) for period in one.grades],
        "stopped": in_words(one.stopped),
        "hit": in_words(one.hit),
        "usual_stopped": in_words(one.usual.stopped) if one.usual else "–",
        "usual_hit": in_words(one.usual.hit) if one.usual else "–",
        "charts": chart_of(weeks) if weeks else [],
        "parts": [
            {
                "kind": KINDS[kind],
                "rows": [
                    (thing, called[(kind, thing.key)], _there(thing.kind, thing.key, asked))
                    for thing in things
                ],
            }
            for kind, things in one.parts
            if things
        ],
        "cases": case_views(page.object_list),
        "looked": dict(Looked.choices),
        "page": page,
        "filters": [
            *context["period_filters"],
            {
                "name": "found",
                "label": _("Cases shown"),
                "value": request.GET.get("found", ""),
                "choices": [("", _("All")), ("yes", _("With a fault"))],
            },
        ],
        "export_url": f"{reverse('workbench:export-firm', args=[one.firm.key])}"
        f"?{query_of(request.GET)}",
        "network_url": link("network", kind="firm", key=one.firm.key, asked=asked),
        "series_url": link("series", kind="firm", key=one.firm.key, asked=asked),
        "pdf_url": f"{reverse('workbench:paper', args=[one.firm.key])}?{query_of(request.GET)}",
        "of": one.firm.key,
    }
    return render(request, "workbench/firm.html", context)


@duty_required(*READERS)
@require_GET
def export_firm(request: KnownRequest, enterprise_key: str) -> StreamingHttpResponse:
    asked = asked_of(request)
    one = profile(key=enterprise_key, period=asked.period)
    note_look(request, kind="firm", key=one.firm.key)
    rows = cases_of(kind="firm", key=one.firm.key, period=asked.period)
    return csv_answer(name="cases-of-a-firm.csv", head=CASE_HEAD, rows=_case_rows(rows))


@duty_required(*READERS)
@require_GET
def paper(request: KnownRequest, enterprise_key: str) -> HttpResponse:
    """The profile as a PDF, to be put into a file."""
    asked = asked_of(request)
    one = profile(key=enterprise_key, period=asked.period)
    note_look(request, kind="firm", key=one.firm.key)
    printed = print_profile(one=one, first=asked.first, last=asked.last, now=clock.now())
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="profile.pdf"'
    return answer


@duty_required(*READERS)
@require_GET
def similar(request: KnownRequest, assessment_no: str) -> HttpResponse:
    """The past cases most like one, with what became of them; ``?looked=yes`` only those."""
    case = kept_case(assessment_no=assessment_no)
    note_look(request, kind="firm", key=case.enterprise_key)
    asked = asked_of(request)
    found = similar_to(case=case, only_looked=request.GET.get("looked") == "yes")
    known = [one for one in found if one.case.found is not None]
    faults = Share(part=sum(bool(one.case.found) for one in known), of=len(known))
    called = names({"firm": [one.case.enterprise_key for one in found] + [case.enterprise_key]})
    context = frame(request, "similar", asked)
    context |= {
        "case": case,
        "name": called.get(("firm", case.enterprise_key), case.enterprise_key),
        "firm_url": _there("firm", case.enterprise_key, asked) if case.enterprise_key else "",
        "rows": [
            (one, called[("firm", one.case.enterprise_key)], one.case.per_kg) for one in found
        ],
        "looked": dict(Looked.choices),
        "faults": faults,
        "share": in_words(faults),
        "filters": [
            {
                "name": "looked",
                "label": _("Cases shown"),
                "value": request.GET.get("looked", ""),
                "choices": [("", _("All")), ("yes", _("Only those looked into"))],
            }
        ],
        "export_url": f"{reverse('workbench:export-similar', args=[assessment_no])}"
        f"?{query_of(request.GET)}",
        "of": assessment_no,
    }
    return render(request, "workbench/similar.html", context)


@duty_required(*READERS)
@require_GET
def export_similar(request: KnownRequest, assessment_no: str) -> StreamingHttpResponse:
    case = kept_case(assessment_no=assessment_no)
    note_look(request, kind="firm", key=case.enterprise_key)
    found: list[Similar] = similar_to(case=case, only_looked=request.GET.get("looked") == "yes")
    rows = ([one.points, *_cells(one.case)] for one in found)
    return csv_answer(name="similar-cases.csv", head=("likeness", *CASE_HEAD), rows=rows)


def _there(kind: str, key: str, asked: Asked) -> str:
    return link("firm" if kind in ("firm", "agent") else "series", kind=kind, key=key, asked=asked)


def _case_rows(rows: Any) -> Iterator[list[Any]]:
    for first in range(0, rows.count(), AT_ONCE):
        for case in case_views(rows[first : first + AT_ONCE]):
            yield _cells(case)


def _cells(case: Case) -> list[Any]:
    return [_cell(getattr(case, name)) for name in CASE_HEAD]


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, tuple):
        return " ".join(value)
    return timezone.localtime(value).isoformat() if hasattr(value, "isoformat") else value


def _grade(code: str) -> str:
    known = code in CreditGrade.Grade.values
    return str(CreditGrade.Grade(code).label) if known else code
