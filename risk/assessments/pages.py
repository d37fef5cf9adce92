"""The risk officer's desk: the book of rules and every judgement made by it."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from customs_portal.registry.law import LawGap, ask, current_pack
from risk.assessments import queries
from risk.rules.judge import rules_digest
from risk.rules.shipments import SHIPMENT_RULES

READERS = (Duty.JUDGE_RISK, Duty.REVIEW_DECLARATION, Duty.READ_JOURNAL)
PAGE_ROWS = 50
DAYS = 30


@duty_required(*READERS)
def assessments(request: HttpRequest) -> HttpResponse:
    """Judgements; ``?q=`` number, ``?rule=``, ``?controlled=yes|no``, ``?sort=``."""
    words = {
        name: request.GET.get(name, "").strip() for name in ("q", "rule", "controlled", "sort")
    }
    found = queries.assessments_found(
        number=words["q"].replace(" ", ""),
        rule=words["rule"],
        controlled=words["controlled"],
        sort=words["sort"],
    )
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.views_of(page.object_list),
        "columns": [
            {"label": _("Declaration")},
            {"label": _("Outcome")},
            {"label": _("Score"), "sort": "score", "numeric": True, "descending_first": True},
            {"label": _("Rules that hit")},
            {"label": _("Judged"), "sort": "assessed_at", "descending_first": True},
        ],
        "sort": words["sort"] or "-assessed_at",
        "filtered": any(words[name] for name in ("q", "rule", "controlled")),
        "filters": [
            {"name": "q", "label": _("Number"), "value": words["q"], "wide": True},
            {
                "name": "rule",
                "label": _("Rule"),
                "value": words["rule"],
                "choices": [("", _("All")), *((one.code, one.code) for one in SHIPMENT_RULES)],
            },
            {
                "name": "controlled",
                "label": _("Outcome"),
                "value": words["controlled"],
                "choices": [("", _("All")), ("yes", _("Controlled")), ("no", _("Silent"))],
            },
        ],
        "chinese": (get_language() or "").startswith("zh"),
    }
    return render(request, "assessments/list.html", context)


@duty_required(*READERS)
def assessment(request: HttpRequest, assessment_no: str) -> HttpResponse:
    """One judgement with its facts, each hit's reason in both languages, and the packs."""
    one = queries.assessment(assessment_no=assessment_no)
    facts = [
        (name, ", ".join(map(str, value)) if isinstance(value, list) else value)
        for name, value in one.facts.items()
        if name != "items"
    ]
    context = {
        "one": one,
        "facts": facts,
        "items": one.facts.get("items", []),
        "same_rules": one.rules_digest == rules_digest(),
        "same_law": one.law_digest == current_pack().digest,
    }
    return render(request, "assessments/one.html", context)


@duty_required(*READERS)
def rules(request: HttpRequest) -> HttpResponse:
    """The book: number, points, question, sentences, thresholds of today, hits of 30 days."""
    now = clock.now()
    counts = queries.hits_by_rule(since=now - timedelta(days=DAYS))
    rows = [
        {
            "rule": rule,
            "question": (type(rule).__doc__ or "").strip(),
            "law": [(key, _value_of_today(key)) for key in rule.needs],
            "hits": counts.get(rule.code, 0),
        }
        for rule in SHIPMENT_RULES
    ]
    context = {"rows": rows, "days": DAYS, "threshold": _value_of_today("risk.control_threshold")}
    return render(request, "assessments/rules.html", context)


def _value_of_today(key: str) -> str:
    try:
        found = ask(key, on=clock.now().date())
    except LawGap:
        return "–"
    value = found.value
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)
