"""The draws wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.draws"
    label = "draws"
    verbose_name = "Draws"
