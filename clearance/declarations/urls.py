"""Addresses of the declarations wing."""

from django.urls import URLPattern, URLResolver

app_name = "declarations"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
