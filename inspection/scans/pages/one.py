"""One scan of the archive: what is known of it, its pictures, its files, who looked."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Fault
from inspection.scans.operations.hold_scan import hold_scan, lift_hold
from inspection.scans.operations.open_files import (
    LOOKERS,
    FileOfScan,
    begin_view,
    open_cut,
    open_kept,
    open_made_cut,
    open_thumbnail,
    open_tile,
    verify_files,
)
from inspection.scans.queries.archive import scan_file
from inspection.scans.rules.pictures import AXES
from inspection.scans.rules.wording import NOTES
from inspection.scans.states import ScanState

POINTS = 200
NEVER_CHANGES = "private, max-age=31536000, immutable"


@duty_required(*LOOKERS)
@require_GET
def scan(request: KnownRequest, scan_no: str) -> HttpResponse:
    return _page(request, scan_no)


@duty_required(*LOOKERS)
@require_POST
def verify(request: KnownRequest, scan_no: str) -> HttpResponse:
    whole = verify_files(scan_no=scan_no, by=request.user, now=clock.now())
    return _page(request, scan_no, verified=whole)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def hold(request: KnownRequest, scan_no: str) -> HttpResponse:
    given = {name: request.POST.get(name, "") for name in ("needed_for", "reason")}
    try:
        hold_scan(scan_no=scan_no, by=request.user, now=clock.now(), **given)
    except Fault as refusal:
        return _page(request, scan_no, refusal=refusal, given=given)
    return redirect("scans:one", scan_no)


@duty_required(Duty.REVIEW_IMAGE)
@require_POST
def lift(request: KnownRequest, scan_no: str) -> HttpResponse:
    lift_hold(
        scan_no=scan_no,
        needed_for=request.POST.get("needed_for", ""),
        by=request.user,
        now=clock.now(),
    )
    return redirect("scans:one", scan_no)


@duty_required(*LOOKERS)
@require_GET
def thumbnail(request: KnownRequest, scan_no: str) -> HttpResponse:
    return _answer(request, open_thumbnail(scan_no=scan_no, by=request.user, now=clock.now()))


@duty_required(*LOOKERS)
@require_GET
def kept_file(request: KnownRequest, scan_no: str) -> HttpResponse:
    """The file as it is kept, to be saved."""
    found = open_kept(scan_no=scan_no, by=request.user, now=clock.now())
    answer = HttpResponse(found.data, content_type="application/octet-stream")
    suffix = {"image/png": "png", "image/jpeg": "jpg", "application/dicom": "dcm"}
    ending = suffix.get(found.content_type, "bin")
    answer["Content-Disposition"] = f'attachment; filename="{scan_no}.{ending}"'
    answer["Cache-Control"] = "no-store"
    return answer


@duty_required(*LOOKERS)
@require_GET
def tile(request: KnownRequest, scan_no: str, level: int, column: int, row: int) -> HttpResponse:
    found = open_tile(
        scan_no=scan_no, level=level, column=column, row=row, by=request.user, now=clock.now()
    )
    return _answer(request, found)


@duty_required(*LOOKERS)
@require_GET
def cut(request: KnownRequest, scan_no: str, axis: str, number: int) -> HttpResponse:
    found = open_cut(scan_no=scan_no, axis=axis, number=number, by=request.user, now=clock.now())
    return _answer(request, found)


@duty_required(*LOOKERS)
@require_GET
def made_cut(request: KnownRequest, scan_no: str, position: int) -> HttpResponse:
    found = open_made_cut(scan_no=scan_no, position=position, by=request.user, now=clock.now())
    return _answer(request, found)


def _answer(request: HttpRequest, found: FileOfScan) -> HttpResponse:
    etag = f'"{found.etag}"'
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(found.data, content_type=found.content_type)
    answer["ETag"], answer["Cache-Control"] = etag, NEVER_CHANGES
    return answer


def _page(
    request: KnownRequest,
    scan_no: str,
    *,
    verified: bool | None = None,
    refusal: DomainError | None = None,
    given: dict[str, str] | None = None,
) -> HttpResponse:
    now, chinese = clock.now(), (get_language() or "").startswith("zh")
    file = scan_file(scan_no=scan_no, by=request.user, now=now, chinese=chinese)
    kept = file.row.state == ScanState.KEPT
    levels = begin_view(scan_no=scan_no, by=request.user, now=now) if kept else ()
    context = {
        "file": file,
        "row": file.row,
        "notes": [_(NOTES[one]) for one in file.notes if one in NOTES],
        "levels": levels,
        "overview": _overview(levels),
        "cuts": _cuts(file.cuts),
        "slices": _slices(file.depth) if kept else (),
        "facts": _facts(dict(file.facts)),
        "radiation": _radiation(file.facts.get("radiation")),
        "verified": verified,
        "may_hold": request.user.holds(Duty.REVIEW_IMAGE) and kept,
        "given": given or {},
        "errors": [
            {"field_id": f"id_{refusal.field}", "message": refusal.message,
             "remedy": refusal.remedy}
        ] if refusal else [],
        "error_of": {refusal.field: refusal.message} if refusal else {},
    }  # fmt: skip
    return render(
        request, "scans/one.html", context, status=refusal.http_status if refusal else 200
    )


def _overview(levels: Any) -> dict[str, Any] | None:
    """The smallest level: one tile that shows the whole."""
    return {"level": len(levels) - 1} if levels else None


def _cuts(count: int) -> list[dict[str, Any]]:
    """Middle slice and projection of each axis, in the order in which they were made."""
    names = _axes()
    labels = [
        label
        for axis in AXES
        for label in (
            _("Middle slice, %(axis)s") % {"axis": names[axis]},
            _("Maximum projection, %(axis)s") % {"axis": names[axis]},
        )
    ]
    return [{"position": at, "label": label} for at, label in enumerate(labels[:count])]


def _slices(depth: tuple[int, int, int] | None) -> list[dict[str, Any]]:
    """A few evenly spaced slices along each axis, by number."""
    if depth is None:
        return []
    return [
        {"axis": axis, "name": _axes()[axis], "of": count,
         "numbers": sorted({count * part // 8 for part in range(8)})}
        for axis, count in zip(AXES, depth, strict=True)
    ]  # fmt: skip


def _axes() -> dict[str, str]:
    return {"axial": _("axial"), "coronal": _("coronal"), "sagittal": _("sagittal")}


def _radiation(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """The counts, as many as a small line shows."""
    if not found:
        return None
    step = max(1, len(found["gamma"]) // POINTS)
    return {
        **found,
        "count": len(found["gamma"]),
        "gamma": _thinned(found["gamma"], step),
        "neutron": _thinned(found["neutron"], step),
    }


def _thinned(counts: list[int], step: int) -> list[int]:
    return [max(counts[at : at + step]) for at in range(0, len(counts), step)]


def _facts(facts: dict[str, Any]) -> list[tuple[str, str]]:
    labels = {
        "maker": _("Maker"),
        "model": pgettext("scan archive", "Model"),
        "serial": _("Serial number"),
        "station": _("Station"),
        "kilovolts": _("Tube voltage (kV)"),
        "energies_kev": _("Energies (keV)"),
        "geometry": _("Geometry"),
        "spacing_mm": _("Spacing (mm)"),
        "object": _("Object"),
        "modality": _("Modality"),
    }
    device = facts.get("device") or {}
    facts = {**facts, **{name: device[name] for name in ("maker", "model") if name in device}}
    said = [(label, facts.get(name)) for name, label in labels.items()]
    return [
        (label, ", ".join(f"{one:g}" for one in value) if isinstance(value, list) else str(value))
        for label, value in said
        if value
    ]
