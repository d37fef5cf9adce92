"""Back-tests of the desk: ask for one, watch it run, read it beside what happened."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.exports import csv_answer
from customs_portal.registry.models import CreditGrade
from customs_portal.registry.queries import countries_of
from risk.backtests.operations.run_backtest import ask_backtest, run_if_short
from risk.backtests.queries import trials
from risk.backtests.states import BackTestState
from risk.learning.queries import ModelView, registered_models
from risk.rulebooks.forms import RuleAnswers
from risk.rulebooks.queries.books import BookSearch, book_view, find_books
from risk.rulebooks.rules.wording import faults_from
from risk.rules.checking import sound
from risk.rules.expressions import BadRule

READERS = (Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES, Duty.READ_JOURNAL)
DESK = (Duty.JUDGE_RISK, Duty.PUBLISH_RISK_RULES)
PAGE_ROWS = 50
DAYS = 90
MOST_CHOICES = 100
SUMMARY = (
    "part", "name", "judged", "hits", "stopped_then", "stopped_now", "found_then", "found_now",
    "hours_then", "hours_now", "outcomes", "found", "hit_rate", "low", "high",
)  # fmt: skip
FINDINGS = {
    "raised": gettext_lazy("A rule or the model could not be asked:"),
    "sums": gettext_lazy("Judgements whose parts do not add up to their score:"),
    "few": gettext_lazy("Too few judgements were replayed:"),
    "share": gettext_lazy("Too much would be stopped:"),
}


@duty_required(*READERS)
@require_GET
def backtests(request: KnownRequest) -> HttpResponseBase:
    """Every back-test; ``?q=`` its number or a book's, ``?outcome=``, ``?sort=``, ``?export=``."""
    search = trials.BackTestSearch.from_words(request.GET)
    found = trials.find_backtests(search=search)
    if "export" in request.GET:
        head = ("backtest_no", "book_no", "digest", "model_no", "model_digest", "since", "until",
                "state", "green", "judged", "stopped_then", "stopped_now", "asked_by",
                "asked_at")  # fmt: skip
        rows = (
            (one.backtest_no, one.book_no, one.digest, one.model_no, one.model_digest,
             one.since.isoformat(), one.until.isoformat(), one.state, one.green, one.tally.judged,
             one.tally.then, one.tally.now, one.asked_by, one.asked_at.isoformat())
            for one in map(trials.backtest_view, found.iterator(chunk_size=200))
        )  # fmt: skip
        return csv_answer(name="back-tests.csv", head=head, rows=rows)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [trials.backtest_view(one) for one in page],
        "sort": search.sort,
        "columns": [
            {"label": _("Back-test")},
            {"label": pgettext("back-test", "What was tried")},
            {"label": _("Period")},
            {"label": _("Judgements"), "sort": "total", "numeric": True, "descending_first": True},
            {"label": _("Stopped then"), "numeric": True},
            {"label": pgettext("back-test", "Would be stopped"), "numeric": True},
            {"label": _("Outcome")},
            {"label": _("Asked"), "sort": "asked_at", "descending_first": True},
        ],
        "filtered": bool(search.text or search.state or search.outcome),
        "filters": [
            {"name": "q", "label": _("Number of back-test, book or model"), "value": search.text},
            {
                "name": "outcome",
                "label": _("Outcome"),
                "value": search.outcome,
                "choices": [("", _("All")), ("green", _("Green")), ("red", _("Not green"))],
            },
            {
                "name": "state",
                "label": _("State"),
                "value": search.state,
                "choices": [("", _("All")), *BackTestState.choices],
            },
        ],
        "export_url": f"?{request.GET.urlencode()}&export=csv",
    }
    return render(request, "backtests/list.html", context)


@duty_required(*DESK)
@require_http_methods(["GET", "POST"])
def new(request: KnownRequest) -> HttpResponse:
    """``book_no``, ``model_no`` or both over whole days; a short one is done before the page is
    shown."""
    now = clock.now()
    today = timezone.localdate(now)
    given = request.POST if request.method == "POST" else request.GET
    fields = {
        "book_no": given.get("book_no", "").strip().upper()[:16],
        "model_no": given.get("model_no", "").strip().upper()[:16],
        "since": given.get("since", "") or (today - timedelta(days=DAYS)).isoformat(),
        "until": given.get("until", "") or today.isoformat(),
    }
    fault: DomainError | None = None
    if request.method == "POST":
        try:
            number = ask_backtest(
                book_no=fields["book_no"],
                model_no=fields["model_no"],
                since=_midnight(fields["since"], "since"),
                until=_midnight(fields["until"], "until", days=1),
                by=request.user,
                now=now,
            )
        except (Fault, Faults) as refused:
            fault = refused
        else:
            run_if_short(backtest_no=number, now=now)
            return redirect("backtests:one", backtest_no=number)
    context = {
        "fields": fields,
        "fault": fault,
        "books": _with(_books(), fields["book_no"]),
        "models": _with(_models(), fields["model_no"]),
    }
    return render(request, "backtests/new.html", context, status=422 if fault else 200)


def _books() -> list[tuple[str, str]]:
    """The newest, drafts among them: a draft is what wants trying most."""
    found = [book_view(one) for one in find_books(search=BookSearch())[:MOST_CHOICES]]
    return [(one.book_no, f"{one.book_no} · {one.title} · {one.state_label}") for one in found]


def _models() -> list[tuple[str, str]]:
    return [
        (one.model_no, f"{one.model_no} · {one.name} · {_service(one)}")
        for one in registered_models()[:MOST_CHOICES]
    ]


def _service(one: ModelView) -> str:
    if one.counting:
        return _("counts")
    return _("in the shadow") if one.in_shadow else _("not in service")


def _with(choices: list[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """None of them first; one that is too old for the list, but was asked for, at the end."""
    own = [] if not chosen or chosen in dict(choices) else [(chosen, chosen)]
    return [("", pgettext("back-test", "As it was then")), *choices, *own]


@duty_required(*READERS)
@require_GET
def backtest(request: KnownRequest, backtest_no: str) -> HttpResponseBase:
    """Side by side with what happened; ``?way=more|less``, ``?sort=``, ``?export=csv|summary``."""
    view = trials.backtest_of(backtest_no=backtest_no)
    way, sort = request.GET.get("way", ""), request.GET.get("sort", "-score_now")
    found = trials.differences_of(backtest_no=backtest_no, way=way, sort=sort)
    if request.GET.get("export") == "summary":
        return csv_answer(name=f"{backtest_no}.csv", head=SUMMARY, rows=_summary(view))
    if "export" in request.GET:
        head = ("assessment_no", "subject_reference", "stopped_then", "stops_now", "score_then",
                "score_now", "rules_then", "rules_now", "grade", "country", "found")  # fmt: skip
        rows = (
            (one.assessment_no, one.subject_reference, one.stopped_then, one.stops_now,
             one.score_then, one.score_now, " ".join(one.rules_then), " ".join(one.rules_now),
             one.grade, one.country, one.found)
            for one in found.iterator(chunk_size=1_000)
        )  # fmt: skip
        return csv_answer(name=f"{backtest_no}-differences.csv", head=head, rows=rows)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    names = {one.code: one.name for one in countries_of({line.name for line in view.countries})}
    context = {
        "test": view,
        "page": page,
        "rows": page.object_list,
        "sort": sort,
        "findings": [(FINDINGS[one["rule"]], one["found"]) for one in view.findings],
        "grades": [(_grade(line.name), line) for line in view.grades],
        "countries": [(names.get(line.name, line.name or "–"), line) for line in view.countries],
        "columns": [
            {"label": _("Declaration")},
            {"label": _("Then")},
            {"label": pgettext("back-test", "As tried")},
            {"label": _("Score then"), "sort": "score_then", "numeric": True},
            {"label": _("Score now"), "sort": "score_now", "numeric": True},
            {"label": _("Rules now")},
            {"label": _("Found")},
        ],
        "filtered": bool(way),
        "filters": [
            {
                "name": "way",
                "label": _("Difference"),
                "value": way,
                "choices": [
                    ("", _("All")),
                    ("more", pgettext("back-test", "Stopped only as tried")),
                    ("less", _("Stopped only then")),
                ],
            }
        ],
        "export_url": f"?{request.GET.urlencode()}&export=csv",
        "models": _side_by_side(view),
    }  # fmt: skip
    return render(request, "backtests/one.html", context)


@duty_required(*READERS)
@require_GET
def progress(request: KnownRequest, backtest_no: str) -> HttpResponse:
    """How far it has come; when it is done, the page loads itself again."""
    view = trials.backtest_of(backtest_no=backtest_no)
    answer = render(request, "backtests/_progress.html", {"test": view})
    if not view.running:
        answer["HX-Refresh"] = "true"
    return answer


@duty_required(*DESK)
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the rule in the form would have hit of the latest judgements."""
    try:
        definition = RuleAnswers.from_post(request.POST).definition()
        found = trials.preview(definitions=[sound(definition)])
    except BadRule as bad:
        return _not_yet(request, faults_from(bad.faults, code=bad.code))
    except Faults as bad:
        return _not_yet(request, bad.faults)
    return render(request, "backtests/_preview.html", {"preview": found})


def _not_yet(request: HttpRequest, faults: list[Fault]) -> HttpResponse:
    return render(request, "backtests/_preview.html", {"faults": faults[:3]})


def _side_by_side(
    view: trials.BackTestView,
) -> list[tuple[str, trials.RuleLine | None, trials.RuleLine | None]]:
    """Each model with what it stopped then and what it would stop."""
    then = {one.code: one for one in view.models_then}
    now = {one.code: one for one in view.models}
    return [(code, then.get(code), now.get(code)) for code in sorted(then.keys() | now.keys())]


def _summary(view: trials.BackTestView) -> Iterator[tuple[object, ...]]:
    """The tables of the page as rows of one file."""
    tally = view.tally
    yield (
        "all", "", tally.judged, "", tally.then, tally.now, tally.found_then, tally.found_now,
        view.hours_then, view.hours_now, tally.known, tally.found, "", "", "",
    )  # fmt: skip
    for part, groups in (("grade", view.grades), ("country", view.countries)):
        for one in groups:
            yield (
                part, one.name, one.judged, "", one.then, one.now, one.found_then, one.found_now,
                one.hours_then, one.hours_now, "", "", "", "", "",
            )  # fmt: skip
    for part, lines in (
        ("rule", view.rules), ("model", view.models), ("model then", view.models_then)
    ):  # fmt: skip
        for line in lines:
            rate = line.rate or ("", "", "")
            yield (
                part, line.code, "", line.hits, line.stopped_then, "", "", "", "", "",
                line.outcomes, line.found, *rate,
            )  # fmt: skip


def _midnight(text: str, field: str, *, days: int = 0) -> datetime:
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time.min))
    except (ValueError, OverflowError) as error:
        raise Fault(
            _("This is not a day of the calendar."),
            field=field,
            rule="day.shape",
            remedy=_("Write year, month and day, for example 2026-11-22."),
        ) from error


def _grade(name: str) -> str:
    if name == "UNKNOWN":
        return _("No grade")
    return str(CreditGrade.Grade(name).label) if name in CreditGrade.Grade.values else name
