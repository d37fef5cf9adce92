"""Those who run the image room: what waits, who works, how well the room agrees with itself."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import names_of
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound
from customs_portal.kit.exports import csv_answer, xlsx_answer
from inspection.imaging.pages.words import bounds, counted, percent
from inspection.imaging.queries.measures import agreement_of_readers, changed_minds
from inspection.imaging.queries.room import room_now
from risk.outcomes.queries.periods import Asked, asked_period
from risk.statistics import Share

ROOM_HEAD = (
    "kind", "name", "waiting", "oldest_queued_at", "taken", "p50_wait_s", "p95_wait_s",
    "minutes_in_row", "minutes_on_shift", "scans", "pause", "last_at",
)  # fmt: skip


@duty_required(Duty.DISPATCH_INSPECTION)
@require_GET
def now_in_room(request: KnownRequest) -> HttpResponse:
    now = clock.now()
    asked = asked_period(request.GET, now=now)
    view = room_now(period=asked.period, now=now)
    names = names_of(
        usernames=[one.analyst for one in view.analysts],
        chinese=request.LANGUAGE_CODE.startswith("zh"),
    )
    agreed = agreement_of_readers(period=asked.period)
    context = frame("room", asked, user=request.user, export="export-room") | {
        "room": view,
        "analysts": [(one, names.get(one.analyst, one.analyst)) for one in view.analysts],
        "planted": indicator(view.planted),
        "twice": indicator(view.read_twice),
        "agreed": agreed,
        "agreed_share": indicator(agreed.both),
        "changes": changed_minds(period=asked.period),
        "goal_minutes": view.goal_s // 60,
    }
    return render(request, "imaging/room.html", context)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_GET
def export_room(request: KnownRequest, ending: str) -> HttpResponseBase:
    """Scanners and analysts as the page shows them."""
    now = clock.now()
    view = room_now(period=asked_period(request.GET, now=now).period, now=now)
    rows = [
        *(
            ["scanner", one.device_code, one.waiting, _iso(one.oldest_queued_at), one.taken]
            + [_given(one.p50_wait_s), _given(one.p95_wait_s), "", "", "", "", ""]
            for one in view.scanners
        ),
        *(
            ["analyst", one.analyst, "", "", "", "", "", one.minutes_in_row]
            + [one.minutes_on_shift, one.scans, one.pause, _iso(one.last_at)]
            for one in view.analysts
        ),
    ]
    return as_file(ending, name="image-room", head=ROOM_HEAD, rows=rows)


def as_file(
    ending: str, *, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """A list of the room as a CSV, or as a workbook."""
    if ending == "xlsx":
        return xlsx_answer(name=f"{name}.xlsx", head=head, rows=rows)
    if ending != "csv":
        raise NotFound(field="ending")
    return csv_answer(name=f"{name}.csv", head=head, rows=rows)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _given(seconds: int | None) -> int | str:
    return "" if seconds is None else seconds


def indicator(share: Share) -> dict[str, Any]:
    """A share as the screens show it: value, numerator over denominator, interval."""
    return {
        "value": percent(share.value),
        "counted": counted(share),
        "bounds": bounds(share),
        "known": bool(share.of),
        "permille": "–" if share.value is None else f"{share.value * 1000:.0f}",
    }


def frame(
    current: str, asked: Asked, *, user: User, export: str = "", **kept: str
) -> dict[str, Any]:
    """Tabs, period and export that all pages of the room share."""
    labels = {
        "room": _("The room now"),
        "measures": _("People and models"),
        "hit-rates": _("Hit rates"),
    }
    if not user.holds(Duty.REVIEW_IMAGE):  # whom test images test, they are shut to
        labels["planted"] = _("Test images")
    query = asked.query + "".join(f"&{name}={value}" for name, value in kept.items() if value)
    return {
        "tabs": [
            {
                "label": label,
                "href": f"{reverse(f'imaging:{name}')}?{asked.query}",
                "current": name == current,
            }
            for name, label in labels.items()
        ],
        "asked": asked,
        "filters": [
            {"name": "from", "label": _("From"), "value": asked.first.isoformat(), "type": "date"},
            {"name": "to", "label": _("To"), "value": asked.last.isoformat(), "type": "date"},
        ],
        "export_url": f"{reverse(f'imaging:{export}', args=['csv'])}?{query}" if export else "",
        "xlsx_url": f"{reverse(f'imaging:{export}', args=['xlsx'])}?{query}" if export else "",
    }
