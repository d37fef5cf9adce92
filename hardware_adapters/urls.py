"""Addresses of the hardware."""

from django.urls import URLPattern, URLResolver

app_name = "hardware"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
