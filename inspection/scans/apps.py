"""The archive of scans: whatever scanner took them, in one form."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.scans"
    label = "scans"
    verbose_name = "Archive of scans"
