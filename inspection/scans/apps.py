"""The archive of scans: whatever scanner took them, in one form."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.scans"
    label = "scans"
    verbose_name = "Archive of scans"

    def ready(self) -> None:
        from inspection.orders.ports import tell_refused_scans
        from inspection.scans.queries.refused import refused_of_orders

        tell_refused_scans(refused_of_orders)
