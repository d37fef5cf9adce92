"""Addresses of the duties wing."""

from django.urls import URLPattern, URLResolver

app_name = "duties"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
