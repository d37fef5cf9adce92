"""The risk officer's desk: the book of rules and every judgement made by it."""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.kit import clock
from customs_portal.registry.law import LawGap, ask
from customs_portal.registry.models import CreditGrade
from risk.assessments import queries
from risk.assessments.queries import AssessmentView
from risk.rulebooks.queries.in_force import book_in_force
from risk.rules.shipments import SHIPMENT_RULES

READERS = (
    Duty.JUDGE_RISK,
    Duty.PUBLISH_RISK_RULES,
    Duty.REVIEW_DECLARATION,
    Duty.READ_JOURNAL,
)
PAGE_ROWS = 50
DAYS = 30
BLANK = re.compile(r"\{\w+\}")  # where a judgement writes what it found
LAW = {
    "risk.control_threshold": gettext_lazy("Score from which goods are controlled"),
    "risk.weight_tolerance_permille": gettext_lazy("Tolerance of the weight, permille"),
    "risk.value_per_kg_floor_cny": gettext_lazy("Least value per kg by chapter, CNY"),
    "risk.value_per_kg_ceiling_cny": gettext_lazy("Greatest value per kg, CNY"),
    "risk.sensitive_hs_prefixes": gettext_lazy("Sensitive commodity codes"),
    "risk.random_permille_by_grade": gettext_lazy("Share of the random draw by grade, permille"),
}
FACTS = {
    "reference": gettext_lazy("Declaration"),
    "on": gettext_lazy("Day of the law"),
    "transport_mode": gettext_lazy("Mode of transport"),
    "enterprise_key": gettext_lazy("Enterprise"),
    "grade": gettext_lazy("Credit grade"),
    "departure_country": gettext_lazy("Country of departure"),
    "value_cny": gettext_lazy("Total value"),
    "gross_weight_kg": gettext_lazy("Gross weight declared"),
    "manifest_weight_kg": gettext_lazy("Gross weight on the manifest"),
    "declared_pieces": gettext_lazy("Pieces declared"),
    "manifest_pieces": gettext_lazy("Pieces on the manifest"),
    "container_nos": gettext_lazy("Containers"),
    "involves_licence": gettext_lazy("Declared as needing a licence"),
    "involves_inspection": gettext_lazy("Declared as needing inspection"),
    "involves_tax": gettext_lazy("Declared as liable to tax"),
    "declarations_last_90_days": gettext_lazy("Declarations of the enterprise in 90 days"),
    "faults_last_365_days": gettext_lazy("Faults found at the enterprise in 365 days"),
    "known_hs6": gettext_lazy("Goods it declared before, by code"),
    "lot": gettext_lazy("Lot of the random draw, 0 to 999"),
    "agent_key": gettext_lazy("Agent that filed"),
    "declarant": gettext_lazy("Declarant"),
    "seller": gettext_lazy("Overseas party"),
    "consignee_address": gettext_lazy("Address of the consignee"),
    "vessel": gettext_lazy("Vessel or vehicle"),
    "voyage": pgettext_lazy("fact", "Voyage"),
    "port": gettext_lazy("Port of loading or discharge"),
}
CHANNELS = {
    "RELEASE": pgettext_lazy("channel", "Release"),
    "DOCUMENTS": pgettext_lazy("channel", "Look at the documents"),
    "SCAN": pgettext_lazy("channel", "Scan"),
    "OPEN": pgettext_lazy("channel", "Open"),
}
TONES = {"RELEASE": "ok", "DOCUMENTS": "minor", "SCAN": "major", "OPEN": "critical"}
UNITS = {"value_cny": "CNY", "gross_weight_kg": "kg", "manifest_weight_kg": "kg"}
MODES = {
    "2": pgettext_lazy("mode of transport", "Sea"),
    "3": pgettext_lazy("mode of transport", "Rail"),
    "4": pgettext_lazy("mode of transport", "Road"),
    "5": pgettext_lazy("mode of transport", "Air"),
    "6": pgettext_lazy("mode of transport", "Mail"),
    "9": pgettext_lazy("mode of transport", "Other"),
}


@duty_required(*READERS)
def assessments(request: HttpRequest) -> HttpResponse:
    """Judgements; ``?q=`` number, ``?rule=``, ``?controlled=yes|no``, ``?sort=``."""
    words = {
        name: request.GET.get(name, "").strip()
        for name in ("q", "rule", "controlled", "channel", "sort")
    }
    found = queries.assessments_found(
        number=words["q"].replace(" ", ""),
        rule=words["rule"],
        controlled=words["controlled"],
        channel=words["channel"],
        sort=words["sort"],
    )
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, CHANNELS[row.channel], TONES[row.channel]) for row in _views(page)],
        "columns": [
            {"label": _("Declaration")},
            {"label": _("Outcome")},
            {"label": _("Score"), "sort": "score", "numeric": True, "descending_first": True},
            {"label": _("Rules that hit")},
            {"label": _("Judged"), "sort": "assessed_at", "descending_first": True},
        ],
        "sort": words["sort"] or "-assessed_at",
        "filtered": any(words[name] for name in ("q", "rule", "controlled", "channel")),
        "filters": [
            {"name": "q", "label": _("Number"), "value": words["q"], "wide": True},
            {
                "name": "rule",
                "label": _("Rule"),
                "value": words["rule"],
                "choices": [("", _("All")), *((one, one) for one in _rules_to_ask(words["rule"]))],
            },
            {
                "name": "controlled",
                "label": _("Outcome"),
                "value": words["controlled"],
                "choices": [("", _("All")), ("yes", _("Controlled")), ("no", _("Silent"))],
            },
            {
                "name": "channel",
                "label": pgettext("judgement", "Channel"),
                "value": words["channel"],
                "choices": [("", _("All")), *CHANNELS.items()],
            },
        ],
        "chinese": (get_language() or "").startswith("zh"),
    }
    return render(request, "assessments/list.html", context)


def _rules_to_ask(asked: str) -> list[str]:
    """The rules of the book, the data rules in force, and whatever else was asked for."""
    known = [one.code for one in SHIPMENT_RULES]
    known += [one.code for one in book_in_force(at=clock.now()).rules]
    return known if not asked or asked in known else [*known, asked]


@duty_required(*READERS)
def rules(request: HttpRequest) -> HttpResponse:
    """The book: number, points, question, sentences, thresholds of today, hits of 30 days."""
    now = clock.now()
    counts = queries.hits_by_rule(since=now - timedelta(days=DAYS))
    rows = [
        {
            "rule": rule,
            "sentence_en": BLANK.sub("…", rule.sentence_en),
            "sentence_zh": BLANK.sub("…", rule.sentence_zh),
            "question": (type(rule).__doc__ or "").strip(),
            "law": [(key, LAW.get(key, key), _value_of_today(key)) for key in rule.needs],
            "hits": counts.get(rule.code, 0),
        }
        for rule in SHIPMENT_RULES
    ]
    context = {"rows": rows, "days": DAYS, "threshold": _value_of_today("risk.control_threshold")}
    return render(request, "assessments/rules.html", context)


def _views(page: Page[Any]) -> list[AssessmentView]:
    return queries.views_of(page.object_list)


def fact_words(name: str, facts: Mapping[str, Any], countries: Mapping[str, str]) -> str:
    """One value in the reader's words, with its unit; absent is a dash, never a zero."""
    value = facts[name]
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "departure_country":
        return countries.get(value, value)
    if name == "grade":
        return grade_words(value)
    if name == "transport_mode":
        return str(MODES.get(value, value))
    if name in UNITS:
        return f"{_grouped(value)} {UNITS[name]}"
    return str(value) if isinstance(value, str) else _grouped(value)


def grade_words(value: str) -> str:
    if value == "UNKNOWN":
        return _("No grade")
    return str(CreditGrade.Grade(value).label) if value in CreditGrade.Grade.values else value


def _grouped(value: Any) -> str:
    try:
        return f"{Decimal(str(value)).normalize():,f}"
    except InvalidOperation:
        return str(value)


def _value_of_today(key: str) -> str:
    try:
        found = ask(key, on=clock.now().date())
    except LawGap:
        return "–"
    value = found.value
    if isinstance(value, dict):
        return " · ".join(f"{grade_words(name)}: {_grouped(one)}" for name, one in value.items())
    return ", ".join(value) if isinstance(value, list) else _grouped(value)
