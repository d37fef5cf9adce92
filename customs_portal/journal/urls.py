"""Addresses of the journal."""

from django.urls import URLPattern, URLResolver

app_name = "journal"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
