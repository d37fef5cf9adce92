"""What is disclosed of the draws: shares against the published rates (双随机一公开)."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.exports import csv_answer
from inspection.draws.pages.charts import rate_chart
from inspection.draws.queries.disclosure import Disclosure, disclosure

READERS = (Duty.WATCH_WALL, Duty.READ_JOURNAL)
HEAD = ["kind", "grade", "pool", "rate_permille", "drawn", "share", "low", "high"]


@duty_required(*READERS)
@require_GET
def disclosed(request: KnownRequest) -> HttpResponse:
    found = _found()
    lines = [(line, rate_chart(line)) for line in found.grades]
    return render(request, "draws/disclosed.html", {"found": found, "lines": lines})


@duty_required(*READERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    return csv_answer(name="draws-disclosed.csv", head=HEAD, rows=_rows(_found()))


def _found() -> Disclosure:
    return disclosure(until=timezone.localdate(clock.now()))


def _rows(found: Disclosure) -> Iterator[list[str]]:
    for line in found.grades:
        share = line.share
        known = (share.value, share.low, share.high) if share else (None, None, None)
        yield [
            line.kind,
            line.grade,
            str(line.pool),
            str(line.rate),
            "" if line.drawn is None else str(line.drawn),
            *("" if one is None else f"{one:.6f}" for one in known),
        ]
