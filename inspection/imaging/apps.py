"""The imaging wing of inspection."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "inspection.imaging"
    label = "imaging"
    verbose_name = "Scan images"

    def ready(self) -> None:
        from inspection.imaging.queries.advice import told_to_archive
        from inspection.imaging.queries.bench import numbers_on_bench
        from inspection.scans.ports import tell_of_scans

        tell_of_scans(advice=told_to_archive, on_bench=numbers_on_bench)
