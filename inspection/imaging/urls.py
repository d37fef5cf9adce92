"""Addresses of the imaging wing."""

from django.urls import URLPattern, URLResolver

app_name = "imaging"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
