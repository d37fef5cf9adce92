"""Conclusions that a supervisor returned to their crews (退回), each as it was said."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from inspection.orders.models.order import InspectionOrder
from inspection.orders.states import Outcome


class ReturnedConclusion(models.Model):
    """``version`` 1 is what the crew concluded first. ``said`` holds seals, findings, note and
    keys of pictures. ``was_told``: the line had heard of it and took back what it had done.
    """

    order = models.ForeignKey(InspectionOrder, models.PROTECT, related_name="returns")
    version = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    said: Any = models.JSONField(default=dict)
    concluded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    concluded_at = models.DateTimeField()
    parts = ArrayField(models.CharField(max_length=12))
    reason = models.CharField(max_length=500)
    was_told = models.BooleanField()
    returned_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order", "version"], name="one_return_per_version"),
            models.CheckConstraint(
                name="return_says_what_and_why", condition=~Q(reason="") & ~Q(parts=[])
            ),
            models.CheckConstraint(
                name="nobody_returns_what_he_concluded",
                condition=~Q(returned_by=F("concluded_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} version {self.version}"
