"""What is remembered beside declarations: where boxes stand, what firms trade in."""

from django.db import models

from customs_portal.registry.models import Enterprise


class QuaySighting(models.Model):
    """Where a container was last seen at the ship side; declared or not."""

    container_no = models.CharField(max_length=11, unique=True)
    place_code = models.CharField(max_length=12)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.container_no} at {self.place_code}"


class EnterpriseGoods(models.Model):
    """How often an enterprise declared a subheading; kept so that nobody has to count."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    hs6 = models.CharField(max_length=6)
    uses = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enterprise", "hs6"], name="goods_once_per_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.hs6} {self.uses}"
