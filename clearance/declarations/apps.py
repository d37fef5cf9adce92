"""The declarations wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.declarations"
    label = "declarations"
    verbose_name = "Declarations"
