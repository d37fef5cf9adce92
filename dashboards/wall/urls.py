"""Addresses of the wall wing."""

from django.urls import URLPattern, URLResolver, path

from dashboards.wall.consumers import WallConsumer
from dashboards.wall.pages import supervisor

app_name = "wall"

urlpatterns: list[URLPattern | URLResolver] = [
    path("supervisor/wall/", supervisor.wall, name="wall"),
    path("supervisor/wall/video/", supervisor.video, name="video"),
    path("supervisor/wall/screen/", supervisor.screen, name="screen"),
    path("supervisor/wall/frames/<str:device_code>.jpg", supervisor.frame, name="frame"),
    path("supervisor/alarms/", supervisor.alarms, name="alarms"),
    path("supervisor/alarms/asked/", supervisor.asked, name="asked"),
    path("supervisor/alarms/export/", supervisor.export, name="export"),
    path(
        "supervisor/alarms/<str:alarm_no>/acknowledge/", supervisor.acknowledge, name="acknowledge"
    ),
    path("supervisor/alarms/<str:alarm_no>/comment/", supervisor.comment, name="comment"),
    path("supervisor/alarms/<str:alarm_no>/clear/", supervisor.clear, name="clear"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/wall/", WallConsumer.as_asgi(), name="wall-socket"),
]
