"""The roof: connects the nervous system when every room is loaded."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "customs_portal"
    label = "portal"

    def ready(self) -> None:
        from customs_portal import celery, wiring  # noqa: F401  (shared tasks need the app)

        wiring.connect()
