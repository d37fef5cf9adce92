"""The assessments wing of risk."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.assessments"
    label = "assessments"
    verbose_name = "Risk assessments"
