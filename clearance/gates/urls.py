"""Addresses of the gates wing."""

from django.urls import URLPattern, URLResolver

app_name = "gates"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
