"""Camera readings that need a person, and the list of devices."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from customs_portal.accounts.doors import duty_required
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock
from customs_portal.kit.identifiers import explain
from hardware_adapters import queries
from hardware_adapters.forms import ReadingForm
from hardware_adapters.operations.confirm_reading import confirm_reading, dismiss_sighting
from hardware_adapters.operations.renew_token import renew_token
from hardware_adapters.states import DeviceKind


@duty_required(Duty.CONFIRM_READING)
@require_GET
def readings(request: KnownRequest) -> HttpResponse:
    """The oldest waiting picture, large, with one field; the rest as a list."""
    return _reading_page(request, ReadingForm(), 200)


@duty_required(Duty.CONFIRM_READING)
@require_POST
def confirm(request: KnownRequest, sighting_no: str) -> HttpResponse:
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return _reading_page(request, form, 422)
    number = confirm_reading(
        sighting_no=sighting_no,
        container_no=form.cleaned_data["container_no"],
        by=request.user,
        now=clock.now(),
    )
    messages.success(request, _("%(number)s was announced.") % {"number": number})
    return redirect("hardware:readings")


@duty_required(Duty.CONFIRM_READING)
@require_POST
def dismiss(request: KnownRequest, sighting_no: str) -> HttpResponse:
    dismiss_sighting(
        sighting_no=sighting_no,
        reason=request.POST.get("reason", ""),
        by=request.user,
        now=clock.now(),
    )
    messages.success(request, _("The picture was set aside."))
    return redirect("hardware:readings")


@duty_required(Duty.CONFIRM_READING)
@require_GET
def arithmetic(request: KnownRequest) -> HttpResponse:
    """While typing: does the check digit fit?"""
    typed = request.GET.get("container_no", "").replace(" ", "").upper()
    sums = explain("container", typed) if len(typed) == 11 else ()
    return render(
        request, "hardware_adapters/officer/_arithmetic.html", {"typed": typed, "sums": sums}
    )


def _reading_page(request: KnownRequest, form: ReadingForm, status: int) -> HttpResponse:
    waiting = queries.waiting_sightings()
    chosen = request.GET.get("sighting", "") or request.POST.get("sighting", "")
    current = next((one for one in waiting if one.sighting_no == chosen), None)
    return render(
        request,
        "hardware_adapters/officer/readings.html",
        {
            "form": form,
            "current": current or (waiting[0] if waiting else None),
            "waiting": waiting,
            "counts": queries.sighting_counts(),
            "reasons": [
                _("No number is in the picture"),
                _("The number cannot be read"),
                _("Several containers are in the picture"),
            ],
        },
        status=status,
    )


@duty_required(Duty.MANAGE_ACCOUNTS, Duty.WATCH_WALL)
@require_GET
def devices(request: KnownRequest) -> HttpResponse:
    return _device_page(request)


@duty_required(Duty.MANAGE_ACCOUNTS)
@require_POST
def renew(request: KnownRequest, device_code: str) -> HttpResponse:
    """The token is in this one answer and nowhere else."""
    token = renew_token(device_code=device_code, by=request.user, now=clock.now())
    answer = _device_page(request, renewed=device_code, token=token)
    answer["Cache-Control"] = "no-store"
    return answer


def _of_other_doors() -> list[tuple[str, str]]:
    """Kinds that do not speak over the hub's line: a wall reads, scanners deliver files."""
    return [
        ("wall", _("Wall screen")),
        ("site_scanner", _("Scanner of a site")),
        ("ct_scanner", _("CT scanner")),
    ]


def _device_page(request: KnownRequest, *, renewed: str = "", token: str = "") -> HttpResponse:
    kind, state = request.GET.get("kind", ""), request.GET.get("state", "")
    every = queries.device_states()
    shown = [
        one
        for one in every
        if kind in ("", one.kind) and state in ("", "on" if one.is_connected else "off")
    ]
    return render(
        request,
        "hardware_adapters/officer/devices.html",
        {
            "devices": shown,
            "kinds": [*DeviceKind.choices, *_of_other_doors()],
            "kind": kind,
            "state": state,
            "connected": sum(one.is_connected for one in every),
            "total": len(every),
            "may_renew": request.user.holds(Duty.MANAGE_ACCOUNTS),
            "renewed": renewed,
            "token": token,
        },
    )
