"""Addresses of the hardware."""

from django.urls import URLPattern, URLResolver, path

from hardware_adapters import consumers
from hardware_adapters.pages import officer, pictures

app_name = "hardware"

urlpatterns: list[URLPattern | URLResolver] = [
    path("frames/<slug:device_code>.jpg", pictures.frame, name="frame"),
    path("evidence/<str:key>", pictures.evidence, name="evidence"),
    path("officer/readings/", officer.readings, name="readings"),
    path("officer/readings/arithmetic/", officer.arithmetic, name="arithmetic"),
    path("officer/readings/<slug:sighting_no>/confirm/", officer.confirm, name="confirm"),
    path("officer/readings/<slug:sighting_no>/dismiss/", officer.dismiss, name="dismiss"),
    path("officer/devices/", officer.devices, name="devices"),
    path("officer/devices/<slug:device_code>/token/", officer.renew, name="renew"),
]
websocket_urlpatterns: list[URLPattern | URLResolver] = [
    path("ws/tablet/", consumers.TabletConsumer.as_asgi(), name="tablet-line"),  # type: ignore[arg-type]
]
