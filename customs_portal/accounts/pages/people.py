"""Officers and their posts: who serves where, with which duties."""

from datetime import datetime, time

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.operations.manage_people import (
    end_post,
    give_post,
    hire_person,
    reset_second_factor,
    set_active,
)
from customs_portal.accounts.operations.second_factor import device_of
from customs_portal.accounts.queries import (
    all_offices,
    all_places,
    officer_named,
    officers_found,
)
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.errors import DomainError, Faults


@duty_required(Duty.MANAGE_ACCOUNTS)
def people(request: HttpRequest) -> HttpResponse:
    """All officers; ``?text=`` searches names, ``?duty=`` who holds it now."""
    text, duty = request.GET.get("text", "").strip(), request.GET.get("duty", "")
    officers = officers_found(text=text, duty=duty, at=clock.now())
    page = Paginator(officers, 25).get_page(request.GET.get("page"))
    context = {"page": page, "text": text, "duty": duty, "duties": Duty.choices}
    return render(request, "accounts/people.html", context)


@duty_required(Duty.MANAGE_ACCOUNTS)
def hire(request: KnownRequest) -> HttpResponse:
    """A new officer; the form keeps what was typed when it is refused."""
    faults: list[DomainError] = []
    if request.method == "POST":
        try:
            user = hire_person(
                username=request.POST.get("username", "").strip().lower(),
                display_name=request.POST.get("display_name", ""),
                display_name_zh=request.POST.get("display_name_zh", ""),
                password=request.POST.get("password", ""),
                by=request.user,
                now=clock.now(),
            )
        except Faults as refusal:
            faults = list(refusal.faults)
        else:
            return redirect("accounts:person", username=user.username)
    context = {"errors": faults, "faults": _by_field(faults), "typed": request.POST}
    return render(request, "accounts/hire.html", context, status=422 if faults else 200)


@duty_required(Duty.MANAGE_ACCOUNTS)
def person(request: KnownRequest, username: str) -> HttpResponse:
    """One officer: posts from newest to oldest; POST gives a new one."""
    user = officer_named(username=username)
    faults: list[DomainError] = []
    if request.method == "POST":
        try:
            give_post(
                username=username,
                office_code=request.POST.get("office_code", ""),
                place_code=request.POST.get("place_code", "").strip().upper(),
                duties=request.POST.getlist("duties"),
                valid_from=_start_of(request.POST.get("valid_from", "")) or clock.now(),
                valid_to=_start_of(request.POST.get("valid_to", "")),
                by=request.user,
                now=clock.now(),
            )
        except Faults as refusal:
            faults = list(refusal.faults)
        else:
            return redirect("accounts:person", username=username)
    context = {
        "person": user,
        "posts": user.posts.select_related("office", "place").order_by("-valid_from"),
        "offices": all_offices(),
        "places": all_places(),
        "duties": Duty.choices,
        "has_second_factor": device_of(user=user) is not None,
        "errors": faults,
        "faults": _by_field(faults),
        "typed": request.POST,
        "typed_duties": request.POST.getlist("duties"),
        "now": clock.now(),
    }
    return render(request, "accounts/person.html", context, status=422 if faults else 200)


@duty_required(Duty.MANAGE_ACCOUNTS)
@require_POST
def change(request: KnownRequest, username: str) -> HttpResponse:
    """``act``: end-post, deactivate, reactivate, reset-second-factor."""
    act, by, now = request.POST.get("act"), request.user, clock.now()
    if act == "end-post":
        end_post(username=username, post_id=int(request.POST["post_id"]), by=by, now=now)
    elif act == "reset-second-factor":
        reset_second_factor(username=username, by=by, now=now)
    elif act in ("deactivate", "reactivate"):
        set_active(username=username, active=act == "reactivate", by=by, now=now)
    return redirect("accounts:person", username=username)


def _start_of(text: str) -> datetime | None:
    """Midnight, port time, of a typed date; None when empty or no date."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def _by_field(faults: list[DomainError]) -> dict[str, str]:
    return {one.field: one.message for one in faults}
