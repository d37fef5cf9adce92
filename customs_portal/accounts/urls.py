"""Addresses of sign-in and accounts."""

from django.urls import URLPattern, URLResolver, path

from customs_portal.accounts.pages import people, sign_in, trail

app_name = "accounts"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/trail/", trail.trail, name="trail"),
    path("officer/people/", people.people, name="people"),
    path("officer/people/new/", people.hire, name="hire"),
    path("officer/people/<str:username>/", people.person, name="person"),
    path("officer/people/<str:username>/change/", people.change, name="change-person"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("second-factor/", sign_in.second_factor, name="second-factor"),
    path("second-factor/code.png", sign_in.second_factor_picture, name="second-factor-picture"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
