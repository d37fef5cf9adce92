"""The draws in public, without signing in: the days with their files, and the check of one."""

from datetime import date
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from customs_portal.kit.errors import NotFound
from inspection.draws.queries.day_file import day_file, published_days
from inspection.draws.rules import verify_draw

FAULTS = (
    gettext_noop("the secret is not the committed one"),
    gettext_noop("leaves are missing or too many"),
    gettext_noop("leaves lie out of order or twice"),
    gettext_noop("somebody lies in the pool twice"),
    gettext_noop("a wrong root, or one used twice"),
    gettext_noop("a rate is not the published one"),
    gettext_noop("a lot is wrong, or was not kept to"),
    gettext_noop("the pool's own leaf says otherwise"),
    gettext_noop("too few officers for a crew, or excluded after the pool"),
    gettext_noop("a beacon without a pool, or a second one"),
    gettext_noop("the public value is the office's own or of another source"),
    gettext_noop("the beacon is not made of head and public value"),
    gettext_noop("not the first head of the journal after the pool"),
    gettext_noop("drawn twice or too early"),
    gettext_noop("chance names others"),
    gettext_noop("a wrong count, or no reason"),
    gettext_noop("a round is missing or was repeated"),
    gettext_noop("somebody excluded is in the pool, or was excluded after the draw"),
    gettext_noop("drawn again without reason, second person or new crew"),
    gettext_noop("the crew is too small"),
    gettext_noop("passed over without cause"),
    gettext_noop("the file is cut"),
    gettext_noop("a line was changed since"),
    gettext_noop("the journal's rows lie out of order"),
    gettext_noop("the witness holds another row"),
    gettext_noop("a pool was never drawn"),
    gettext_noop("the receipt is not of this day"),
    gettext_noop("the receipt tells another result"),
    gettext_noop("a line cannot be read"),
)


@require_GET
def days(request: HttpRequest) -> HttpResponse:
    return render(request, "draws/days.html", {"days": published_days()})


@require_GET
def check(request: HttpRequest) -> HttpResponse:
    """The page works on without the net once it is loaded."""
    words = {fault: _(fault) for fault in FAULTS} | {
        "agrees": _("Every line computed again: all agree."),
        "line": _("Line"),
        "lines": _("lines"),
        "working": _("Computing …"),
        "nothing": _("Choose the file of a day first."),
        "witness": _("compared with a witness"),
        "receipt": _("compared with a receipt"),
    }
    return render(request, "draws/check.html", {"words": words})


@require_GET
def script(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(
        Path(verify_draw.__file__).read_text(encoding="utf-8"), content_type="text/x-python"
    )
    answer["Content-Disposition"] = 'attachment; filename="verify_draw.py"'
    return answer


@require_GET
def file(request: HttpRequest, day: str) -> HttpResponse:
    try:
        text = day_file(day=date.fromisoformat(day))
    except ValueError:
        text = None
    if text is None:
        raise NotFound(field="day", day=day)
    answer = HttpResponse(text, content_type="application/jsonl")
    answer["Content-Disposition"] = f'attachment; filename="draws-{day}.jsonl"'
    return answer
