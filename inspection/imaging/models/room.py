"""The room: test images with their truth, hours at the bench, opened boxes, saved layouts."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from inspection.imaging.states import Verdict


class PlantedScan(models.Model):
    """A scan whose truth is known (图像抽测).

    ``truth`` lists boxes x, y, width, height, kind, none when the scan is clean.
    ``declared`` is what its box is said to hold, as an order would say it.
    """

    planted_no = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=120)
    image_key = models.CharField(max_length=80, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    truth: Any = models.JSONField(default=list)
    declared: Any = models.JSONField(default=list)
    source_scan_no = models.CharField(max_length=40, blank=True)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.planted_no} {self.title}"

    @property
    def is_clean(self) -> bool:
        return not self.truth


class WorkSpell(models.Model):
    """Minutes in a row at the bench: from the first act to the last without a whole pause."""

    analyst = models.ForeignKey(User, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField(db_index=True)
    shift_began_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["analyst", "began_at"], name="one_spell_at_a_time"),
            models.CheckConstraint(
                name="spell_runs_forward",
                condition=Q(last_at__gte=F("began_at"), began_at__gte=F("shift_began_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyst} from {self.began_at}"


class OpenedBox(models.Model):
    """A box that was opened, what was found, and who and what had pointed at it (查获率)."""

    order_no = models.CharField(max_length=20, unique=True)
    container_no = models.CharField(max_length=11)
    scan_no = models.CharField(max_length=40, blank=True, db_index=True)
    verdict = models.CharField(max_length=12, choices=Verdict.choices, blank=True)
    analyst = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    device_code = models.CharField(max_length=32, blank=True)
    method = models.CharField(max_length=3)
    rules = ArrayField(models.CharField(max_length=40), default=list)
    has_fault = models.BooleanField()
    concluded_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.order_no} {self.has_fault}"


class BenchLayout(models.Model):
    """How one person arranges the bench for one kind of goods (chapter; "" for all others)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    chapter = models.CharField(max_length=2, blank=True)
    settings: Any = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "chapter"], name="one_layout_per_person_and_goods"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.chapter}"
