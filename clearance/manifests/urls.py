"""Addresses of the manifests wing."""

from django.urls import URLPattern, URLResolver, path

from clearance.manifests import api
from clearance.manifests.pages import enterprise

app_name = "manifests"

urlpatterns: list[URLPattern | URLResolver] = [
    path("enterprise/manifests/", enterprise.manifests, name="list"),
    path("enterprise/manifests/<str:manifest_no>/", enterprise.detail, name="detail"),
    path("api/v1/manifests", api.Manifests.as_view(), name="api-manifests"),
    path("api/v1/manifests/<str:manifest_no>", api.OneManifest.as_view(), name="api-manifest"),
    path("api/v1/manifests/<str:manifest_no>/arrival", api.Arrival.as_view(), name="api-arrival"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = []
