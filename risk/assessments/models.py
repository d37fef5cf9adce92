"""Decisions of the risk desk, with everything needed to explain and replay them."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from risk.verdicts import DOCUMENTS, OPEN, RELEASE, SCAN

_OPENED = Q(score__gte=F("open_from")) | Q(at_least=OPEN)
_SCANNED = Q(score__gte=F("threshold")) | Q(at_least=SCAN)
_READ = Q(score__gte=F("documents_from")) | Q(at_least=DOCUMENTS)


class Assessment(models.Model):
    """One judgement: the facts as they were, the hits, and the packs that judged them.

    ``law`` holds the values that were asked of the pack, ``readings`` what models read (also in
    the shadow), ``at_least`` the gravest channel that a single hit asked for. ``threshold`` is
    where scanning begins, ``documents_from`` and ``open_from`` are the other two borders.
    ``lot_on`` is the day under whose secret the lot fell on the words ``filed``; a number that is
    judged again keeps the lot of its first judgement, and has neither.
    """

    assessment_no = models.CharField(max_length=32, unique=True)
    subject_reference = models.CharField(max_length=40, db_index=True)
    facts = models.JSONField(encoder=DjangoJSONEncoder)
    hits = models.JSONField()
    score = models.IntegerField()
    threshold = models.IntegerField()
    documents_from = models.IntegerField()
    open_from = models.IntegerField()
    at_least = models.CharField(max_length=9, blank=True, default="", db_default="")
    channel = models.CharField(max_length=9)
    controlled = models.BooleanField()
    readings = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    law = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    law_digest = models.CharField(max_length=64)
    rules_digest = models.CharField(max_length=64)
    book_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    assessed_at = models.DateTimeField()
    filed = models.TextField(blank=True, default="", db_default="")
    lot_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_channel_exactly_from_score_and_hits",
                condition=(Q(channel=OPEN) & _OPENED)
                | (Q(channel=SCAN) & ~_OPENED & _SCANNED)
                | (Q(channel=DOCUMENTS) & ~_OPENED & ~_SCANNED & _READ)
                | (Q(channel=RELEASE) & ~_OPENED & ~_SCANNED & ~_READ),
            ),
            models.CheckConstraint(
                name="assessment_controlled_exactly_by_channel",
                condition=Q(controlled=True, channel__in=[SCAN, OPEN])
                | Q(controlled=False, channel__in=[RELEASE, DOCUMENTS]),
            ),
            models.CheckConstraint(
                name="assessment_thresholds_rise",
                condition=Q(documents_from__lte=F("threshold"), threshold__lte=F("open_from")),
            ),
            models.CheckConstraint(
                name="assessment_lot_falls_on_words",
                condition=Q(lot_on=None, filed="") | (Q(lot_on__isnull=False) & ~Q(filed="")),
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "-assessed_at"], name="assessment_by_channel"),
            models.Index(
                fields=["lot_on"], name="assessment_by_lot", condition=Q(lot_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_no} {self.score} {self.channel}"
