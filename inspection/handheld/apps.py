"""The handheld wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.handheld"
    label = "handheld"
    verbose_name = "Handheld"
