"""Search, network and time series of anything that cases name."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit.exports import csv_answer
from risk.cases.queries.things import NEWEST, Thing, holding, most_stopped, named, weeks
from risk.outcomes.queries.periods import Asked
from risk.workbench.pages.drawing import legend, picture
from risk.workbench.pages.frame import (
    FIRMS,
    KINDS,
    TIED,
    asked_of,
    frame,
    link,
    names,
    note_look,
    query_of,
    thing_filters,
    thing_of,
)
from risk.workbench.pages.weeks import ALL_KINDS, chart_of, filled
from risk.workbench.queries import READERS
from risk.workbench.queries.firms import firms_found
from risk.workbench.queries.network import Network, network

SHORTEST_TEXT, LONGEST_TEXT = 2, 80
SERIES_HEAD = ("week_from", "judged", "stopped", "faults_found", "value_cny")
NETWORK_HEAD = ("kind", "key", "name", "steps", "judged", "stopped", "faults_found", "tied_to")


@duty_required(*READERS)
@require_GET
def start(request: KnownRequest) -> HttpResponse:
    """``?q=`` finds firms, agents, sellers, addresses, codes and countries."""
    asked = asked_of(request)
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    found = _found(text, asked) if len(text) >= SHORTEST_TEXT else []
    top = [] if text else most_stopped(kind="firm", period=asked.period)
    called = names(_keys([*found, *top]))
    filters = [{"name": "q", "label": _("Number, name or code"), "value": text, "wide": True}]
    context = frame(request, "start", asked)
    context |= {
        "text": text,
        "found": [_row(one, called, asked) for one in found],
        "top": [_row(one, called, asked) for one in top],
        "filters": [*filters, *context["period_filters"]],
    }
    return render(request, "workbench/start.html", context)


@duty_required(*READERS)
@require_GET
def web(request: KnownRequest) -> HttpResponse:
    """``?kind=&key=`` and two steps around it, as a picture and as a table."""
    asked = asked_of(request)
    kind, key = thing_of(request.GET, TIED)
    found = network(kind=kind, key=key, period=asked.period) if key else Network(nodes=(), edges=())
    note_look(request, kind=kind, key=key)
    called = names(_keys(found.nodes))
    context = frame(request, "network", asked)
    context |= {
        "key": key,
        "name": called.get((kind, key), key),
        "network": found,
        "newest": NEWEST,
        "picture": _picture(found, called, asked) if found.nodes else "",
        "legend": legend({one: str(KINDS[one]) for one in TIED}),
        "rows": [
            _row(one, called, asked) | {"steps": one.steps, "tied": tied}
            for one, tied in _tied(found, called)
        ],
        "filters": [*thing_filters(kind, key, TIED), *context["period_filters"]],
        "export_url": f"{reverse('workbench:export-network')}?{query_of(request.GET)}",
    }
    return render(request, "workbench/network.html", context)


@duty_required(*READERS)
@require_GET
def export_web(request: KnownRequest) -> StreamingHttpResponse:
    asked = asked_of(request)
    kind, key = thing_of(request.GET, TIED)
    found = network(kind=kind, key=key, period=asked.period) if key else Network(nodes=(), edges=())
    note_look(request, kind=kind, key=key)
    called = names(_keys(found.nodes))
    rows = (
        [
            *(one.kind, one.key, called[(one.kind, one.key)], one.steps),
            *(one.judged, one.stopped, one.found, "; ".join(tied)),
        ]
        for one, tied in _tied(found, called)
    )
    return csv_answer(name="network.csv", head=NETWORK_HEAD, rows=rows)


@duty_required(*READERS)
@require_GET
def series(request: KnownRequest) -> HttpResponse:
    """``?kind=&key=`` week by week: declarations, value, share stopped, faults."""
    asked = asked_of(request)
    kind, key = thing_of(request.GET)
    found = filled(weeks(kind=kind, key=key, period=asked.period), asked) if key else []
    note_look(request, kind=kind, key=key)
    context = frame(request, "series", asked)
    context |= {
        "key": key,
        "name": names({kind: [key]}).get((kind, key), key),
        "kind": kind,
        "weeks": found,
        "charts": chart_of(found) if found else [],
        "filters": [*thing_filters(kind, key, ALL_KINDS), *context["period_filters"]],
        "export_url": f"{reverse('workbench:export-series')}?{query_of(request.GET)}",
    }
    return render(request, "workbench/series.html", context)


@duty_required(*READERS)
@require_GET
def export_series(request: KnownRequest) -> StreamingHttpResponse:
    asked = asked_of(request)
    kind, key = thing_of(request.GET)
    found = filled(weeks(kind=kind, key=key, period=asked.period), asked) if key else []
    note_look(request, kind=kind, key=key)
    rows = (
        [
            timezone.localdate(one.monday).isoformat(),
            one.judged, one.stopped, one.found, one.value_cny,
        ]
        for one in found
    )  # fmt: skip
    return csv_answer(name="weeks.csv", head=SERIES_HEAD, rows=rows)


def _found(text: str, asked: Asked) -> list[Thing]:
    """Things that the text names, with their figures in the period (or nought)."""
    keys: dict[str, list[str]] = {"firm": [one.key for one in firms_found(text=text)]}
    for kind in ("agent", "declarant"):
        keys[kind] = [text] if named(kind=kind, keys=[text], period=asked.period) else []
    keys["agent"] += [one for one in keys["firm"] if one not in keys["agent"]]
    for kind in ("seller", "address"):
        keys[kind] = holding(kind=kind, text=text)
    if text.isascii() and text.isdigit():
        keys["code"] = [text[:6]]
    if len(text) == 2 and text.isascii() and text.isalpha():
        keys["origin"] = keys["departure"] = [text.upper()]
    found: list[Thing] = []
    for kind, several in keys.items():
        known = {one.key: one for one in named(kind=kind, keys=several, period=asked.period)}
        found += known.values()
        if kind == "firm":
            found += [_nothing(kind, key) for key in several if key not in known]
    return found


def _nothing(kind: str, key: str) -> Thing:
    return Thing(kind=kind, key=key, judged=0, stopped=0, looked=0, found=0)


def _row(one: Any, called: dict[tuple[str, str], str], asked: Asked) -> dict[str, Any]:
    links = {
        page: link(page, kind=one.kind, key=one.key, asked=asked)
        for page in (
            *(("firm",) if one.kind in FIRMS else ()),
            *(("network",) if one.kind in TIED else ()),
            "series",
        )
    }
    return {
        "one": one,
        "kind": KINDS[one.kind],
        "name": called.get((one.kind, one.key), one.key),
        "links": links,
        "first": links.get("firm") or links.get("network") or links["series"],
    }


def _keys(things: Any) -> dict[str, list[str]]:
    keys: dict[str, list[str]] = {}
    for one in things:
        keys.setdefault(one.kind, []).append(one.key)
    return keys


def _tied(found: Network, called: dict[tuple[str, str], str]) -> Iterator[tuple[Any, list[str]]]:
    """Each node with the names of those it is tied to."""
    for node in found.nodes:
        here = (node.kind, node.key)
        others = [
            edge.other if edge.one == here else edge.one
            for edge in found.edges
            if here in (edge.one, edge.other)
        ]
        yield node, [called[other] for other in others]


def _picture(found: Network, called: dict[tuple[str, str], str], asked: Asked) -> str:
    told = {
        (one.kind, one.key): pgettext(
            "node of a network", "%(kind)s %(name)s: %(judged)s cases, %(found)s with a fault"
        )
        % {
            "kind": KINDS[one.kind],
            "name": called[(one.kind, one.key)],
            "judged": one.judged,
            "found": one.found,
        }
        for one in found.nodes
    }
    links = {
        (one.kind, one.key): link("network", kind=one.kind, key=one.key, asked=asked)
        for one in found.nodes
    }
    return picture(found, title=_("Network of the cases"), words=called, links=links, told=told)
