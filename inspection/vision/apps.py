"""The vision wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.vision"
    label = "vision"
    verbose_name = "Advice on scans"
