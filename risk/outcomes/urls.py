"""Addresses of the outcomes wing."""

from django.urls import URLPattern, URLResolver, path

from risk.outcomes import api
from risk.outcomes.pages import labels, reports

app_name = "outcomes"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/outcomes/", reports.hit_rates, name="rates"),
    path("officer/risk/outcomes/export.csv", reports.export_rates, name="export-rates"),
    path("officer/risk/outcomes/fairness/", reports.fair, name="fairness"),
    path(
        "officer/risk/outcomes/fairness/export.csv",
        reports.export_fairness,
        name="export-fairness",
    ),
    path("officer/risk/outcomes/chance/", reports.chance, name="chance"),
    path("officer/risk/outcomes/chance/export.csv", reports.export_chance, name="export-chance"),
    path("officer/risk/outcomes/drift/", reports.changes, name="drift"),
    path("officer/risk/outcomes/drift/export.csv", reports.export_changes, name="export-drift"),
    path("officer/risk/outcomes/labels/", labels.labels, name="labels"),
    path("officer/risk/outcomes/labels/export.csv", labels.export_labels, name="export-labels"),
    path(
        "officer/risk/outcomes/<str:assessment_no>/false-positive/",
        labels.false_positive,
        name="false-positive",
    ),
    path(
        "officer/risk/outcomes/<str:assessment_no>/false-positive/undo/",
        labels.undo,
        name="undo-false-positive",
    ),
    path("api/v1/risk/outcomes", api.Outcomes.as_view()),
    path("api/v1/risk/outcomes/rates", api.Rates.as_view()),
    path("api/v1/risk/outcomes/fairness", api.Fairness.as_view()),
    path("api/v1/risk/outcomes/chance", api.Chance.as_view()),
    path("api/v1/risk/outcomes/drift", api.Drift.as_view()),
    path("api/v1/risk/assessments/<str:assessment_no>/false-positive", api.FalsePositive.as_view()),
    path("api/v1/risk/assessments/<str:assessment_no>/false-positive/undo", api.Undo.as_view()),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
