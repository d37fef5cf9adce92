"""Addresses of the back-tests."""

from django.urls import URLPattern, URLResolver, path

from risk.backtests import api
from risk.backtests.pages import officer

app_name = "backtests"

urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/risk/backtests/", officer.backtests, name="list"),
    path("officer/risk/backtests/new/", officer.new, name="new"),
    path("officer/risk/backtests/preview/", officer.preview, name="preview"),
    path("officer/risk/backtests/<str:backtest_no>/", officer.backtest, name="one"),
    path("officer/risk/backtests/<str:backtest_no>/progress/", officer.progress, name="progress"),
    path("api/v1/risk/backtests", api.BackTests.as_view(), name="api-list"),
    path("api/v1/risk/backtests/<str:backtest_no>", api.OneBackTest.as_view(), name="api-one"),
    path(
        "api/v1/risk/backtests/<str:backtest_no>/differences",
        api.Differences.as_view(),
        name="api-differences",
    ),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
