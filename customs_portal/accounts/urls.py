"""Addresses of sign-in and accounts."""

from django.urls import URLPattern, URLResolver, path

from customs_portal.accounts import pages, trail

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/trail/", trail.trail, name="trail"),
    path("sign-in/", pages.sign_in, name="sign-in"),
    path("sign-out/", pages.sign_out, name="sign-out"),
    path("second-factor/", pages.second_factor, name="second-factor"),
    path("second-factor/code.png", pages.second_factor_picture, name="second-factor-picture"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
