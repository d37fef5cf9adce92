"""The robot wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.robot"
    label = "robot"
    verbose_name = "Inspection robots"

    def ready(self) -> None:
        from inspection.orders.ports import tell_first_looks
        from inspection.robot.queries import first_looks_of

        tell_first_looks(first_looks_of)
