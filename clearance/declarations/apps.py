"""The declarations wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.declarations"
    label = "declarations"
    verbose_name = "Declarations"

    def ready(self) -> None:
        from clearance.declarations.listeners import take_back_conclusion
        from inspection.orders.ports import take_back_in

        take_back_in(take_back_conclusion)
