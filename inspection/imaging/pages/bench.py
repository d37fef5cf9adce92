"""The central review bench: one scan at a time, chosen by the machine."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from inspection.imaging.forms import certainty_of, look_of, typed_marks, verdict_of
from inspection.imaging.operations.claim_review import claim_next_review, release_claim
from inspection.imaging.operations.conclude_review import ask_second_opinion
from inspection.imaging.operations.judge_review import judge_review, take_judgement_back
from inspection.imaging.operations.keep_hours import hours_of
from inspection.imaging.operations.keep_layout import keep_layout
from inspection.imaging.operations.keep_reading import ask_advice, keep_marks, look_first
from inspection.imaging.operations.open_scan import open_scan
from inspection.imaging.pages.bench_data import (
    advice_data,
    bench_data,
    beside_of,
    json_in,
    minutes,
    target_seconds,
)
from inspection.imaging.pages.words import things_in
from inspection.imaging.queries import bench_counts, judged_last, revealed_last, scan_in_hands

NEVER_CHANGES = 365 * 24 * 3600


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def bench(request: KnownRequest) -> HttpResponse:
    scan = scan_in_hands(analyst=request.user)
    now = clock.now()
    revealed = None if scan else revealed_last(analyst=request.user)
    context = {
        "scan": scan,
        "counts": bench_counts(analyst=request.user),
        "target": minutes(target_seconds(now)),
        "hours": hours_of(analyst=request.user, now=now),
        "judged": judged_last(analyst=request.user, now=now),
        "revealed": revealed,
        "truth_words": things_in(revealed.truth) if revealed else "",
        "bench_data": bench_data(scan, user=request.user, now=now),
    }
    if scan is not None:
        context |= beside_of(scan)
    return render(request, "imaging/bench.html" if scan else "imaging/bench_empty.html", context)


@duty_required(Duty.REVIEW_IMAGE)
@require_GET
def beside(request: KnownRequest) -> HttpResponse:
    """The second window: the same scan, in step with the bench, and its papers."""
    scan = scan_in_hands(analyst=request.user)
    data = bench_data(scan, user=request.user, now=clock.now())
    context = {"scan": scan, "bench_data": data} | (beside_of(scan) if scan else {})
    return render(request, "imaging/beside.html", context)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def take_next(request: KnownRequest) -> HttpResponse:
    now = clock.now()
    scan_no = claim_next_review(by=request.user, now=now)
    if _wants_json(request):
        scan = scan_in_hands(analyst=request.user)
        data = bench_data(scan, user=request.user, now=now)
        return JsonResponse({"scan_no": scan_no, "scan": data.get("scan")})
    return redirect("imaging:bench")


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def keep(request: KnownRequest, scan_no: str) -> HttpResponse:
    """The work as it stands, saved by the bench a moment after every change."""
    keep_marks(
        scan_no=scan_no,
        marks=typed_marks(request.POST.get("marks", "")),
        note=request.POST.get("reason", ""),
        certainty=certainty_of(request.POST),
        by=request.user,
        now=clock.now(),
    )
    return HttpResponse(status=204)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def first_look(request: KnownRequest, scan_no: str) -> HttpResponse:
    look_first(
        scan_no=scan_no,
        look=look_of(request.POST),
        marks=typed_marks(request.POST.get("marks", "")),
        by=request.user,
        now=clock.now(),
    )
    return _onwards(request)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def advice(request: KnownRequest, scan_no: str) -> HttpResponse:
    """Refused until the analyst has looked alone."""
    found = ask_advice(scan_no=scan_no, by=request.user, now=clock.now())
    return JsonResponse(advice_data(found))


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def conclude(request: KnownRequest, scan_no: str) -> HttpResponse:
    judge_review(
        scan_no=scan_no,
        verdict=verdict_of(request.POST),
        reason=request.POST.get("reason", ""),
        marks=typed_marks(request.POST.get("marks", "")),
        certainty=certainty_of(request.POST),
        by=request.user,
        now=clock.now(),
    )
    return _onwards(request)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def take_back(request: KnownRequest, scan_no: str) -> HttpResponse:
    take_judgement_back(scan_no=scan_no, by=request.user, now=clock.now())
    return _onwards(request)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def second_opinion(request: KnownRequest, scan_no: str) -> HttpResponse:
    ask_second_opinion(
        scan_no=scan_no,
        note=request.POST.get("reason", ""),
        marks=typed_marks(request.POST.get("marks", "")),
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
@require_POST
def layout(request: KnownRequest) -> HttpResponse:
    keep_layout(
        chapter=request.POST.get("chapter", ""),
        settings=json_in(request.POST.get("settings", "")),
        by=request.user,
        now=clock.now(),
    )
    return HttpResponse(status=204)


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
