"""The orders wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.orders"
    label = "orders"
    verbose_name = "Inspection orders"

    def ready(self) -> None:
        from inspection.draws.ports import tell_workload
        from inspection.orders.queries import open_orders_by_officer

        tell_workload(open_orders_by_officer)
