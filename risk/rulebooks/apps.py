"""The rulebooks wing of risk."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.rulebooks"
    label = "rulebooks"
    verbose_name = "Rule books"
