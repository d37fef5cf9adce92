"""The handheld itself: one page that works without a line, its worker, its manifest."""

import hashlib
import json
from functools import cache

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import pgettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from inspection.handheld.pages.words import field_labels, lists, script_words
from inspection.handheld.rules.whole import SAMPLE_NEEDS

MODULES = ("handheld", "store", "outbox", "camera", "signature", "form", "goods", "proof", "tasks")
OF_THE_PORTAL = (
    "portal/tokens.css", "portal/base.css", "portal/shells.css", "portal/controls.css",
    "portal/data.css", "portal/feedback.css", "portal/boot.mjs", "portal/crest.svg",
    "django_htmx/htmx-2.min.js",
)  # fmt: skip
OF_BOOT = (
    "autosave", "clock", "combobox", "csrf", "dialog", "keyboard", "problems", "strings", "table",
    "toast",
)  # fmt: skip


@duty_required(Duty.INSPECT_GOODS)
@require_GET
@ensure_csrf_cookie
def handheld(request: KnownRequest) -> HttpResponse:
    data = {
        "officer": request.user.username,
        "tasks": reverse("handheld:api-tasks"),
        "records": reverse("handheld:api-record", args=["ORDER"]),
        "pages": reverse("handheld:record", args=["ORDER"]),
        "worker": reverse("handheld:worker"),
        "words": script_words(),
        "labels": field_labels(),
        "lists": lists(),
    }
    page = render(
        request,
        "handheld/device.html",
        {
            "handheld_data": data,
            "lists": lists(),
            "labels": field_labels(),
            "sample_parts": [(name, field_labels()[name]) for name in SAMPLE_NEEDS],
        },
    )
    page["Cache-Control"] = "no-cache"
    return page


@duty_required(Duty.INSPECT_GOODS)
@require_GET
def worker(request: KnownRequest) -> HttpResponse:
    """The worker names every file of the build by its hash: another build is another worker."""
    script = render(
        request,
        "handheld/worker.js",
        {"kept": json.dumps({"version": _version(), "assets": _assets()})},
        content_type="text/javascript; charset=utf-8",
    )
    script["Cache-Control"] = "no-cache"
    script["Service-Worker-Allowed"] = "/handheld/"
    return script


@duty_required(Duty.INSPECT_GOODS)
@require_GET
def manifest(request: KnownRequest) -> JsonResponse:
    name = pgettext("handheld", "Inspections on the spot")
    icons = [
        {"src": static(f"handheld/icon-{side}.png"), "sizes": f"{side}x{side}",
         "type": "image/png", "purpose": purpose}
        for side in (192, 512)
        for purpose in ("any", "maskable")
    ]  # fmt: skip
    start = reverse("handheld:device")
    return JsonResponse(
        {
            "id": start,
            "name": name,
            "short_name": pgettext("handheld", "Inspections"),
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "orientation": "any",
            "background_color": "#F3F5F7",
            "theme_color": "#0B4F86",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


def _assets() -> list[str]:
    """What the page needs without a line; modules import each other by their plain names."""
    own = [f"handheld/{name}.mjs" for name in MODULES]
    plain = [f"{settings.STATIC_URL}handheld/{name}.mjs" for name in MODULES]
    plain += [f"{settings.STATIC_URL}portal/{name}.mjs" for name in OF_BOOT]
    named = [static(name) for name in (*OF_THE_PORTAL, "handheld/handheld.css", *own)]
    return sorted({*named, *plain})


@cache
def _version() -> str:
    """SHA-256 over the files as they are served by this build."""
    digest = hashlib.sha256()
    own = [f"handheld/{name}.mjs" for name in MODULES]
    for name in (*OF_THE_PORTAL, "handheld/handheld.css", *own):
        found = finders.find(name)
        digest.update(name.encode())
        if found:
            with open(found, "rb") as file:
                digest.update(file.read())
    return digest.hexdigest()[:16]
