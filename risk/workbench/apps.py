"""The workbench wing of risk."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.workbench"
    label = "workbench"
    verbose_name = "Fraud workbench"
