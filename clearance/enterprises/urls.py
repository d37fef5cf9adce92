"""Addresses of the enterprises wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.enterprises import api
from clearance.enterprises.pages import enterprise

app_name = "enterprises"

_ONE = "enterprise/mandates/<str:mandate_no>/"
_ONE_BY_PROGRAM = "api/v1/mandates/<str:mandate_no>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprise/mandates/", enterprise.mandates, name="mandates"),
    path("enterprise/mandates/offer/", enterprise.offer, name="offer"),
    path(_ONE, enterprise.mandate, name="mandate"),
    path(f"{_ONE}accept/", enterprise.accept, name="accept"),
    path(f"{_ONE}decline/", enterprise.decline, name="decline"),
    path(f"{_ONE}end/", enterprise.end, name="end"),
    path("api/v1/mandates", api.Mandates.as_view(), name="api-mandates"),
    path(_ONE_BY_PROGRAM, api.OneMandate.as_view(), name="api-mandate"),
    path(f"{_ONE_BY_PROGRAM}/accept", api.Acceptance.as_view(), name="api-accept"),
    path(f"{_ONE_BY_PROGRAM}/decline", api.Refusal.as_view(), name="api-decline"),
    path(f"{_ONE_BY_PROGRAM}/end", api.End.as_view(), name="api-end"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
