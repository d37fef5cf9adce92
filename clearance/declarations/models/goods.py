"""What a declaration covers: lines of goods and containers."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from clearance.declarations.models.declaration import Declaration
from customs_portal.registry.models import Country


class DeclarationItem(models.Model):
    """One line of goods, as the summary (``step`` 1) or the complete declaration (2) has it."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="items")
    step = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    hs_code = models.CharField(max_length=10)
    name = models.CharField(max_length=255, blank=True)
    specification = models.CharField(max_length=400, blank=True)
    quantity = models.DecimalField(max_digits=19, decimal_places=5, null=True)
    unit = models.CharField(max_length=12, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    value_cny = models.DecimalField(max_digits=16, decimal_places=2)
    origin = models.ForeignKey(Country, models.PROTECT, related_name="+")
    net_weight_kg = models.DecimalField(max_digits=19, decimal_places=5, null=True)
    elements = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    claims = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    destination = models.CharField(max_length=2, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "step", "position"], name="item_once"),
            models.CheckConstraint(name="item_value_is_positive", condition=Q(value__gt=0)),
        ]
        indexes = [
            GinIndex(
                fields=["claims"],
                name="item_by_claims",
                opclasses=["jsonb_path_ops"],
                condition=~Q(claims={}),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hs_code} {self.name}"


class DeclarationContainer(models.Model):
    """A container under a declaration; ``open`` until it has left or the file is withdrawn."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="containers")
    container_no = models.CharField(max_length=11, db_index=True)
    open = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True)
    place_code = models.CharField(max_length=12, blank=True)
    order_no = models.CharField(max_length=32, blank=True)
    released_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["container_no"],
                condition=Q(open=True),
                name="one_open_declaration_per_container",
            ),
            models.CheckConstraint(
                name="container_leaves_only_released",
                condition=Q(left_at=None) | Q(released_at__isnull=False, open=False),
            ),
        ]

    def __str__(self) -> str:
        return self.container_no
