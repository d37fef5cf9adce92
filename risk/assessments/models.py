"""Decisions of the risk desk, with everything needed to explain and replay them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q


class Assessment(models.Model):
    """One judgement: the facts as they were, the hits, and the packs that judged them."""

    assessment_no = models.CharField(max_length=32, unique=True)
    subject_reference = models.CharField(max_length=40, db_index=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    hits = models.JSONField()
    score = models.IntegerField()
    threshold = models.IntegerField()
    controlled = models.BooleanField()
    law_digest = models.CharField(max_length=64)
    rules_digest = models.CharField(max_length=64)
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_controlled_exactly_from_threshold",
                condition=Q(controlled=True, score__gte=F("threshold"))
                | Q(controlled=False, score__lt=F("threshold")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assessment_no} {self.score}"
