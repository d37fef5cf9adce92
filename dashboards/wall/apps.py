"""The wall wing of dashboards."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "dashboards.wall"
    label = "wall"
    verbose_name = "Command-centre wall"
