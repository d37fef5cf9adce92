"""The central review bench: one scan at a time, chosen by the machine."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import Fault
from customs_portal.registry.law.pack import ask
from inspection.imaging.operations.claim_review import claim_next_review, release_claim
from inspection.imaging.operations.conclude_review import (
    Mark,
    ask_second_opinion,
    conclude_review,
)
from inspection.imaging.operations.open_scan import open_scan
from inspection.imaging.queries import ScanOnBench, bench_counts, scan_in_hands
from inspection.imaging.states import Verdict

NEVER_CHANGES = 365 * 24 * 3600


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def bench(request: KnownRequest) -> HttpResponse:
    scan = scan_in_hands(analyst=request.user)
    now = clock.now()
    return render(
        request,
        "imaging/bench.html" if scan else "imaging/bench_empty.html",
        {
            "scan": scan,
            "counts": bench_counts(analyst=request.user),
            "target": _minutes(_target_seconds(now)),
            "bench_data": _bench_data(scan) | {"now": now.isoformat()},
        },
    )


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def take_next(request: KnownRequest) -> HttpResponse:
    scan_no = claim_next_review(by=request.user, now=clock.now())
    if _wants_json(request):
        scan = scan_in_hands(analyst=request.user)
        return JsonResponse({"scan_no": scan_no, "scan": _bench_data(scan).get("scan")})
    return redirect("imaging:bench")


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def conclude(request: KnownRequest, scan_no: str) -> HttpResponse:
    conclude_review(
        scan_no=scan_no,
        verdict=_verdict(request),
        reason=request.POST.get("reason", ""),
        marks=_marks(request),
        by=request.user,
        now=clock.now(),
    )
    return _onwards(request)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def second_opinion(request: KnownRequest, scan_no: str) -> HttpResponse:
    ask_second_opinion(
        scan_no=scan_no,
        note=request.POST.get("reason", ""),
        marks=_marks(request),
        by=request.user,
        now=clock.now(),
    )
    return _onwards(request)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def give_scan_back(request: KnownRequest, scan_no: str) -> HttpResponse:
    release_claim(scan_no=scan_no, by=request.user, now=clock.now())
    return _onwards(request)


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
@cache_control(private=True, max_age=NEVER_CHANGES, immutable=True)
def scan_pixels(request: KnownRequest, scan_no: str) -> HttpResponse:
    pixels = open_scan(scan_no=scan_no, by=request.user, now=clock.now())
    return HttpResponse(pixels, content_type="image/png")


def _onwards(request: HttpRequest) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"next": reverse("imaging:bench")})
    return redirect("imaging:bench")


def _wants_json(request: HttpRequest) -> bool:
    return not request.accepts("text/html")


def _verdict(request: HttpRequest) -> Verdict:
    try:
        return Verdict(request.POST.get("verdict", ""))
    except ValueError as error:
        raise Fault(_("Choose no suspicion or inspection."), field="verdict") from error


def _marks(request: HttpRequest) -> tuple[Mark, ...]:
    """The marks of the form: a JSON list of x, y, width, height, note."""
    try:
        rows = json.loads(request.POST.get("marks") or "[]")
        return tuple(
            Mark(
                x=int(row["x"]),
                y=int(row["y"]),
                width=int(row["width"]),
                height=int(row["height"]),
                note=str(row.get("note", ""))[:200],
            )
            for row in rows
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Fault(_("The marks could not be read."), field="marks") from error


def _bench_data(scan: ScanOnBench | None) -> dict[str, Any]:
    """What the bench's script needs: addresses, the scan's size, and every word it says."""
    if scan is None:
        return {"words": _words()}
    claimed_at = scan.claimed_at or scan.taken_at
    return {
        "scan": {
            "scan_no": scan.scan_no,
            "container_no": scan.container_no,
            "width": scan.width,
            "height": scan.height,
            "claimed_at": claimed_at.isoformat(),
            "target_seconds": _target_seconds(claimed_at),
            "pixels_url": reverse("imaging:pixels", args=[scan.scan_no]),
            "conclude_url": reverse("imaging:conclude", args=[scan.scan_no]),
            "second_url": reverse("imaging:second-opinion", args=[scan.scan_no]),
        },
        "words": _words(),
    }


def _target_seconds(at: datetime) -> int:
    return int(ask("inspection.review_target_seconds", on=timezone.localdate(at)).value)


def _minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def _words() -> dict[str, str]:
    return {
        "zoom": pgettext("inspection", "Zoom"),
        "edge_on": _("edge on"),
        "edge_off": _("edge off"),
        "inverted": pgettext("inspection", "inverted"),
        "normal": pgettext("inspection", "normal"),
        "render": pgettext("inspection", "render"),
        "transmission": pgettext("inspection", "transmission"),
        "thick": _("not penetrated"),
        "no_estimate": _("no estimate"),
        "mark": pgettext("inspection", "Mark"),
        "note_of_mark": _("Note on mark"),
        "remove_mark": _("Remove mark"),
        "no_marks": _("No marks yet. Press N, or drag on the scan with the Draw tool."),
        "mark_added": _("Mark added"),
        "mark_removed": _("Mark removed"),
        "drawing": _("Arrows move the mark, Shift and arrows size it, Enter keeps it."),
        "reason_needed": _("Say what looks suspicious before you send the box to inspection."),
        "reason_for_marks": _("You marked something. Say why it is no suspicion."),
        "deciding_CLEAR": _("No suspicion"),
        "deciding_SUSPECT": _("Send to physical inspection"),
        "deciding_SECOND": pgettext("inspection", "Second opinion"),
        "undo": pgettext("inspection", "Undo"),
        "in_seconds": _("in {seconds} s"),
        "undone": _("Undone. Nothing was sent."),
        "sending": pgettext("inspection", "Sending"),
        "no_scan": _("The scan could not be loaded. Load the page again or give it back."),
        "connection_lost": _("Connection lost. Your decision was not sent. Try again."),
        "waiting": _("{waiting} waiting, {for_me} for you"),
        "lost": _("Connection lost. Queue count from {time}. Trying again"),
    }
