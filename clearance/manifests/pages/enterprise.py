"""The carrier's manifests: list and one in full."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clearance.manifests.queries import lines_on, manifest_of, manifests_of
from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit.errors import NotFound

ROWS = 50
MOST_PAGES = 2_000


@duty_required(Duty.FILE_MANIFEST)
@require_GET
def manifests(request: KnownRequest) -> HttpResponse:
    text = request.GET.get("q", "")[:80]
    wanted = request.GET.get("page", "1")
    page = min(max(int(wanted), 1), MOST_PAGES) if wanted.isdecimal() else 1
    rows, more = manifests_of(
        carrier_id=request.user.enterprise_id or 0,
        text=text,
        limit=ROWS,
        offset=(page - 1) * ROWS,
    )
    context = {
        "rows": rows,
        "columns": [
            {"label": _("Manifest")},
            {"label": _("Vessel and voyage")},
            {"label": _("Loaded at")},
            {"label": _("Berth")},
            {"label": _("Expected")},
            {"label": _("Arrived")},
            {"label": _("Bills of lading"), "numeric": True},
        ],
        "filters": [
            {
                "name": "q",
                "label": _("Manifest, vessel, voyage, bill of lading or container"),
                "value": text,
                "wide": True,
            }
        ],
        "tokens": [{"name": "q", "label": text}] if text else [],
        "filtered": bool(text),
        "number": page,
        "before": page - 1,
        "after": page + 1 if more else 0,
    }
    return render(request, "manifests/list.html", context)


@duty_required(Duty.FILE_MANIFEST)
@require_GET
def detail(request: KnownRequest, manifest_no: str) -> HttpResponse:
    view = manifest_of(manifest_no=manifest_no, carrier_id=request.user.enterprise_id or 0)
    if view is None:
        raise NotFound(field="manifest_no")
    context = {"manifest": view, "lines": lines_on(manifest_no=manifest_no)}
    return render(request, "manifests/detail.html", context)
