"""Addresses of the analyst's workbench."""

from django.urls import URLPattern, URLResolver, path

from risk.workbench import api
from risk.workbench.pages import analyst, cases, saved

app_name = "workbench"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/workbench/", analyst.start, name="start"),
    path("officer/risk/workbench/network/", analyst.web, name="network"),
    path("officer/risk/workbench/network/export.csv", analyst.export_web, name="export-network"),
    path("officer/risk/workbench/series/", analyst.series, name="series"),
    path("officer/risk/workbench/series/export.csv", analyst.export_series, name="export-series"),
    path("officer/risk/workbench/firms/<str:enterprise_key>/", cases.firm, name="firm"),
    path(
        "officer/risk/workbench/firms/<str:enterprise_key>/export.csv",
        cases.export_firm,
        name="export-firm",
    ),
    path(
        "officer/risk/workbench/firms/<str:enterprise_key>/profile.pdf", cases.paper, name="paper"
    ),
    path("officer/risk/workbench/similar/<str:assessment_no>/", cases.similar, name="similar"),
    path(
        "officer/risk/workbench/similar/<str:assessment_no>/export.csv",
        cases.export_similar,
        name="export-similar",
    ),
    path("officer/risk/workbench/queries/", saved.keep, name="keep-query"),
    path(
        "officer/risk/workbench/queries/<int:query_id>/delete/", saved.delete, name="delete-query"
    ),
    path("api/v1/risk/network", api.NetworkDoor.as_view()),
    path("api/v1/risk/series", api.Series.as_view()),
    path("api/v1/risk/firms/<str:enterprise_key>", api.FirmProfile.as_view()),
    path("api/v1/risk/assessments/<str:assessment_no>/similar", api.SimilarCases.as_view()),
    path("api/v1/risk/queries", api.Queries.as_view()),
    path("api/v1/risk/queries/<int:query_id>", api.OneQuery.as_view()),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
