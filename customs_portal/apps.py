"""The roof: connects the nervous system when every room is loaded."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "customs_portal"
    label = "portal"

    def ready(self) -> None:
        from customs_portal import celery, request_ids, wiring  # noqa: F401  (loaded for effect)

        wiring.connect()
