"""Addresses of the manifests wing."""

from django.urls import URLPattern, URLResolver

app_name = "manifests"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
