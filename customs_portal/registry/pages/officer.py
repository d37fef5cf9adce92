"""The law pack to read: search, pick a day, see value, period, source, mark and history."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.registry.api import day_of
from customs_portal.registry.law.book import read_book, read_key

MOST_LETTERS = 80


@duty_required(Duty.READ_LAW)
def law_pack(request: KnownRequest) -> HttpResponse:
    on = day_of(request.GET.get("on", ""))
    words = request.GET.get("q", "").strip()[:MOST_LETTERS]
    filters = [
        {"name": "q", "label": _("Search"), "value": words, "wide": True},
        _day_filter(on),
    ]
    tokens = [{"label": words, "name": "q"}] if words else []
    book = read_book(words=words, on=on)
    return render(
        request,
        "registry/officer/law_pack.html",
        {"on": on, "book": book, "filters": filters, "tokens": tokens},
    )


@duty_required(Duty.READ_LAW)
def law_key(request: KnownRequest, key: str) -> HttpResponse:
    on = day_of(request.GET.get("on", ""))
    entry = read_key(key=key, on=on)
    crumbs = [
        {"label": _("Law pack"), "href": f"{reverse('registry:law')}?on={on.isoformat()}"},
        {"label": entry.title},
    ]
    return render(
        request,
        "registry/officer/law_key.html",
        {
            "on": on,
            "entry": entry,
            "sub": f"{entry.part} · {key}",
            "filters": [_day_filter(on)],
            "crumbs": crumbs,
        },
    )


def _day_filter(on: date) -> dict[str, Any]:
    return {"name": "on", "label": _("As of"), "value": on.isoformat(), "type": "date"}
