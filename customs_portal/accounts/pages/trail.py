"""The trail of a number: everything the house ever said about it."""

import csv

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.journal.queries import Entry, sealed_up_to, trail_of
from customs_portal.journal.words import word_for

READERS = (
    Duty.READ_JOURNAL,
    Duty.REVIEW_DECLARATION,
    Duty.JUDGE_RISK,
    Duty.DISPATCH_INSPECTION,
    Duty.INSPECT_GOODS,
    Duty.WORK_GATE,
    Duty.WATCH_WALL,
)


@duty_required(*READERS)
def trail(request: HttpRequest) -> HttpResponse:
    """Trail page; ``?number=`` a declaration, container, plate, order ...; ``&as=csv``."""
    number = "".join(request.GET.get("number", "").upper().split())
    entries = _found(number) if number else []
    if request.GET.get("as") == "csv":
        return _as_csv(number, entries)
    rows = [{"entry": entry, "word": word_for(entry.name)} for entry in entries]
    context = {
        "number": number,
        "rows": rows,
        "sealed_up_to": sealed_up_to(),
        "witnesses": len(settings.JOURNAL_WITNESS_FOLDERS),
    }
    return render(request, "accounts/trail.html", context)


def _found(number: str) -> list[Entry]:
    """People type numbers in capitals; some references (user names) are in small letters."""
    return trail_of(number=number) or trail_of(number=number.lower())


def _as_csv(number: str, entries: list[Entry]) -> HttpResponse:
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="trail-{number or "empty"}.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(["position", "recorded_at", "event", "actor", "request_id", "payload"])
    for entry in entries:
        writer.writerow(
            [
                entry.position,
                entry.recorded_at.isoformat(),
                entry.name,
                entry.actor,
                entry.request_id,
                entry.payload,
            ]
        )
    return response
