"""Whether stops are right, whether they are fair, what chance teaches, what has changed."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.exports import csv_answer
from risk.outcomes.pages import tables, words
from risk.outcomes.pages.pictures import interval, pair_of_bars, reliability
from risk.outcomes.queries import READERS
from risk.outcomes.queries.chance import chance_report, earlier, exploration
from risk.outcomes.queries.monitoring import calibrations, drift
from risk.outcomes.queries.periods import Asked, asked_period
from risk.outcomes.queries.rates import (
    FIRMS,
    GROUPINGS,
    Comparison,
    Rate,
    fairness,
    rates,
    together,
)
from risk.outcomes.states import Looked

PAGE_ROWS = 50


@duty_required(*READERS)
@require_GET
def hit_rates(request: KnownRequest) -> HttpResponse:
    """``?by=`` rule, channel, model or month; ``?looked=`` one way of looking only."""
    asked = asked_period(request.GET, now=clock.now())
    by, looked = _by(request.GET), _looked(request.GET)
    sort = request.GET.get("sort", "") or ("key" if by == "month" else "-judged")
    found = rates(by=by, period=asked.period, looked=looked)
    page = Paginator(tables.sorted_rates(found, sort), PAGE_ROWS).get_page(request.GET.get("page"))
    apart = rates(by="all", period=asked.period, looked=looked) if by == "rule" else found
    whole = together(apart)
    context = _context(request, "rates", asked, by=by, looked=looked) | {
        "whole": _shown("all", whole) if whole else None,
        "rows": [_shown(by, one) for one in page],
        "page": page,
        "sort": sort,
        "columns": [
            {"label": words.GROUPINGS[by], "sort": "key"},
            _number(_("Judgements"), "judged"),
            _number(pgettext("share of judgements", "Stopped"), "stopped"),
            _number(_("Looked into"), "looked"),
            _number(_("Hit rate"), "hit"),
            {"label": _("95 % interval")},
            _number(_("Stopped for nothing"), "idle"),
        ],
        "months": _months(found) if by == "month" else None,
    }
    context["filters"] += [
        _choice("by", _("Grouped by"), by, list(words.GROUPINGS.items())),
        _choice("looked", _("Way of looking"), looked, [("", _("All")), *Looked.choices]),
    ]
    return render(request, "outcomes/rates.html", context)


@duty_required(*READERS)
@require_GET
def export_rates(request: KnownRequest) -> StreamingHttpResponse:
    asked = asked_period(request.GET, now=clock.now())
    by = _by(request.GET)
    found = rates(by=by, period=asked.period, looked=_looked(request.GET))
    rows = tables.rate_rows(by, tables.sorted_rates(found, request.GET.get("sort", "")))
    return csv_answer(name=f"hit-rates-by-{by}.csv", head=tables.RATE_HEAD, rows=rows)


@duty_required(*READERS)
@require_GET
def fair(request: KnownRequest) -> HttpResponse:
    """Firms by size, credit grade and origin of their goods, each group beside all others."""
    asked = asked_period(request.GET, now=clock.now())
    titles = {
        "size": _("By size of the firm"),
        "grade": _("By credit grade"),
        "origin": _("By origin of the goods"),
    }
    parts: list[dict[str, Any]] = [
        {"title": titles[by], "by": by, "rows": [_compared(by, one) for one in found]}
        for by, found in _fairness(asked)
    ]
    context = _context(request, "fairness", asked) | {
        "parts": parts,
        "warnings": [row for part in parts for row in part["rows"] if row["differs"]],
        "empty": not any(part["rows"] for part in parts),
    }
    return render(request, "outcomes/fairness.html", context)


@duty_required(*READERS)
@require_GET
def export_fairness(request: KnownRequest) -> StreamingHttpResponse:
    found = _fairness(asked_period(request.GET, now=clock.now()))
    return csv_answer(
        name="fairness.csv", head=tables.FAIRNESS_HEAD, rows=tables.fairness_rows(found)
    )


@duty_required(*READERS)
@require_GET
def chance(request: KnownRequest) -> HttpResponse:
    """The lot against the law's rates, the promise to certified firms, and what was learned."""
    asked = asked_period(request.GET, now=clock.now())
    report = chance_report(period=asked.period, on=asked.last)
    explored = exploration(period=asked.period)
    context = _context(request, "chance", asked) | {
        "report": report,
        "grades": [
            {
                "one": one,
                "word": words.grade_word(one.grade),
                "permille": ", ".join(f"{value} ‰" for value in one.permille),
                "drawn": words.percent(one.drawn.value, digits=2),
                "bounds": words.bounds(one.drawn),
                "expected": f"{one.expected:,.1f}",
            }
            for one in report.grades
        ],
        "explored": explored,
        "learned": words.percent(explored.learned.value),
        "learned_bounds": words.bounds(explored.learned),
        "learned_picture": interval(explored.learned),
        "learned_share": words.percent(explored.share.value, digits=2),
    }
    return render(request, "outcomes/chance.html", context)


@duty_required(*READERS)
@require_GET
def export_chance(request: KnownRequest) -> StreamingHttpResponse:
    asked = asked_period(request.GET, now=clock.now())
    report = chance_report(period=asked.period, on=asked.last)
    return csv_answer(
        name="random-draws.csv", head=tables.CHANCE_HEAD, rows=tables.chance_rows(report)
    )


@duty_required(*READERS)
@require_GET
def changes(request: KnownRequest) -> HttpResponse:
    """Facts of the period against the time before it; probabilities against what was found."""
    asked = asked_period(request.GET, now=clock.now())
    before = earlier(asked.period)
    context = _context(request, "drift", asked) | {
        "before": before,
        "drifts": [
            {
                "word": words.FACTS[one.spread.fact],
                "psi": "–" if one.psi is None else f"{one.psi:.3f}",
                "tone": words.LEVELS[one.level][0],
                "level": words.LEVELS[one.level][1],
                "known": one.psi is not None,
                "picture": pair_of_bars(one.spread.before, one.spread.after),
                "bins": list(
                    zip(one.spread.labels, one.spread.before, one.spread.after, strict=True)
                ),
            }
            for one in drift(before=before, after=asked.period, on=asked.last)
        ],
        "models": [
            {
                "one": one,
                "error": words.percent(one.error),
                "picture": reliability(
                    one,
                    title=_("Expected against found: %(model)s") % {"model": one.model},
                    across=_("expected"),
                    up=_("found"),
                ),
                "bins": [
                    (
                        f"{bin_.number * 10} – {bin_.number * 10 + 10} %",
                        bin_.read,
                        bin_.found.of,
                        words.percent(bin_.expected),
                        words.percent(bin_.found.value),
                        words.bounds(bin_.found),
                    )
                    for bin_ in one.bins
                ],
            }
            for one in calibrations(period=asked.period)
        ],
    }
    return render(request, "outcomes/drift.html", context)


@duty_required(*READERS)
@require_GET
def export_changes(request: KnownRequest) -> StreamingHttpResponse:
    asked = asked_period(request.GET, now=clock.now())
    found = drift(before=earlier(asked.period), after=asked.period, on=asked.last)
    return csv_answer(name="drift.csv", head=tables.DRIFT_HEAD, rows=tables.drift_rows(found))


def _fairness(asked: Asked) -> list[tuple[str, list[Comparison]]]:
    return [(by, fairness(by=by, period=asked.period, on=asked.last)) for by in FIRMS]


def _shown(by: str, one: Rate) -> dict[str, Any]:
    return {
        "key": one.key,
        "word": words.word_of(by, one.key),
        "rate": one,
        "stopped": words.percent(one.stopped.value),
        "hit": words.percent(one.hit.value),
        "bounds": words.bounds(one.hit),
        "picture": interval(one.hit),
        "idle": words.percent(one.idle.value),
        "idle_bounds": words.bounds(one.idle),
    }


def _compared(by: str, one: Comparison) -> dict[str, Any]:
    names = {"stopped": _("share stopped"), "idle": _("stopped for nothing")}
    return _shown(by, one.rate) | {
        "differs": ", ".join(names[name] for name in one.differs),
        "stopped_picture": interval(one.rate.stopped),
        "stopped_bounds": words.bounds(one.rate.stopped),
        "others_stopped": words.percent(one.others.stopped.value),
        "others_idle": words.percent(one.others.idle.value),
    }


def _months(months: Iterable[Rate]) -> dict[str, Any]:
    found = sorted(months, key=lambda one: one.key)
    return {
        "labels": [one.key for one in found],
        "series": [
            {
                "name": _("Hit rate"),
                "values": [_whole(one.hit.value) for one in found],
            },
            {
                "name": pgettext("share of judgements", "Stopped"),
                "values": [_whole(one.stopped.value) for one in found],
            },
        ],
    }


def _whole(value: float | None) -> float | None:
    return None if value is None else round(value * 100, 1)


def _by(given: Mapping[str, str]) -> str:
    return by if (by := given.get("by", "")) in GROUPINGS else "rule"


def _looked(given: Mapping[str, str]) -> str:
    return looked if (looked := given.get("looked", "")) in Looked.values else ""


def _number(label: str, sort: str) -> dict[str, Any]:
    return {"label": label, "sort": sort, "numeric": True, "descending_first": True}


def _choice(name: str, label: str, value: str, choices: list[Any]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "choices": choices}


def _context(request: KnownRequest, current: str, asked: Asked, **kept: str) -> dict[str, Any]:
    """Tabs, period and export that all reports share."""
    query = "".join(f"&{name}={value}" for name, value in kept.items() if value)
    return {
        "tabs": tabs(current, asked),
        "asked": asked,
        "filters": [
            {"name": "from", "label": _("From"), "value": asked.first.isoformat(), "type": "date"},
            {"name": "to", "label": _("To"), "value": asked.last.isoformat(), "type": "date"},
        ],
        "export_url": f"{reverse(f'outcomes:export-{current}')}?{asked.query}{query}",
    }


def tabs(current: str, asked: Asked) -> list[dict[str, Any]]:
    labels = {
        "rates": _("Hit rates"),
        "fairness": _("Fairness"),
        "chance": _("Chance"),
        "drift": _("Drift and calibration"),
        "labels": _("Outcomes"),
    }
    return [
        {
            "label": label,
            "href": f"{reverse(f'outcomes:{name}')}?{asked.query}",
            "current": name == current,
        }
        for name, label in labels.items()
    ]
