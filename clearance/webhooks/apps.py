"""The webhooks wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.webhooks"
    label = "webhooks"
    verbose_name = "Webhooks"
