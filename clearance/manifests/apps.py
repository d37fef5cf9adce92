"""The manifests wing of clearance."""

from django.apps import AppConfig


class WingConfig(AppConfig):
    name = "clearance.manifests"
    label = "manifests"
    verbose_name = "Manifests"

    def ready(self) -> None:
        from clearance.manifests.queries.seals import seals_on_manifest
        from inspection.robot.ports import tell_seals

        tell_seals(seals_on_manifest)
