"""The desk's books of rules: list, one book, what differs, publishing."""

from datetime import datetime

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import STATE_HEAD, state_rows
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.exports import csv_answer
from risk.rulebooks.forms import rule_field
from risk.rulebooks.operations.publish_book import publish_book
from risk.rulebooks.operations.write_rules import draft_book
from risk.rulebooks.pages.frame import (
    READERS,
    by_state,
    by_words,
    chinese,
    drawn,
    listed,
    refusal_of,
)
from risk.rulebooks.queries.books import (
    BookSearch,
    RuleView,
    SwitchSearch,
    book_of,
    book_view,
    difference_between,
    find_books,
    find_switches,
    history_of_book,
)
from risk.rulebooks.states import BookState


@duty_required(*READERS)
@require_GET
def books(request: KnownRequest) -> HttpResponseBase:
    """Every book; ``?q=`` number, title or rule, ``?state=``, ``?sort=``, ``?export=csv``."""
    search = BookSearch.from_words(request.GET)
    found = find_books(search=search)
    if "export" in request.GET:
        head = ("book_no", "title", "state", "rules", "digest", "written_by", "changed_at",
                "backtest_no", "published_by", "in_force_from")  # fmt: skip
        rows = (
            (one.book_no, one.title, one.state, one.rule_count, one.digest, one.written_by,
             one.changed_at.isoformat(), one.backtest_no, one.published_by,
             one.in_force_from.isoformat() if one.in_force_from else "")
            for one in map(book_view, found.iterator(chunk_size=200))
        )  # fmt: skip
        return csv_answer(name="rule-books.csv", head=head, rows=rows)
    context = listed(
        request,
        found,
        each=book_view,
        sort=search.sort,
        columns=[
            {"label": _("Book")},
            {"label": _("State")},
            {"label": _("Rules"), "sort": "rule_count", "numeric": True},
            {"label": _("Written by")},
            {"label": _("Changed"), "sort": "changed_at", "descending_first": True},
            {"label": _("In force from"), "sort": "in_force_from", "descending_first": True},
        ],
        filters=[
            by_words(_("Number, title or rule"), search.text, wide=True),
            by_state(search.state, BookState.choices),
        ],
    )
    context |= {
        "may_write": request.user.holds(Duty.JUDGE_RISK),
        "switches": find_switches(search=SwitchSearch(state="ASKED")).count(),
    }
    return drawn(request, "rulebooks/books.html", context)


@duty_required(Duty.JUDGE_RISK)
@require_http_methods(["GET", "POST"])
def new(request: KnownRequest) -> HttpResponse:
    """A draft with the rules of the book in force, or of ``?from=``."""
    fault: Fault | None = None
    based_on = request.POST.get("based_on", request.GET.get("from", "")).strip().upper()
    if request.method == "POST":
        try:
            number = draft_book(
                title=request.POST.get("title", ""),
                based_on=based_on,
                by=request.user,
                now=clock.now(),
            )
        except Fault as refused:
            fault = refused
        else:
            return redirect("rulebooks:book", book_no=number)
    context = {"fault": fault, "title": request.POST.get("title", ""), "based_on": based_on}
    return drawn(request, "rulebooks/new.html", context, refused=fault)


@duty_required(*READERS)
@require_GET
def book(request: KnownRequest, book_no: str) -> HttpResponseBase:
    """The rules of one book; ``?q=``, ``?export=rules`` or ``states``."""
    view = book_of(book_no=book_no)
    words = request.GET.get("q", "").strip().lower()
    rows = [one for one in view.rules if not words or words in _text(one)]
    if request.GET.get("export") == "states":
        states = state_rows(history_of_book(book_no=book_no))
        return csv_answer(name=f"{book_no}-states.csv", head=STATE_HEAD, rows=states)
    if "export" in request.GET:
        head = ("code", "version", "points", "at_least", "sentence_en", "sentence_zh", "law",
                "owner", "off")  # fmt: skip
        lines = (
            (one.code, one.version, one.points, *(one.rule[name] for name in head[3:8]), one.off)
            for one in rows
        )
        return csv_answer(name=f"{book_no}.csv", head=head, rows=lines)
    sort = request.GET.get("sort", "code")
    key = (lambda one: (one.points, one.code)) if sort.lstrip("-") == "points" else _code
    rows.sort(key=key, reverse=sort.startswith("-"))
    context = listed(
        request,
        rows,
        sort=sort,
        columns=[
            {"label": _("Rule"), "sort": "code"},
            {"label": _("Version"), "numeric": True},
            {"label": _("Points"), "sort": "points", "numeric": True, "descending_first": True},
            {"label": _("The sentence it tells")},
            {"label": _("Law")},
            {"label": pgettext("rule", "Owner")},
        ],
        filters=[by_words(_("Number or words"), words, wide=True)],
    )
    context |= {
        "book": view,
        "chinese": chinese(),
        "changes": history_of_book(book_no=book_no),
        "states_file": f"{reverse('rulebooks:book', args=[book_no])}?export=states",
        "may_write": view.may_be_written and request.user.holds(Duty.JUDGE_RISK),
        "may_publish": view.may_be_published
        and request.user.holds(Duty.PUBLISH_RISK_RULES)
        and request.user.pk not in view.writers,
    }
    return drawn(request, "rulebooks/book.html", context)


@duty_required(*READERS)
@require_GET
def difference(request: KnownRequest, book_no: str) -> HttpResponse:
    """What the book says otherwise than ``?with=``, by default the one it was drafted from."""
    view = book_of(book_no=book_no)
    other = request.GET.get("with", view.based_on).strip().upper()
    changes = difference_between(book_no=book_no, other_no=other) if other else ()
    lines = [
        {
            "code": one.code,
            "change": one.change,
            "fields": [
                {"name": rule_field(name), "before": (one.before or {}).get(name, "–"),
                 "after": (one.after or {}).get(name, "–")}
                for name in (one.fields if one.change == "changed" else ("points", "sentence_en"))
            ],
        }
        for one in changes
    ]  # fmt: skip
    context = {"book": view, "other": other, "lines": lines}
    return drawn(request, "rulebooks/difference.html", context)


@duty_required(*READERS)
@require_http_methods(["GET", "POST"])
def publish(request: KnownRequest, book_no: str) -> HttpResponse:
    """The second person reads what changes, says why, and lets the book count."""
    view = book_of(book_no=book_no)
    fault: DomainError | None = None
    if request.method == "POST":
        fault = refusal_of(
            lambda: publish_book(
                book_no=book_no,
                digest=request.POST.get("digest", ""),
                reason=request.POST.get("reason", ""),
                start_at=_hour(request.POST.get("start_at", "")),
                by=request.user,
                now=clock.now(),
            ),
            Fault,
            Faults,
        )
        if fault is None:
            return redirect("rulebooks:book", book_no=book_no)
    context = {
        "book": view,
        "differences": [
            {"code": one.code, "change": one.change, "fields": list(map(rule_field, one.fields))}
            for one in (
                difference_between(book_no=book_no, other_no=view.based_on) if view.based_on else ()
            )
        ],
        "wrote_it": request.user.pk in view.writers,
        "holds_duty": request.user.holds(Duty.PUBLISH_RISK_RULES),
        "fault": fault,
        "sent": request.POST,
    }
    return drawn(request, "rulebooks/publish.html", context, refused=fault)


def _hour(text: str) -> datetime | None:
    """The hour as the page sends it, in the port's own time; None to start at once."""
    if not text.strip():
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise Fault(
            _("This is no day and hour."),
            field="start_at",
            rule="start.shape",
            remedy=_("Leave the hour empty to start at once, or choose one to come."),
        )
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def _code(one: RuleView) -> tuple[int, str]:
    return int(one.code[2:]), one.code


def _text(one: RuleView) -> str:
    rule = one.rule
    words = (one.code, rule["sentence_en"], rule["sentence_zh"], rule["law"], rule["owner"])
    return " ".join(words).lower()
