"""The declarations wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.declarations"
    label = "declarations"
    verbose_name = "Declarations"

    def ready(self) -> None:
        from clearance.declarations.operations.take_back_inspection import take_back_inspection
        from inspection.orders.ports import take_back_in

        take_back_in(take_back_inspection)
