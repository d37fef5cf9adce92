"""The targeting wing of risk: officers' control orders."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.targeting"
    label = "targeting"
    verbose_name = "Control orders"
