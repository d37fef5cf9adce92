"""The gates wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.gates"
    label = "gates"
    verbose_name = "Gate passes and passages"
