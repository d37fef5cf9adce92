"""The orders wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.orders"
    label = "orders"
    verbose_name = "Inspection orders"
