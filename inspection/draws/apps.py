"""The draws wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.draws"
    label = "draws"
    verbose_name = "Draws"

    def ready(self) -> None:
        from inspection.draws.operations.keep_secret import filing_lot
        from risk.assessments.ports import let_lots_fall

        let_lots_fall(filing_lot)
