"""One rule: written in rows, its versions, and switching it off or on at once."""

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault, Faults
from customs_portal.kit.exports import csv_answer
from risk.rulebooks.forms import (
    CHANNELS,
    COMPARISONS,
    GOODS,
    JOINS,
    RECKONED,
    RuleAnswers,
    fact_choices,
)
from risk.rulebooks.operations.switch_rules import ask_switch, decide_switch
from risk.rulebooks.operations.write_rules import BookHasChanged, leave_rule_out, write_rule
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
    BookView,
    SwitchSearch,
    book_of,
    codes_off,
    find_switches,
    next_code,
    switch_of,
    switch_view,
    versions_of,
)
from risk.rulebooks.states import SwitchState


@duty_required(*READERS)
@require_http_methods(["GET", "POST"])
def rule(request: KnownRequest, book_no: str, rule_code: str) -> HttpResponse:
    """One rule of a book, to be changed while the book is open."""
    view = book_of(book_no=book_no)
    standing = view.rule(rule_code)
    answers = RuleAnswers.from_rule(standing.rule)
    return _written(request, view, answers, code=rule_code)


@duty_required(Duty.JUDGE_RISK)
@require_http_methods(["GET", "POST"])
def new_rule(request: KnownRequest, book_no: str) -> HttpResponse:
    view = book_of(book_no=book_no)
    owner = request.user.display_name or request.user.get_username()
    return _written(request, view, RuleAnswers.blank(code=next_code(), owner=owner), code="")


def _written(
    request: KnownRequest, view: BookView, answers: RuleAnswers, *, code: str
) -> HttpResponse:
    """The form, what is wrong with it beside its fields, or the book with the rule in it."""
    faults: list[Any] = []
    if request.method == "POST":
        answers = RuleAnswers.from_post(request.POST)
        if code:
            answers.plain["code"] = code
        act = request.POST.get("act", "save")
        if act in ("row", "par", "quote"):
            answers.add(act)
        else:
            try:
                write_rule(
                    book_no=view.book_no,
                    definition=answers.definition(),
                    seen=request.POST.get("seen", ""),
                    by=request.user,
                    now=clock.now(),
                )
            except Faults as refused:
                faults = refused.faults
            except (Fault, BookHasChanged) as refused:
                faults = [refused]
            else:
                return redirect("rulebooks:book", book_no=view.book_no)
    may_write = view.may_be_written and request.user.holds(Duty.JUDGE_RISK)
    context: dict[str, Any] = {
        "book": view,
        "code": code,
        "answers": answers,
        "may_write": may_write,
        "errors": [
            {
                "field_id": _anchor(one.field),
                "message": f"{_place(one.field)}{one.message}",
                "remedy": one.remedy,
            }
            for one in faults
        ],
        "wrong": {one.field: one.message for one in faults},
        "channels": CHANNELS,
        "joins": JOINS,
        "goods": GOODS,
        "reckoned": RECKONED,
        "comparisons": COMPARISONS,
        "facts": fact_choices(),
        "numbers": fact_choices(numbers_only=True),
    }
    return drawn(request, "rulebooks/rule.html", context, refused=faults)


@duty_required(Duty.JUDGE_RISK)
@require_POST
def leave_out(request: KnownRequest, book_no: str, rule_code: str) -> HttpResponse:
    leave_rule_out(
        book_no=book_no,
        code=rule_code,
        seen=request.POST.get("seen", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("rulebooks:book", book_no=book_no)


@duty_required(*READERS)
@require_http_methods(["GET", "POST"])
def versions(request: KnownRequest, rule_code: str) -> HttpResponseBase:
    """Every version of a rule, and the wish to switch it off or on at once."""
    found = versions_of(code=rule_code)
    fault: DomainError | None = None
    off = rule_code in codes_off()
    if request.method == "POST":
        fault = refusal_of(
            lambda: ask_switch(
                code=rule_code,
                off=request.POST.get("off", "") == "yes",
                reason=request.POST.get("reason", ""),
                by=request.user,
                now=clock.now(),
            ),
            Fault,
        )
        if fault is None:
            return redirect("rulebooks:switches")
    if "export" in request.GET:
        head = ("code", "version", "points", "sentence_en", "sentence_zh", "digest", "book_no",
                "written_by", "written_at")  # fmt: skip
        rows = (
            (one.code, one.version, one.rule["points"], one.rule["sentence_en"],
             one.rule["sentence_zh"], one.digest, one.book_no, one.written_by,
             one.written_at.isoformat())
            for one in found
        )  # fmt: skip
        return csv_answer(name=f"{rule_code}-versions.csv", head=head, rows=rows)
    context = {
        "code": rule_code,
        "versions": found,
        "off": off,
        "fault": fault,
        "reason": request.POST.get("reason", ""),
        "chinese": chinese(),
        "may_switch": request.user.holds(Duty.JUDGE_RISK)
        or request.user.holds(Duty.PUBLISH_RISK_RULES),
    }
    return drawn(request, "rulebooks/versions.html", context, refused=fault)


@duty_required(*READERS)
@require_GET
def switches(request: KnownRequest) -> HttpResponseBase:
    """Wishes to switch rules; ``?q=``, ``?state=``, ``?sort=``, ``?export=csv``."""
    search = SwitchSearch.from_words(request.GET)
    found = find_switches(search=search)
    if "export" in request.GET:
        head = ("switch_no", "code", "off", "state", "reason", "asked_by", "asked_at",
                "decided_by", "decided_at", "answer")  # fmt: skip
        rows = (
            (one.switch_no, one.code, one.off, one.state, one.reason, one.asked_by,
             one.asked_at.isoformat(), one.decided_by,
             one.decided_at.isoformat() if one.decided_at else "", one.answer)
            for one in map(switch_view, found.iterator(chunk_size=200))
        )  # fmt: skip
        return csv_answer(name="rule-switches.csv", head=head, rows=rows)
    context = listed(
        request,
        found,
        each=switch_view,
        sort=search.sort,
        columns=[
            {"label": _("Switch")},
            {"label": _("Rule"), "sort": "code"},
            {"label": _("Wish")},
            {"label": _("Reason")},
            {"label": _("Asked"), "sort": "asked_at", "descending_first": True},
            {"label": _("State")},
        ],
        filters=[
            by_words(_("Number of rule or switch"), search.text),
            by_state(search.state, SwitchState.choices),
        ],
    )
    return drawn(request, "rulebooks/switches.html", context)


@duty_required(*READERS)
@require_http_methods(["GET", "POST"])
def switch(request: KnownRequest, switch_no: str) -> HttpResponse:
    """The second person agrees or refuses."""
    view = switch_of(switch_no=switch_no)
    fault: DomainError | None = None
    if request.method == "POST":
        fault = refusal_of(
            lambda: decide_switch(
                switch_no=switch_no,
                agreed=request.POST.get("act") == "agree",
                answer=request.POST.get("answer", ""),
                by=request.user,
                now=clock.now(),
            ),
            Fault,
        )
        if fault is None:
            return redirect("rulebooks:switch", switch_no=switch_no)
    context = {
        "switch": view,
        "fault": fault,
        "answer": request.POST.get("answer", ""),
        "may_decide": view.waits
        and request.user.holds(Duty.PUBLISH_RISK_RULES)
        and view.asked_by_id != request.user.pk,
    }
    return drawn(request, "rulebooks/switch.html", context, refused=fault)


def _anchor(field: str) -> str:
    if field.startswith("when") or field == "":
        return "condition"
    if field.startswith(("parameters", "quotes")):
        return "parameters" if field.startswith("parameters") else "quotes"
    return f"id_{field}"


def _place(field: str) -> str:
    """Where a fault of a row or a part of the condition stands, for the summary."""
    if field.startswith("row-"):
        return _("Row %(n)s:") % {"n": int(field.split("-")[1]) + 1} + " "
    if field.startswith(("when", "parameters", "quotes")):
        return f"{field}: "
    return ""
