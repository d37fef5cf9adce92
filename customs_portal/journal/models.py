"""The journal: every business fact, once, in order; audit trail, outbox and live feed in one.

``position`` (over the whole journal) and ``seq`` (per feed) are given by a deferred trigger
at COMMIT, under one advisory lock: they are gap-free, and their order is the order in which
facts became visible. A second trigger refuses every other UPDATE, and DELETE and TRUNCATE.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class JournalEntry(models.Model):
    feed = models.CharField(max_length=40)
    seq = models.BigIntegerField(null=True)
    position = models.BigIntegerField(null=True, unique=True)
    name = models.CharField(max_length=80)
    payload = models.JSONField()
    subjects = ArrayField(models.CharField(max_length=64), default=list)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    request_id = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feed", "seq"], name="journal_seq_once_per_feed"),
        ]
        indexes = [
            models.Index(fields=["name", "recorded_at"], name="journal_by_name"),
            GinIndex(fields=["subjects"], name="journal_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.feed} {self.seq} {self.name}"


class FeedHead(models.Model):
    """The last sequence number given in a feed; the row ``*`` counts the whole journal."""

    feed = models.CharField(max_length=40, primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.feed} {self.last}"


class Delivery(models.Model):
    """One entry owed to one listener that works in the background."""

    entry = models.ForeignKey(JournalEntry, models.PROTECT, related_name="deliveries")
    listener = models.CharField(max_length=160)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "listener"], name="delivered_once_per_listener"
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], name="delivery_outstanding", condition=models.Q(delivered_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.listener} of {self.entry_id}"


class Move(models.Model):
    """One change of a state, written by the trigger of the moved table and by nobody else."""

    flow = models.CharField(max_length=40)
    subject = models.BigIntegerField()
    number = models.PositiveIntegerField()
    source = models.CharField(max_length=24, blank=True)
    target = models.CharField(max_length=24)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    moved_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    law = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["flow", "subject", "number"], name="move_has_one_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.flow} {self.subject}: {self.source} → {self.target}"


class SealedBatch(models.Model):
    """A run of entries under one signed Merkle root; ``leaves`` are 32 bytes each, in order."""

    batch_no = models.PositiveBigIntegerField(unique=True)
    first_position = models.BigIntegerField(unique=True)
    last_position = models.BigIntegerField(unique=True)
    leaves = models.BinaryField()
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    head = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sealed_batch_is_not_empty",
                condition=models.Q(last_position__gte=models.F("first_position")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_no} {self.head[:12]}"
