"""The manifests wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.manifests"
    label = "manifests"
    verbose_name = "Manifests"
