"""The command centre: the wall, its cameras, the duty log, and the screens that show it."""

import csv
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import NotFound
from dashboards.wall.operations.answer_alarm import acknowledge_alarm, clear_alarm, comment_alarm
from dashboards.wall.pages import words
from dashboards.wall.queries.alarms import AlarmList, alarms_asked_of
from dashboards.wall.queries.places import port_office, port_places
from dashboards.wall.queries.screens import COOKIE, cookie_of, screen_by_cookie, screen_by_token
from dashboards.wall.states import AlarmState, Severity
from hardware_adapters.queries import latest_picture

View = Callable[..., HttpResponseBase]
A_YEAR = 365 * 24 * 3600
PAGE = 50
EXPORTED = 10_000


def for_watchers(view: View) -> View:
    """Open to people with the duty and to screens that were let in with their token."""
    for_people = duty_required(Duty.WATCH_WALL)(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if screen_by_cookie(request.COOKIES):
            return view(request, *args, **kwargs)
        return for_people(request, *args, **kwargs)

    return guarded


@for_watchers
@require_GET
@ensure_csrf_cookie
def wall(request: HttpRequest) -> HttpResponse:
    """The overview: everything on one stage, filled by the socket."""
    return render(request, "wall/supervisor/wall.html", _stage(request))


@for_watchers
@require_GET
@ensure_csrf_cookie
def video(request: HttpRequest) -> HttpResponse:
    """Every camera that has sent a picture."""
    return render(request, "wall/supervisor/video.html", _stage(request))


def _stage(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    can_answer = user.is_authenticated and user.holds(Duty.ANSWER_ALARM)
    groups = port_places()
    texts = words.for_scripts(can_answer=can_answer, reader=user.get_username())
    texts["places"] = {place.code: place.name for group in groups for place in group.places}
    return {
        "groups": groups,
        "office": port_office(),
        "figures": words.FIGURES,
        "stages": words.STAGES,
        "stage_formula": words.STAGE_FORMULA,
        "words": texts,
        "can_answer": can_answer,
        "server_time": clock.now().isoformat(),
        "legend": ("critical", "major", "minor", "offline"),
        "glyphs": ("critical", "major", "minor", "info", "ok", "offline"),
    }


@for_watchers
@require_GET
def frame(request: HttpRequest, device_code: str) -> HttpResponse:
    """The camera's newest picture, for people and for screens."""
    found = latest_picture(device_code=device_code)
    if found is None:
        raise NotFound(field="device_code")
    key, picture = found
    tag = f'"{key}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


@duty_required(Duty.WATCH_WALL, Duty.ANSWER_ALARM)
@require_GET
def alarms(request: KnownRequest) -> HttpResponse:
    """The duty log: every alarm, found by state, severity and words."""
    chosen = _chosen(request)
    pages: Paginator[Any] = Paginator(_list(chosen, request.user), PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "wall/supervisor/alarms.html",
        {
            "page": page,
            "rows": page.object_list,
            "filters": _filters(chosen),
            "filtered": any(chosen.values()),
            "export_url": f"export/?{urlencode(chosen)}",
            "columns": [
                {"label": label}
                for label in (
                    _("Alarm"),
                    _("Severity"),
                    _("State"),
                    _("Place"),
                    _("Raised"),
                    _("Owner"),
                    _("Notes"),
                    _("Answer"),
                )
            ],
            "can_answer": request.user.holds(Duty.ANSWER_ALARM),
        },
    )


@duty_required(Duty.WATCH_WALL, Duty.ANSWER_ALARM)
@require_GET
def export(request: KnownRequest) -> HttpResponse:
    """The same list as a file; times with their offset, one alarm a line."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="alarms.csv"'
    answer.write("\ufeff")
    table = csv.writer(answer)
    table.writerow(
        ["alarm_no", "rule", "title", "severity", "state", "place", "reference", "raised_at"]
        + ["acknowledged_at", "owner", "escalated_at", "cleared_at", "occasions", "notes"]
    )
    for row in _list(_chosen(request), request.user)[slice(0, EXPORTED)]:
        notes = " | ".join(f"{note.by}: {note.text}" for note in row.notes)
        cells = [row.alarm_no, row.rule, row.title, row.severity, row.state, row.place_code]
        moments = [row.acknowledged_at, row.escalated_at, row.cleared_at]
        acknowledged, escalated, cleared = (
            moment.isoformat() if moment else "" for moment in moments
        )
        cells += [row.reference, row.raised_at.isoformat(), acknowledged, row.owner]
        cells += [escalated, cleared, str(row.occasions), notes]
        table.writerow([_harmless(str(cell)) for cell in cells])
    return answer


@duty_required(Duty.ANSWER_ALARM)
@require_GET
def asked(request: KnownRequest) -> HttpResponse:
    """The number beside the menu: alarms nobody answered that wait for this officer."""
    count = alarms_asked_of(request.user)
    link = {"badge": count, "badge_url": reverse("wall:asked")}
    return render(request, "shells/_badge.html", {"link": link})


@duty_required(Duty.ANSWER_ALARM)
@require_POST
def acknowledge(request: KnownRequest, alarm_no: str) -> HttpResponse:
    acknowledge_alarm(alarm_no=alarm_no, by=request.user, now=clock.now())
    return _answered(request, alarm_no)


@duty_required(Duty.ANSWER_ALARM)
@require_POST
def comment(request: KnownRequest, alarm_no: str) -> HttpResponse:
    note = request.POST.get("note", "")
    comment_alarm(alarm_no=alarm_no, note=note, by=request.user, now=clock.now())
    return _answered(request, alarm_no)


@duty_required(Duty.ANSWER_ALARM)
@require_POST
def clear(request: KnownRequest, alarm_no: str) -> HttpResponse:
    note = request.POST.get("note", "")
    clear_alarm(alarm_no=alarm_no, note=note, by=request.user, now=clock.now())
    return _answered(request, alarm_no)


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """Where a wall screen is let in, once, with its device's code and token."""
    code = request.POST.get("code", "").strip()
    if request.method == "POST":
        device = screen_by_token(code=code, token=request.POST.get("token", "").strip())
        if device is not None:
            answer = redirect("wall:wall")
            answer.set_cookie(
                COOKIE,
                cookie_of(device),
                max_age=A_YEAR,
                httponly=True,
                samesite="Strict",
                secure=request.is_secure(),
            )
            return answer
    refused = request.method == "POST"
    status = 422 if refused else 200
    return render(
        request, "wall/supervisor/screen.html", {"code": code, "refused": refused}, status=status
    )


def _answered(request: KnownRequest, alarm_no: str) -> HttpResponse:
    if request.accepts("text/html"):
        return redirect("wall:alarms")
    return JsonResponse({"alarm_no": alarm_no})


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:64] for name in ("state", "severity", "text")}


def _list(chosen: dict[str, str], reader: User) -> AlarmList:
    chinese = (get_language() or "").startswith("zh")
    return AlarmList(**chosen, reader=reader, chinese=chinese)


def _filters(chosen: dict[str, str]) -> list[dict[str, Any]]:
    anything = [("", _("All"))]
    states = [
        ("open", pgettext("alarm", "Open")),
        ("unacknowledged", _("Not acknowledged")),
        ("asked", _("Asked of me")),
    ]
    return [
        {
            "name": "state",
            "label": _("State"),
            "value": chosen["state"],
            "choices": anything + states + list(AlarmState.choices),
        },
        {
            "name": "severity",
            "label": _("Severity"),
            "value": chosen["severity"],
            "choices": anything + list(Severity.choices),
        },
        {
            "name": "text",
            "label": _("Number, place, owner or note"),
            "value": chosen["text"],
            "wide": True,
        },
    ]


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula is made text."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" else cell
