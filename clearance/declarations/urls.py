"""Addresses of the declarations wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.declarations import api

app_name = "declarations"

_ONE = "api/v1/declarations/<str:declaration_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/declarations", api.Declarations.as_view(), name="api-declarations"),
    path(
        "api/v1/declarations/summary",
        api.SummaryDeclarations.as_view(),
        name="api-summary",
    ),
    path(_ONE, api.OneDeclaration.as_view(), name="api-declaration"),
    path(f"{_ONE}/complete", api.Completion.as_view(), name="api-complete"),
    path(f"{_ONE}/amend", api.AmendmentDoor.as_view(), name="api-amend"),
    path(f"{_ONE}/withdraw", api.Withdrawal.as_view(), name="api-withdraw"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
