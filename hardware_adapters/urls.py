"""Addresses of the hardware."""

from django.urls import URLPattern, URLResolver, path

from hardware_adapters import consumers

app_name = "hardware"

urlpatterns: list[URLPattern | URLResolver] = []
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/tablet/", consumers.TabletConsumer.as_asgi(), name="tablet-line"),  # type: ignore[arg-type]
]
