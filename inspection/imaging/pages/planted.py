"""The library of test images: kept by those who run the room, shut to those whom it tests."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault
from inspection.imaging.forms import declared_of, truth_of
from inspection.imaging.operations.plant_scans import (
    AlreadyInLibrary,
    NotATestImage,
    TestImage,
    TruthUnreadable,
    add_planted,
    check_keeper,
    retire_planted,
)
from inspection.imaging.pages.room import as_file, frame
from inspection.imaging.pages.words import thing_choices
from inspection.imaging.queries.room import PlantedView, library_of_planted
from inspection.imaging.rules.scan_format import MAX_BYTES
from risk.outcomes.queries.periods import asked_period

HEAD = (
    "planted_no", "title", "things", "shown", "last_shown_at", "added_at", "retired_at", "added_by",
)  # fmt: skip


@duty_required(Duty.DISPATCH_INSPECTION)
@require_http_methods(["GET"])
def library(request: KnownRequest) -> HttpResponse:
    check_keeper(by=request.user)
    asked = asked_period(request.GET, now=clock.now())
    context = frame("planted", asked, user=request.user, export="export-planted") | {
        "rows": library_of_planted(),
        "columns": [
            {"label": _("Title")},
            {"label": _("Things in it"), "numeric": True},
            {"label": _("Shown"), "numeric": True},
            {"label": _("Last shown")},
            {"label": _("Added")},
            {"label": _("In use")},
        ],
    }
    context["filters"] = []
    return render(request, "imaging/planted.html", context)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_http_methods(["GET"])
def export(request: KnownRequest, ending: str) -> HttpResponseBase:
    check_keeper(by=request.user)
    rows = (
        [one.planted_no, one.title, one.things, one.shown, *_times(one), one.added_by]
        for one in library_of_planted()
    )
    return as_file(ending, name="test-images", head=HEAD, rows=rows)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_http_methods(["GET", "POST"])
def new(request: KnownRequest) -> HttpResponse:
    check_keeper(by=request.user)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            add_planted(image=_image(request), by=request.user, now=clock.now())
        except (Fault, AlreadyInLibrary, NotATestImage, TruthUnreadable) as error:
            refused = error
        else:
            return redirect("imaging:planted")
    context = frame("planted", asked_period({}, now=clock.now()), user=request.user) | {
        "refused": refused,
        "errors": [refused] if refused else [],
        "typed": request.POST,
        "things": thing_choices(),
    }
    return render(request, "imaging/new_planted.html", context, status=422 if refused else 200)


@duty_required(Duty.DISPATCH_INSPECTION)
@require_POST
def retire(request: KnownRequest, planted_no: str) -> HttpResponse:
    retire_planted(planted_no=planted_no, by=request.user, now=clock.now())
    return redirect("imaging:planted")


def _times(one: PlantedView) -> list[str]:
    times = (one.last_shown_at, one.added_at, one.retired_at)
    return [at.isoformat() if at else "" for at in times]


def _image(request: KnownRequest) -> TestImage:
    file = request.FILES.get("file")
    title = request.POST.get("title", "").strip()
    truth = truth_of(request.POST.get("truth", ""))
    if not title:
        raise Fault(_("Give the test image a title."), field="title")
    if file is None:
        raise Fault(_("Choose the file of the scan."), field="file")
    if truth is None:
        raise TruthUnreadable(field="truth")
    if file.size is None or file.size > MAX_BYTES:
        raise NotATestImage(field="file", rule="oversized")
    return TestImage(
        title=title,
        data=file.read(),
        truth=truth,
        declared=declared_of(request.POST.get("declared", "")),
    )
