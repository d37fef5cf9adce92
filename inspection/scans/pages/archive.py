"""The archive of scans: the list, what was refused, exports."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.queries import all_places
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.exports import csv_answer
from inspection.scans.forms import NARROWING, filters_of
from inspection.scans.operations.open_files import LOOKERS
from inspection.scans.queries.archive import (
    NEWEST_FIRST,
    FoundRefusals,
    FoundScans,
    RefusedView,
    ScanRow,
    forms_known,
)
from inspection.scans.states import ScanState, SubjectKind

ROWS_A_PAGE = 50
EXPORTED_AT_ONCE = 1_000


@duty_required(*LOOKERS)
@require_GET
def scans(request: KnownRequest) -> HttpResponse:
    found = FoundScans(filters_of(request.GET), by=request.user, now=clock.now())
    pages: Paginator[ScanRow] = Paginator(found, ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "scans/list.html",
        {
            "views": _tabs("scans:list"),
            "filters": _fields(request.GET),
            "kept": [("sort", request.GET.get("sort", ""))],
            "tokens": _tokens(request.GET),
            "sort": NEWEST_FIRST,
            "export_url": f"{reverse('scans:export')}?{_query(request)}",
            "columns": _columns(),
            "rows": list(page),
            "page": page,
            "filtered": any(request.GET.get(name) for name in NARROWING),
        },
    )


@duty_required(*LOOKERS)
@require_GET
def export(request: KnownRequest) -> StreamingHttpResponse:
    found = FoundScans(filters_of(request.GET), by=request.user, now=clock.now())
    head = [
        "scan_no", "subject_kind", "subject_reference", "device_code", "place_code", "form",
        "width", "height", "frames", "bytes_delivered", "taken_at", "received_at", "state",
    ]  # fmt: skip
    return csv_answer(name="scans.csv", head=head, rows=_rows(found, head))


@duty_required(*LOOKERS)
@require_GET
def refused(request: KnownRequest) -> HttpResponse:
    text = request.GET.get("text", "").strip()[:100]
    found = FoundRefusals(text=text, by=request.user, now=clock.now())
    pages: Paginator[RefusedView] = Paginator(found, ROWS_A_PAGE)  # type: ignore[type-var, arg-type]
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "scans/refused.html",
        {
            "views": _tabs("scans:refused"),
            "filters": [
                {"name": "text", "label": _("Scan, device or rule"), "value": text, "wide": True}
            ],
            "tokens": [{"name": "text", "label": text}] if text else [],
            "export_url": f"{reverse('scans:export-refused')}?{_query(request)}",
            "columns": [
                {"label": pgettext("scan archive", "Refused")},
                {"label": pgettext("scan archive", "Device")},
                {"label": pgettext("scan archive", "Scan")},
                {"label": pgettext("scan archive", "Why")},
                {"label": pgettext("scan archive", "Bytes"), "numeric": True},
            ],
            "rows": list(page),
            "page": page,
            "filtered": bool(text),
        },
    )


@duty_required(*LOOKERS)
@require_GET
def export_refused(request: KnownRequest) -> StreamingHttpResponse:
    text = request.GET.get("text", "").strip()[:100]
    found = FoundRefusals(text=text, by=request.user, now=clock.now())
    head = [
        "refused_at", "device_code", "place_code", "scan_no", "field", "rule", "sentence",
        "remedy", "sha256", "bytes_delivered",
    ]  # fmt: skip
    return csv_answer(name="refused-scans.csv", head=head, rows=_rows(found, head))


def _rows(found: Any, head: list[str]) -> Iterator[list[Any]]:
    at = 0
    while part := found[at : at + EXPORTED_AT_ONCE]:
        for one in part:
            cells = [getattr(one, name) for name in head]
            yield [
                timezone.localtime(cell).isoformat() if name.endswith("_at") else cell
                for name, cell in zip(head, cells, strict=True)
            ]
        at += EXPORTED_AT_ONCE


def _query(request: KnownRequest) -> str:
    query = request.GET.copy()
    for name in ["page", *(name for name, value in request.GET.items() if not value)]:
        query.pop(name, None)
    return query.urlencode()


def _tabs(current: str) -> list[dict[str, Any]]:
    labels = {
        "scans:list": pgettext("scan archive", "Kept and purged"),
        "scans:refused": pgettext("scan archive", "Refused deliveries"),
    }
    return [
        {"label": label, "href": reverse(name), "current": name == current}
        for name, label in labels.items()
    ]


def _fields(given: QueryDict) -> list[dict[str, Any]]:
    anything = ("", pgettext("scan archive", "Any"))
    places = [(one.code, f"{one.code} {one.name}") for one in all_places().filter(kind="XRAY")]
    lists: dict[str, tuple[str, list[Any]]] = {
        "subject": (pgettext("scan archive", "Subject"), list(SubjectKind.choices)),
        "place": (pgettext("scan archive", "Place"), places),
        "form": (pgettext("scan archive", "Form"), [(one, one) for one in forms_known()]),
        "state": (pgettext("scan archive", "State"), list(ScanState.choices)),
    }
    return [
        {"name": "text", "label": _("Scan, subject, device or hash"),
         "value": given.get("text", ""), "wide": True},
        *(
            {"name": name, "label": label, "value": given.get(name, ""),
             "choices": [anything, *choices]}
            for name, (label, choices) in lists.items()
        ),
        {"name": "since", "label": _("Taken from"), "value": given.get("since", ""),
         "type": "date"},
        {"name": "until", "label": _("Taken until"), "value": given.get("until", ""),
         "type": "date"},
    ]  # fmt: skip


def _tokens(given: QueryDict) -> list[dict[str, str]]:
    words = {name: given.get(name, "")[:60] for name in NARROWING}
    words["subject"] = str(dict(SubjectKind.choices).get(words["subject"], words["subject"]))
    words["state"] = str(dict(ScanState.choices).get(words["state"], words["state"]))
    return [{"name": name, "label": label} for name, label in words.items() if label]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": pgettext("scan archive", "Picture")},
        {"label": pgettext("scan archive", "Scan"), "sort": "scan"},
        {"label": pgettext("scan archive", "Subject"), "sort": "subject"},
        {"label": pgettext("scan archive", "Device"), "sort": "device"},
        {"label": pgettext("scan archive", "Place"), "sort": "place"},
        {"label": pgettext("scan archive", "Form"), "sort": "form"},
        {"label": pgettext("scan archive", "Size")},
        {"label": pgettext("scan archive", "Taken"), "sort": "taken", "descending_first": True},
        {"label": pgettext("scan archive", "State")},
    ]
