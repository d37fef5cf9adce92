"""Addresses of the risk desk."""

from django.urls import URLPattern, URLResolver, path

from risk.assessments import pages

app_name = "assessments"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/", pages.assessments, name="list"),
    path("officer/risk/rules/", pages.rules, name="rules"),
    path("officer/risk/<str:assessment_no>/", pages.assessment, name="one"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
