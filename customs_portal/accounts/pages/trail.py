"""The trail of a number: everything the house ever said about it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.journal.queries import Entry, sealed_up_to, trail_of
from customs_portal.journal.words import word_for
from customs_portal.kit.exports import csv_answer

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
def trail(request: HttpRequest) -> HttpResponseBase:
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


def _as_csv(number: str, entries: list[Entry]) -> StreamingHttpResponse:
    return csv_answer(
        name=f"trail-{number or 'empty'}.csv",
        head=["position", "recorded_at", "event", "actor", "request_id", "payload"],
        rows=(
            [
                entry.position,
                entry.recorded_at.isoformat(),
                entry.name,
                entry.actor,
                entry.request_id,
                entry.payload,
            ]
            for entry in entries
        ),
    )
