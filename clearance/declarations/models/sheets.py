"""Decisions on paper."""

from django.db import models

from clearance.declarations.models.declaration import Declaration
from clearance.declarations.states import DeclarationState as S
from customs_portal.accounts.models import User


class DecisionSheet(models.Model):
    """A decision on paper: printed once, kept by its hash, found again by its code."""

    code = models.CharField(max_length=16, unique=True)
    declaration = models.ForeignKey(Declaration, models.PROTECT, related_name="sheets")
    state = models.CharField(max_length=20, choices=S.choices)
    assessment_no = models.CharField(max_length=32)
    document_key = models.CharField(max_length=72)
    signature = models.CharField(max_length=128)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["declaration", "state", "assessment_no"], name="one_sheet_per_decision"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def sha256(self) -> str:
        return self.document_key.partition(".")[0]
