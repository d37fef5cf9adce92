"""Measured people and machines: every figure with what it was counted from and its interval."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from inspection.imaging.pages.room import as_file, frame, indicator
from inspection.imaging.pages.words import GROUPINGS, NOBODY, counted
from inspection.imaging.queries.hit_rates import BY, HitRate, hit_rates, whole_hit_rate
from inspection.imaging.queries.measures import (
    Measured,
    all_measured,
    analysts_measured,
    calibrations,
    hours_measured,
    models_measured,
)
from inspection.imaging.rules.measures import Detection
from risk.cases.queries import Period
from risk.outcomes.queries.periods import Asked, asked_period
from risk.statistics import Share

HEAD = (
    "kind", "name", "source", "hits", "threats", "hits_low", "hits_high", "false_alarms", "clean",
    "false_low", "false_high", "area", "area_low", "area_high",
)  # fmt: skip
RATE_HEAD = ("by", "name", "hits", "opened", "low", "high")
CURVE = 120  # pixels of a curve's square


@duty_required(Duty.DISPATCH_INSPECTION)
@require_GET
def people(request: KnownRequest) -> HttpResponse:
    asked = asked_period(request.GET, now=clock.now())
    analysts = analysts_measured(period=asked.period)
    names = names_of(
        usernames=[one.key for one in analysts], chinese=request.LANGUAGE_CODE.startswith("zh")
    )
    context = frame("measures", asked, user=request.user, export="export-measures") | {
        "whole": shown(all_measured(period=asked.period), _("All analysts")),
        "analysts": [shown(one, names.get(one.key, one.key)) for one in analysts],
        "models": [shown(one, one.key) for one in models_measured(period=asked.period)],
        "calibrations": [_calibration(one) for one in calibrations(period=asked.period)],
        "hours": [
            {
                "hour": one.hour + 1,
                "hits": indicator(one.hits),
                "false": indicator(one.false_alarms),
            }
            for one in hours_measured(period=asked.period)
        ],
    }
    return render(request, "imaging/measures.html", context)


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def mine(request: KnownRequest) -> HttpResponse:
    """An analyst's own figures; nobody else's."""
    asked = asked_period(request.GET, now=clock.now())
    found = [
        one
        for one in analysts_measured(period=asked.period)
        if one.key == request.user.get_username()
    ]
    context = {
        "asked": asked,
        "filters": frame("room", asked, user=request.user)["filters"],
        "mine": shown(found[0], "") if found else None,
    }
    return render(request, "imaging/mine.html", context)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_GET
def export_people(request: KnownRequest, ending: str) -> HttpResponseBase:
    period = asked_period(request.GET, now=clock.now()).period
    return as_file(ending, name="image-room-measures", head=HEAD, rows=_rows(period))


@duty_required(Duty.DISPATCH_INSPECTION)
@require_GET
def rates(request: KnownRequest) -> HttpResponse:
    """``?by=`` rule, method, analyst or scanner."""
    asked, by = _rates_asked(request)
    whole = whole_hit_rate(period=asked.period)
    found = hit_rates(by=by, period=asked.period)
    context = frame("hit-rates", asked, user=request.user, export="export-hit-rates", by=by) | {
        "by": by,
        "by_word": GROUPINGS[by],
        "whole": indicator(whole),
        "rows": [
            {"name": _word(by, one), "hits": indicator(one.hits), "bar": _bar(one.hits)}
            for one in found
        ],
    }
    context["filters"] = [
        *context["filters"],
        {"name": "by", "label": _("Grouped by"), "value": by, "choices": list(GROUPINGS.items())},
    ]
    return render(request, "imaging/hit_rates.html", context)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_GET
def export_rates(request: KnownRequest, ending: str) -> HttpResponseBase:
    asked, by = _rates_asked(request)
    found = hit_rates(by=by, period=asked.period)
    rows = (
        [by, _word(by, one), one.hits.part, one.hits.of, *_figures(one.hits.low, one.hits.high)]
        for one in found
    )
    return as_file(ending, name=f"hit-rates-by-{by}", head=RATE_HEAD, rows=rows)


def shown(one: Measured, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "key": one.key,
        "parts": [
            {"word": _("Test images"), **_detection(one.planted)},
            {"word": _("Opened boxes"), **_detection(one.opened)},
        ],
    }


def _detection(one: Detection) -> dict[str, Any]:
    return {
        "hits": indicator(one.hits),
        "misses": one.misses,
        "false": indicator(one.false_alarms),
        "area": "–" if one.area is None else f"{one.area:.3f}",
        "area_bounds": ""
        if one.area_low is None or one.area_high is None
        else f"{one.area_low:.3f} – {one.area_high:.3f}",
        "points": " ".join(
            f"{across * CURVE:.1f},{(1 - up) * CURVE:.1f}" for across, up in one.curve
        ),
        "known": bool(one.hits.of or one.false_alarms.of),
    }


def _calibration(one: Any) -> dict[str, Any]:
    return {
        "model": one.model,
        "error": "–" if one.error is None else f"{one.error * 100:.1f} %",
        "bins": [
            {
                "band": f"{number * 10} – {number * 10 + 10} %",
                "cases": cases,
                "said": "–" if not cases else f"{ppm / cases / 10_000:.1f} %",
                "found": indicator(Share(part=found, of=cases)),
            }
            for number, (cases, ppm, found) in enumerate(one.bins)
        ],
    }


def _rows(period: Period) -> Iterator[list[Any]]:
    for kind, found in (
        ("analyst", analysts_measured(period=period)),
        ("model", models_measured(period=period)),
    ):
        for one in found:
            for source, part in (("planted", one.planted), ("opened", one.opened)):
                yield [
                    *(kind, one.key, source, part.hits.part, part.hits.of),
                    *(_figure(part.hits.low), _figure(part.hits.high)),
                    *(part.false_alarms.part, part.false_alarms.of),
                    *_figures(part.false_alarms.low, part.false_alarms.high),
                    *_figures(part.area, part.area_low, part.area_high),
                ]


def _rates_asked(request: KnownRequest) -> tuple[Asked, str]:
    by = request.GET.get("by", "")
    return asked_period(request.GET, now=clock.now()), by if by in BY else "rule"


def _word(by: str, one: HitRate) -> str:
    return one.key or str(NOBODY[by])


def _bar(share: Share) -> dict[str, Any] | None:
    """Where value and interval lie on a line of a hundred steps."""
    if share.low is None or share.high is None or share.value is None:
        return None
    return {
        "low": round(share.low * 100, 1),
        "wide": round((share.high - share.low) * 100, 1),
        "value": round(share.value * 100, 1),
        "counted": counted(share),
    }


def _figures(*values: float | None) -> Iterable[str]:
    return tuple(_figure(value) for value in values)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
