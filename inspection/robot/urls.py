"""Addresses of the robots' list."""

from django.urls import URLPattern, URLResolver, path

from inspection.robot import api, consumers
from inspection.robot.pages import checks, yards

app_name = "robot"

_ONE, _API = "officer/robots/checks/<str:check_no>/", "api/v1/robot-checks/<str:check_no>"
urlpatterns: list[URLPattern | URLResolver] = [
    path("officer/robots/", checks.checks, name="checks"),
    path("officer/robots/export.csv", checks.export, name="export"),
    path("officer/robots/yards/", yards.map_of_yards, name="yards"),
    path(_ONE, checks.one, name="one"),
    path(f"{_ONE}look-at/", checks.look_at, name="look-at"),
    path(f"{_ONE}take-back/", checks.take_back, name="take-back"),
    path(f"{_ONE}opening/", checks.opening, name="opening"),
    path(f"{_ONE}pictures/<int:picture_id>.jpg", checks.picture, name="picture"),
    path("api/v1/robots", api.Robots.as_view(), name="api-robots"),
    path("api/v1/robot-checks", api.RobotChecks.as_view(), name="api-list"),
    path(_API, api.OneRobotCheck.as_view(), name="api-one"),
    path(f"{_API}/pictures/<int:picture_id>", api.RobotCheckPicture.as_view(), name="api-picture"),
    path(f"{_API}/look-at", api.LookAt.as_view(), name="api-look-at"),
    path(f"{_API}/take-back", api.TakeBack.as_view(), name="api-take-back"),
    path(f"{_API}/opening", api.Opening.as_view(), name="api-opening"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/robots/", consumers.RobotsConsumer.as_asgi(), name="robots-line"),  # type: ignore[arg-type]
]
