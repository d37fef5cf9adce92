"""The law pack to read: search, pick a day, see value, period, source, mark and history."""

from django.http import HttpResponse
from django.shortcuts import render

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.registry.api import day_of
from customs_portal.registry.law.book import read_book, read_key


@duty_required(Duty.READ_LAW)
def law_pack(request: KnownRequest) -> HttpResponse:
    on = day_of(request.GET.get("on", ""))
    words = request.GET.get("q", "").strip()[:80]
    return render(
        request,
        "registry/officer/law_pack.html",
        {"on": on, "words": words, "book": read_book(words=words, on=on)},
    )


@duty_required(Duty.READ_LAW)
def law_key(request: KnownRequest, key: str) -> HttpResponse:
    on = day_of(request.GET.get("on", ""))
    return render(
        request, "registry/officer/law_key.html", {"on": on, "entry": read_key(key=key, on=on)}
    )
