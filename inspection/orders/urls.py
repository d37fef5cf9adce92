"""Addresses of the orders wing."""

from django.urls import URLPattern, URLResolver

app_name = "orders"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = []
