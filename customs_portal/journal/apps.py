"""The journal of the house."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "customs_portal.journal"
    label = "journal"
