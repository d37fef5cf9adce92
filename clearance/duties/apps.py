"""The duties wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.duties"
    label = "duties"
    verbose_name = "Duties and guarantees"
