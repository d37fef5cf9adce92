"""Scans in the archive, deliveries that were refused, and what is held beyond its time."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from inspection.scans.states import SCAN_FLOW, Because, Channel, ScanState, SubjectKind

FILES = ("kept_key", "planes_key", "thumb_key", "tiles_key")


class ScanQuerySet(models.QuerySet["Scan"]):
    def locked(self, *, scan_no: str) -> "Scan":
        """The scan, held until the transaction ends. Raises ``NotFound``."""
        found = self.select_for_update().filter(scan_no=scan_no).first()
        if found is None:
            raise NotFound(field="scan_no", scan_no=scan_no)
        return found


class Scan(Moving):
    """One scan. ``sha256`` is of the bytes as delivered, ``kept_key`` names the file that is kept:
    the same bytes, or the same without what named persons (``dropped`` says what).
    """

    scan_no = models.CharField(max_length=40, unique=True)
    subject_kind = models.CharField(max_length=12, choices=SubjectKind.choices)
    subject_reference = models.CharField(max_length=40, blank=True, db_index=True)
    device_code = models.CharField(max_length=32, db_index=True)
    place_code = models.CharField(max_length=12, db_index=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    uscc = models.CharField(max_length=18, blank=True)
    form = models.CharField(max_length=32)
    sha256 = models.CharField(max_length=64)
    bytes_delivered = models.PositiveBigIntegerField()
    kept_key = models.CharField(max_length=80)
    planes_key = models.CharField(max_length=80)
    thumb_key = models.CharField(max_length=80)
    tiles_key = models.CharField(max_length=80, blank=True)
    cut_keys: Any = models.JSONField(default=list)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    frames = models.PositiveIntegerField(default=1)
    planes: Any = models.JSONField(default=list)
    facts: Any = models.JSONField(default=dict)
    notes: Any = models.JSONField(default=list)
    dropped: Any = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ScanState.choices, default=ScanState.KEPT)
    purged_at = models.DateTimeField(null=True)

    objects = ScanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="archived_scan_purged_exactly_when_said",
                condition=Q(state=ScanState.KEPT, purged_at=None)
                | Q(state=ScanState.PURGED, purged_at__isnull=False),
            ),
            models.CheckConstraint(
                name="archived_scan_has_pixels", condition=Q(width__gt=0, height__gt=0)
            ),
        ]
        indexes = [
            models.Index(fields=["-taken_at", "-id"], name="archived_scans_newest"),
            models.Index(
                fields=["received_at"],
                condition=Q(state=ScanState.KEPT),
                name="archived_scans_by_age",
            ),
            models.Index(fields=["sha256"], name="archived_scans_by_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.scan_no} {self.state}"

    @property
    def keys(self) -> list[str]:
        """Every file of it in the archive."""
        named = [getattr(self, name) for name in FILES]
        return [key for key in dict.fromkeys([*named, *self.cut_keys]) if key]

    def purge(self, *, law: str, at: datetime) -> None:
        why = told(at=at, reason=Because.RETENTION, law=law)
        SCAN_FLOW.check(source=ScanState(self.state), target=ScanState.PURGED)
        self.state, self.purged_at, self.move = ScanState.PURGED, at, why
        self.save(update_fields=["state", "purged_at", "move"])


class ScanHold(models.Model):
    """Why a scan outlives its time. ``needed_for`` is a case, an order, a filing."""

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="holds")
    needed_for = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    held_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scan", "needed_for"],
                condition=Q(lifted_at=None),
                name="one_hold_in_force_per_scan_and_need",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scan_id} {self.needed_for}"


class RefusedDelivery(models.Model):
    """What came and was not taken. Of the file nothing is left but its hash and its length."""

    scan_no = models.CharField(max_length=40, blank=True)
    subject_reference = models.CharField(max_length=40, blank=True, default="", db_default="")
    device_code = models.CharField(max_length=32, db_index=True)
    place_code = models.CharField(max_length=12, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    sha256 = models.CharField(max_length=64)
    bytes_delivered = models.PositiveBigIntegerField()
    field = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=60)
    words: Any = models.JSONField(default=dict)
    refused_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-refused_at", "-id"], name="refused_deliveries_newest"),
            models.Index(
                fields=["subject_reference"],
                name="refused_deliveries_of_subject",
                condition=~models.Q(subject_reference=""),
            ),
            models.Index(fields=["scan_no"], name="refused_deliveries_by_scan"),
        ]

    def __str__(self) -> str:
        return f"{self.device_code} {self.rule}"
