"""The record of an inspection while its crew fills it in: every word kept, the last standing."""

from django.db import models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound
from inspection.handheld.states import PhotographKind, Reading, Unread


class FieldRecordQuerySet(models.QuerySet["FieldRecord"]):
    def locked(self, *, order_no: str) -> "FieldRecord":
        """The record, held until the transaction ends. Raises ``NotFound``."""
        found = self.select_for_update().filter(order_no=order_no).first()
        if found is None:
            raise NotFound(field="order_no", order_no=order_no)
        return found


class FieldRecord(models.Model):
    """One record an order. ``seq`` counts what was said in it; nothing has the same number.

    A supervisor's return opens it again in the order's next ``version``; ``returned_hash`` is of
    the last one confirmed here that went back, which cannot be confirmed unchanged.
    """

    order_no = models.CharField(max_length=20, unique=True)
    container_no = models.CharField(max_length=11, blank=True)
    seq = models.PositiveIntegerField(default=0)
    begun_at = models.DateTimeField()
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    returned_hash = models.CharField(max_length=64, blank=True, default="", db_default="")
    concluded_at = models.DateTimeField(null=True)
    concluded_hash = models.CharField(max_length=64, blank=True)

    objects = FieldRecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="field_record_concluded_by_a_hash",
                condition=Q(concluded_at=None, concluded_hash="")
                | (Q(concluded_at__isnull=False) & ~Q(concluded_hash="")),
            ),
            models.CheckConstraint(
                name="field_record_of_the_first_version_was_not_returned",
                condition=~Q(version=1) | Q(returned_hash=""),
            ),
        ]

    def __str__(self) -> str:
        return self.order_no

    def next_seq(self) -> int:
        self.seq += 1
        self.save(update_fields=["seq"])
        return self.seq

    def open_again(self, *, version: int) -> None:
        """Also when another door concluded over it: then nothing had been confirmed here."""
        self.version, self.returned_hash = version, self.concluded_hash or self.returned_hash
        self.concluded_at, self.concluded_hash = None, ""
        self.save(update_fields=["version", "returned_hash", "concluded_at", "concluded_hash"])


class Entry(models.Model):
    """One field as one officer wrote it on one device. Never changed, never removed.

    ``entry_id`` is the device's own number for the act: the same number is the same act, however
    often it is sent. ``base`` is the number of the field's value that the device knew.
    """

    record = models.ForeignKey(FieldRecord, models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    entry_id = models.UUIDField(unique=True)
    device = models.CharField(max_length=40)
    field = models.CharField(max_length=64)
    value = models.TextField(blank=True)
    base = models.PositiveIntegerField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "seq"], name="one_entry_per_place_in_record")
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.seq} {self.field}"


class StandingWord(models.Model):
    """Which entry stands in a field now: the last by the portal's sequence."""

    record = models.ForeignKey(FieldRecord, models.PROTECT, related_name="standing")
    field = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "field"], name="one_standing_word_per_field")
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}"


class Contradiction(models.Model):
    """``replaced`` stood in the field and its writer's colleague had not seen it when he wrote."""

    record = models.ForeignKey(FieldRecord, models.PROTECT, related_name="contradictions")
    field = models.CharField(max_length=64)
    replaced = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(Entry, models.PROTECT, related_name="+")
    settled_by = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["replaced", "replaced_by"], name="two_entries_contradict_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.field}"


class Photograph(models.Model):
    """A picture of the place, encoded anew: what a camera wrote beside the pixels is gone.

    Place (WGS 84 degrees, accuracy in metres) and time are what the device said; ``sent_sha256``
    is of the bytes it sent, ``sha256`` of those that are kept.
    """

    record = models.ForeignKey(FieldRecord, models.PROTECT, related_name="photographs")
    seq = models.PositiveIntegerField()
    entry_id = models.UUIDField(unique=True)
    device = models.CharField(max_length=40)
    kind = models.CharField(max_length=9, choices=PhotographKind.choices)
    picture_key = models.CharField(max_length=80)
    thumb_key = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    sent_sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    accuracy_m = models.PositiveIntegerField(null=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    reading = models.CharField(max_length=10, choices=Reading.choices, blank=True)
    unread_because = models.CharField(
        max_length=10, choices=Unread.choices, blank=True, default="", db_default=""
    )
    read_number = models.CharField(max_length=40, blank=True)
    expected_number = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="photograph_is_placed_whole_or_not",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind} {self.sha256[:12]}"


class Confirmation(models.Model):
    """An officer of the crew stands for the record as its hash says it was."""

    record = models.ForeignKey(FieldRecord, models.PROTECT, related_name="confirmations")
    entry_id = models.UUIDField(unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    content_hash = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record", "by"],
                condition=Q(voided_at=None),
                name="one_confirmation_per_officer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} {self.by_id}"


class RecordSheet(models.Model):
    """The record on paper: printed once a version, kept by its hash, found again by its code.

    ``withdrawn_at``: the version was returned to its crew and no longer says what was found.
    """

    code = models.CharField(max_length=16, unique=True)
    record = models.ForeignKey(FieldRecord, models.PROTECT, related_name="sheets")
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    content_hash = models.CharField(max_length=64)
    document_key = models.CharField(max_length=72)
    signature = models.CharField(max_length=128)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "version"], name="one_sheet_per_version")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def sha256(self) -> str:
        return self.document_key.partition(".")[0]
