"""What every page of the workbench shares: period, tabs, words, links, the note of the look."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from risk.cases.queries.things import COLUMNS, is_known
from risk.outcomes.queries.periods import Asked, asked_period
from risk.workbench.queries import queries_of
from risk.workbench.queries.firms import names_of_firms

KINDS: dict[str, str | Promise] = {
    "firm": pgettext_lazy("workbench", "Firm"),
    "agent": pgettext_lazy("workbench", "Agent"),
    "declarant": pgettext_lazy("workbench", "Declarant"),
    "seller": pgettext_lazy("workbench", "Seller"),
    "address": pgettext_lazy("workbench", "Address"),
    "code": pgettext_lazy("workbench", "Commodity code"),
    "origin": pgettext_lazy("workbench", "Origin"),
    "departure": pgettext_lazy("workbench", "Departure"),
}
FIRMS = ("firm", "agent")  # keys that are firms: every look at one is written down
TIED = ("firm", "agent", "declarant", "seller", "address")
LONGEST_KEY = 200


def asked_of(request: KnownRequest) -> Asked:
    return asked_period(request.GET, now=clock.now())


def thing_of(given: Mapping[str, str], kinds: tuple[str, ...] = tuple(COLUMNS)) -> tuple[str, str]:
    """``kind`` and ``key`` of the address; the key is empty where none is asked for, or where
    neither a case nor the register knows it."""
    kind, key = given.get("kind", "firm"), given.get("key", "").strip()[:LONGEST_KEY]
    if kind not in kinds:
        return "firm", ""
    return kind, key if is_known(kind=kind, key=key) or _registered(kind, key) else ""


def _registered(kind: str, key: str) -> bool:
    return kind in FIRMS and key in names_of_firms(keys=[key])


def note_look(request: KnownRequest, *, kind: str, key: str) -> None:
    """A look at a firm is a fact about the looker, as a look at a picture is."""
    if kind in FIRMS and key:
        record_evidence_view(
            user=request.user,
            key=f"workbench/{request.resolver_match.url_name if request.resolver_match else ''}",
            reference=key[:64],
            now=clock.now(),
        )


def names(keys: Mapping[str, list[str]]) -> dict[tuple[str, str], str]:
    """What things are called, by kind and key; firms by their names in the register."""
    firms = names_of_firms(keys=[key for kind in FIRMS for key in keys.get(kind, [])])
    return {
        (kind, key): firms.get(key, key) if kind in FIRMS else key
        for kind, several in keys.items()
        for key in several
    }


def link(page: str, *, kind: str, key: str, asked: Asked) -> str:
    """The address of a thing on a page; a firm's own page has its key in the path."""
    period = {"from": asked.first.isoformat(), "to": asked.last.isoformat()}
    if page == "firm" and "/" not in key:
        return f"{reverse('workbench:firm', args=[key])}?{urlencode(period)}"
    page = "network" if page == "firm" else page
    return f"{reverse(f'workbench:{page}')}?{urlencode({'kind': kind, 'key': key} | period)}"


def query_of(given: QueryDict) -> str:
    """The filters of the address, for an export or a kept question."""
    query = given.copy()
    for name in ["page", *(name for name, value in given.items() if not value)]:
        query.pop(name, None)
    return query.urlencode()


def frame(request: KnownRequest, current: str, asked: Asked, **more: Any) -> dict[str, Any]:
    labels = {
        "start": _("Search"),
        "network": _("Network"),
        "series": _("Time series"),
    }
    kind, key = request.GET.get("kind", ""), request.GET.get("key", "")[:LONGEST_KEY]
    query = {"from": asked.first.isoformat(), "to": asked.last.isoformat()}
    if key:
        query |= {"kind": kind, "key": key}
    kept = queries_of(by=request.user)
    return {
        "asked": asked,
        "tabs": [
            {
                "label": label,
                "href": f"{reverse(f'workbench:{name}')}?{urlencode(query)}",
                "current": name == current,
            }
            for name, label in labels.items()
        ],
        "kept": [(one, address_of(one.page, one.query)) for one in kept],
        "page_name": current,
        "missing": key,
        "query": query_of(request.GET),
        "period_filters": [
            {"name": "from", "label": _("From"), "value": asked.first.isoformat(), "type": "date"},
            {"name": "to", "label": _("To"), "value": asked.last.isoformat(), "type": "date"},
        ],
    } | more


def address_of(page: str, query: str) -> str:
    """Where a kept question is asked; a firm or a case stands in the path."""
    given = QueryDict(query, mutable=True)
    if page in ("firm", "similar"):
        keys = given.pop("of", [""])
        if not keys[-1]:
            return f"{reverse('workbench:start')}?{given.urlencode()}"
        return f"{reverse(f'workbench:{page}', args=[keys[-1]])}?{given.urlencode()}"
    return f"{reverse(f'workbench:{page}')}?{given.urlencode()}"


def thing_filters(kind: str, key: str, kinds: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": "kind",
            "label": _("Kind of thing"),
            "value": kind,
            "choices": [(one, KINDS[one]) for one in kinds],
        },
        {"name": "key", "label": _("Its number or name"), "value": key, "wide": True},
    ]
