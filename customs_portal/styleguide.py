"""``/styleguide/``: every component in every state, in both languages and both themes."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from customs_portal.kit import clock
from customs_portal.look import glyphs, samples


def _variants(language: str, theme: str) -> list[dict[str, object]]:
    return [
        {
            "label": f"{language_word}, {theme_word}",
            "href": f"?language={one}&theme={other}",
            "current": one == language and other == theme,
        }
        for one, language_word in (("en", "English"), ("zh-hans", "中文"))
        for other, theme_word in (("light", _("light")), ("dark", _("dark")))
    ]


@require_GET
def styleguide(request: HttpRequest) -> HttpResponse:
    language = request.GET.get("language", translation.get_language())
    theme = request.GET.get("theme", "")
    with translation.override("zh-hans" if str(language).startswith("zh") else "en"):
        return render(request, "portal/styleguide.html", _context(str(language), theme))


def _context(language: str, theme: str) -> dict[str, object]:
    now = clock.now()
    return {
        "theme_override": theme,
        "variants": _variants(language, theme or "light"),
        "crumbs": [{"label": _("Start"), "href": "/"}, {"label": _("Style guide")}],
        "tones": list(glyphs.WORDS),
        "errors": [
            {
                "field_id": "id_sg_quantity",
                "message": _("The net quantity cannot be more than the manifest quantity of 420"),
            }
        ],
        "modes": [("0110", _("0110 General trade")), ("1039", _("1039 Market purchase"))],
        "needs": [
            ("licence", _("Licence")),
            ("inspection", _("Inspection")),
            ("tax", _("Tax due: the guarantee is used")),
        ],
        "transports": [("2", _("Sea")), ("4", _("Road")), ("5", _("Air"))],
        "queue": samples.queue(now=now),
        "steps": samples.steps(),
        "timeline": samples.timeline(now=now),
        "changes": samples.changes(now=now),
        "answers": [
            {
                "term": _("Consignee"),
                "value": "Haidong Import Co., Ltd.",
                "change_url": "#id_sg_consignee",
            },
            {"term": _("Gross weight"), "value": "8,640.00 kg", "change_url": "#id_sg_weight"},
            {"term": _("Licence number"), "value": ""},
        ],
        "facts": [
            (_("Container"), "CSQU 305438 3"),
            (_("Seen at the ship side"), "–"),
        ],
        "tiles": samples.tiles(),
        "alarms": samples.alarms(now=now),
        "now": now,
        "hourly": samples.hourly(),
        "bars": [312, 280, 344, 401, 388, 120, 96],
        "bar_labels": [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")],
    }


@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Answers for the sample combobox, so that its keys can be tried."""
    wanted = request.GET.get("q", "").lower().split()
    found = [
        one
        for one in samples.commodities()
        if all(word in f"{one['code']} {one['label']}".lower() for word in wanted)
    ]
    return JsonResponse({"results": found, "total": len(found)})
