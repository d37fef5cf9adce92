"""Addresses of the wall wing."""

from django.urls import URLPattern, URLResolver

app_name = "wall"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
