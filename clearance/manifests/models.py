"""What a ship says it carries."""

from django.db import models
from django.db.models import Q

from customs_portal.registry.models import Country, Enterprise, Place, Port


class ManifestSequence(models.Model):
    """The last manifest number given in a year; the row lock makes the series gap-free."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class Manifest(models.Model):
    """The import manifest (舱单) of one voyage, lodged by its carrier."""

    manifest_no = models.CharField(max_length=18, unique=True)
    carrier = models.ForeignKey(Enterprise, models.PROTECT, related_name="manifests")
    vessel = models.CharField(max_length=70)
    imo = models.CharField(max_length=7)
    voyage = models.CharField(max_length=20)
    loading_port = models.ForeignKey(Port, models.PROTECT, related_name="+")
    berth = models.ForeignKey(Place, models.PROTECT, related_name="+")
    expected_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["imo", "voyage"], name="one_manifest_per_voyage"),
        ]
        indexes = [
            models.Index(fields=["carrier", "-accepted_at"], name="manifest_by_carrier"),
        ]

    def __str__(self) -> str:
        return f"{self.manifest_no} {self.vessel} {self.voyage}"


class ManifestLine(models.Model):
    """One bill of lading on board; amounts are the carrier's."""

    manifest = models.ForeignKey(Manifest, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    transport_document = models.CharField(max_length=35, unique=True)
    gross_weight_kg = models.DecimalField(max_digits=19, decimal_places=5)
    pieces = models.PositiveIntegerField()
    goods_name = models.CharField(max_length=255)
    consignee_uscc = models.CharField(max_length=18, blank=True, db_index=True)
    departure_country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manifest", "position"], name="one_manifest_line_per_position"
            ),
            models.CheckConstraint(
                name="manifest_line_has_weight_and_pieces",
                condition=Q(gross_weight_kg__gt=0, pieces__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.transport_document


class ManifestContainer(models.Model):
    """A container under a bill of lading."""

    line = models.ForeignKey(ManifestLine, models.CASCADE, related_name="containers")
    manifest = models.ForeignKey(Manifest, models.CASCADE, related_name="containers")
    container_no = models.CharField(max_length=11, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manifest", "container_no"], name="container_once_per_manifest"
            ),
        ]

    def __str__(self) -> str:
        return self.container_no
