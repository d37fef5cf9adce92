"""Coming in, the second factor, and going out."""

import io

import django_otp
import segno
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from customs_portal.accounts.forms import SecondFactorForm, SignInForm
from customs_portal.accounts.operations.record_access import record_refusal, record_sign_in
from customs_portal.accounts.operations.second_factor import (
    WrongCode,
    begin_set_up,
    check_code,
    confirm_set_up,
    device_of,
)
from customs_portal.accounts.requests import KnownRequest
from customs_portal.kit import clock


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; people with a second factor are led to it next."""
    if request.user.is_authenticated and request.method == "GET":
        return redirect(_next(request))
    form = SignInForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid() and form.user is not None:
        login(request, form.user)
        request.session["language_chosen"] = form.user.language
        record_sign_in(
            user=form.user, address=_address(request), second_factor=False, now=clock.now()
        )
        response = redirect(_next(request))
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, form.user.language, samesite="Lax", max_age=31_536_000
        )
        return response
    if request.method == "POST":
        record_refusal(
            username=request.POST.get("username", ""),
            address=_address(request),
            now=clock.now(),
        )
    return render(
        request,
        "accounts/sign_in.html",
        {
            "form": form,
            "errors": [
                {"field_id": "id_username", "message": one} for one in form.non_field_errors()
            ],
            "next": request.GET.get("next", request.POST.get("next", "")),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("accounts:sign-in")


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def second_factor(request: KnownRequest) -> HttpResponse:
    """Ask for the code, or set the authenticator up when there is none yet."""
    has_device = device_of(user=request.user) is not None
    form = SecondFactorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = check_code if has_device else confirm_set_up
        try:
            device = act(user=request.user, code=form.cleaned_data["code"])
        except WrongCode as refusal:
            form.add_error("code", f"{refusal.message} {refusal.remedy}")
        else:
            django_otp.login(request, device)
            record_sign_in(
                user=request.user, address=_address(request), second_factor=True, now=clock.now()
            )
            return redirect(_next(request))
    context = {
        "form": form,
        "has_device": has_device,
        "next": request.GET.get("next", request.POST.get("next", "")),
        "secret": "" if has_device else _secret(request),
    }
    return render(
        request, "accounts/second_factor.html", context, status=422 if form.errors else 200
    )


@never_cache
@login_required
def second_factor_picture(request: KnownRequest) -> HttpResponse:
    """The QR code of an authenticator that is being set up."""
    if device_of(user=request.user) is not None:
        return HttpResponse(status=404)
    device = begin_set_up(user=request.user)
    out = io.BytesIO()
    segno.make(device.config_url).save(out, kind="png", scale=6, border=2)
    return HttpResponse(out.getvalue(), content_type="image/png")


def _secret(request: KnownRequest) -> str:
    """The secret in base 32, in groups of four, for those who cannot scan."""
    query = begin_set_up(user=request.user).config_url.split("secret=")[1].split("&")[0]
    return " ".join(query[start : start + 4] for start in range(0, len(query), 4))


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or reverse("home")
    safe = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if safe else reverse("home")


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


class SecondFactorDoor:
    """Officers pass only with a verified second factor, unless the deployment is a demo."""

    OPEN_TO_ALL = (
        "/second-factor/",
        "/sign-out/",
        "/static/",
        "/preferences/",
        "/healthz",
        "/readyz",
    )

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request: KnownRequest) -> HttpResponse:
        user = request.user
        if (
            user.is_authenticated
            and not request.path.startswith(self.OPEN_TO_ALL)
            and not user.is_verified()  # type: ignore[attr-defined]
            and (device_of(user=user) or (settings.SECOND_FACTOR_FOR_OFFICERS and user.is_officer))
        ):
            target = f"{reverse('accounts:second-factor')}?next={request.path}"
            return HttpResponseRedirect(target)
        response: HttpResponse = self.get_response(request)
        return response
