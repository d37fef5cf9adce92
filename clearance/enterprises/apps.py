"""The enterprises wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.enterprises"
    label = "enterprises"
    verbose_name = "Mandates between firms and their agents"
