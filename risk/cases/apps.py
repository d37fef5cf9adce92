"""The cases wing of risk."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.cases"
    label = "cases"
    verbose_name = "Judged cases"
