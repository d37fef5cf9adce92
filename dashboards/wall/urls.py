"""Addresses of the wall wing."""

from django.urls import URLPattern, URLResolver, path

from dashboards.wall.consumers import WallConsumer

app_name = "wall"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/wall/", WallConsumer.as_asgi(), name="wall-socket"),
]
