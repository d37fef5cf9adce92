"""Which seals the manifest names for a container."""

from clearance.manifests.models.bills import ManifestContainer


def seals_on_manifest(container_no: str) -> tuple[str, ...]:
    """Of the voyage reported last; empty when no manifest names one."""
    rows = ManifestContainer.objects.filter(container_no=container_no)
    newest = rows.order_by("-manifest_id").values("manifest_id")[:1]
    seals = rows.filter(manifest_id__in=newest).exclude(seal_no="").order_by("id")
    return tuple(dict.fromkeys(seals.values_list("seal_no", flat=True)))
