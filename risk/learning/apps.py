"""The learning wing of risk."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "risk.learning"
    label = "learning"
    verbose_name = "Learned risk"

    def ready(self) -> None:
        from risk.assessments.operations.sources import let_models_read
        from risk.learning.queries import models_in_force

        let_models_read(models_in_force)
