"""The imaging wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.imaging"
    label = "imaging"
    verbose_name = "Scan images"
