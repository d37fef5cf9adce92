"""The portal's own pages: front page, preferences, keyboard list, style guide, problems."""

import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import NoSuchAddress, NotPermitted, NotUnderstood, OurFault
from customs_portal.kit.refusals import DATABASE_IS_AWAY, database_away, refuse_program
from customs_portal.look import keys
from customs_portal.menu import shell

A_YEAR = 365 * 24 * 3600


@require_GET
def landing(request: HttpRequest) -> HttpResponse:
    """Signed-in people go to where their work begins; everybody else sees the front page."""
    if not request.user.is_authenticated:
        return render(request, "portal/landing.html", {"steps": _way_of_a_container()})
    menus = shell(request)["menus"]
    order = ["enterprise", "officer", "supervisor"]
    if request.user.holds(Duty.WATCH_WALL):
        order = ["supervisor", "officer", "enterprise"]
    for name in order:
        if menus.get(name):
            return redirect(reverse(menus[name][0].url_name))
    return render(request, "portal/no_duty.html")


def _way_of_a_container() -> list[dict[str, str]]:
    words = [
        (_("Summary declaration"), _("nine items, minutes")),
        (_("Risk check"), _("at once")),
        (_("Ship side"), _("release, or scan and inspection")),
        (_("Gate"), _("plate, container and weight agree")),
        (_("Complete declaration"), _("within 14 days")),
        (_("Tax and closing"), _("paid online")),
    ]
    return [{"label": label, "note": note, "phase": "future"} for label, note in words]


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """To the page the visitor came from, if it is one of ours."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(target if ours else "/")


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    answer = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES) and check_for_language(language):
        _keep(answer, settings.LANGUAGE_COOKIE_NAME, language)
        if isinstance(request.user, User):
            request.user.language = language
            request.user.save(update_fields=["language"])
    return answer


@require_POST
def choose_preferences(request: HttpRequest) -> HttpResponse:
    """Theme and single-letter keys belong to the person, row density to the browser."""
    answer = _back(request)
    theme, density = request.POST.get("theme"), request.POST.get("density")
    shortcuts = request.POST.get("shortcuts")
    changed: dict[str, Any] = {}
    if theme in User.Theme.values:
        _keep(answer, "theme", theme)
        changed["theme"] = theme
    if density in ("compact", "comfortable"):
        _keep(answer, "density", density)
    if shortcuts in ("on", "off"):
        changed["shortcuts_on"] = shortcuts == "on"
    if changed and isinstance(request.user, User):
        for name, value in changed.items():
            setattr(request.user, name, value)
        request.user.save(update_fields=list(changed))
    return answer


@require_GET
def keyboard(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/keyboard.html", {"groups": keys.groups()})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    problem = refuse_program(request, NotUnderstood(field="body"))
    return problem or render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refuse_program(request, NotPermitted()) or render(request, "403.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A bug, unless the database went away before the view was reached (session, sign-in)."""
    exception = sys.exc_info()[1]
    if isinstance(exception, DATABASE_IS_AWAY):
        return database_away(request, exception)
    page = HttpResponse(render_to_string("500.html"), status=500)
    return refuse_program(request, OurFault()) or page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    problem = refuse_program(request, NoSuchAddress(field="address"))
    return problem or render(request, "404.html", status=404)
