"""Addresses of the risk desk."""

from django.urls import URLPattern, URLResolver, path

from risk.assessments.pages import explanation, lists, paper

app_name = "assessments"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/", lists.assessments, name="list"),
    path("officer/risk/rules/", lists.rules, name="rules"),
    path("officer/risk/<str:assessment_no>/", explanation.assessment, name="one"),
    path("officer/risk/<str:assessment_no>/explanation.pdf", paper.paper, name="paper"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
