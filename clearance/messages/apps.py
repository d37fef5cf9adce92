"""The messages wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.messages"
    label = "clearance_messages"
    verbose_name = "Messages"
