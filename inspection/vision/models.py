"""What was advised on each scan, kept with the digest of the model that said it."""

from typing import Any

from django.db import models
from django.db.models import Q


class ScanAdvice(models.Model):
    """One reading of one scan; read again after a fault, never after an advice.

    ``findings`` are kind, x, y, width, height, confidence_permille; ``goods`` pairs of kind and
    permille; ``odd`` is x, y, width, height of a part unlike the rest of the load.
    """

    scan_no = models.CharField(max_length=40, unique=True)
    model = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    made_at = models.DateTimeField()
    findings: Any = models.JSONField(default=list)
    goods: Any = models.JSONField(default=list)
    matches_declared = models.BooleanField(null=True)
    is_empty = models.BooleanField(null=True)
    odd: Any = models.JSONField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="advice_or_fault",
                condition=Q(fault="") & ~Q(digest="")
                | ~Q(fault="")
                & Q(findings=[], goods=[], matches_declared=None, is_empty=None, odd=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.scan_no} {self.fault or self.digest[:12]}"
