"""Drafts, the requests of programs, and saved views: what grows into or points at filings."""

from django.db import models
from django.db.models import Q

from clearance.declarations.models.declaration import Declaration
from clearance.declarations.states import Direction, Procedure
from customs_portal.accounts.models import User
from customs_portal.registry.models import Enterprise


class FiledRequest(models.Model):
    """A program's Idempotency-Key: the same key never files twice."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    body_hash = models.CharField(max_length=64)
    declaration = models.ForeignKey(Declaration, models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_filing_per_key"),
        ]

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """Answers saved field by field on the way to a summary, to a declaration in one step, or to
    step two of ``completes``.
    """

    draft_no = models.CharField(max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+")
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    procedure = models.CharField(
        max_length=8,
        choices=Procedure.choices,
        default=Procedure.TWO_STEP,
        db_default=Procedure.TWO_STEP,
    )
    direction = models.CharField(
        max_length=6,
        choices=Direction.choices,
        default=Direction.IMPORT,
        db_default=Direction.IMPORT,
    )
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    declaration = models.ForeignKey(Declaration, models.PROTECT, null=True, related_name="+")
    completes = models.OneToOneField(Declaration, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(
                fields=["enterprise", "-saved_at"],
                name="draft_by_enterprise",
                condition=Q(deleted_at=None, declaration=None),
            )
        ]

    def __str__(self) -> str:
        return self.draft_no


class SavedView(models.Model):
    """A named set of filters of one person's list."""

    class Audience(models.TextChoices):
        ENTERPRISE = "enterprise"
        OFFICER = "officer"

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "audience", "name"], name="one_view_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
