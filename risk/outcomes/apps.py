"""The outcomes wing of risk."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.outcomes"
    label = "outcomes"
    verbose_name = "Outcomes of judgements"
