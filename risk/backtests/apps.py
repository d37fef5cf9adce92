"""The backtests wing of risk."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.backtests"
    label = "backtests"
    verbose_name = "Back-tests"
