"""Filings of products, their versions, their pictures, and what the pictures look like."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from customs_portal.registry.models import Enterprise
from inspection.products.states import FILING_FLOW, FilingState, PictureKind

ANSWERS = ("name_en", "name_zh", "model", "hs_code", "description_en", "description_zh")


class FilingQuerySet(models.QuerySet["ProductFiling"]):
    def locked(self, *, filing_no: str, enterprise_id: int | None = None) -> "ProductFiling":
        """Held until the transaction ends; a firm's own only. Raises ``NotFound``."""
        found = self.select_for_update(of=("self",)).select_related("enterprise")
        found = found.filter(filing_no=filing_no)
        if enterprise_id is not None:
            found = found.filter(enterprise_id=enterprise_id)
        row = found.first()
        if row is None:
            raise NotFound(field="filing_no", filing_no=filing_no)
        return row


class ProductFiling(Moving):
    """One product of one firm. ``saves`` counts the saves of the form, ``version`` the filings."""

    filing_no = models.CharField(max_length=16, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=FilingState.choices, default=FilingState.DRAFT)
    name_en = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=80, blank=True)
    model = models.CharField(max_length=60, blank=True)
    hs_code = models.CharField(max_length=10, blank=True, db_index=True)
    description_en = models.TextField(blank=True)
    description_zh = models.TextField(blank=True)
    words = models.TextField(default="", editable=False)
    is_demonstration = models.BooleanField(default=False)
    saves = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    begun_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    begun_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=400, blank=True)
    valid_until = models.DateTimeField(null=True)

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="product_filing_accepted_by_somebody_for_a_term",
                condition=~Q(state=FilingState.ACCEPTED)
                | Q(decided_by__isnull=False, valid_until__isnull=False),
            ),
            models.CheckConstraint(
                name="product_filing_returned_with_a_reason",
                condition=~Q(state=FilingState.RETURNED) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-saved_at"], name="product_filings_of_firm"),
            models.Index(
                fields=["submitted_at"],
                condition=Q(state=FilingState.SUBMITTED),
                name="product_filings_waiting",
            ),
            GinIndex(fields=["words"], name="product_filings_by_words", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.filing_no} {self.state}"

    def answer(self, answers: dict[str, str], *, at: datetime) -> None:
        for name, value in answers.items():
            setattr(self, name, value)
        said = (getattr(self, name) for name in (*ANSWERS, "filing_no"))
        self.words = " ".join(said).lower()
        self.saves, self.saved_at = self.saves + 1, at
        self.save(update_fields=[*answers, "words", "saves", "saved_at"])

    def submit(self, *, by: User, why: str, at: datetime) -> None:
        self._move_to(
            FilingState.SUBMITTED,
            told(at=at, by=by, reason=why),
            version=self.version + 1,
            submitted_at=at,
            reason="",
        )

    def accept(self, *, by: User, note: str, valid_until: datetime, at: datetime) -> None:
        self._move_to(
            FilingState.ACCEPTED,
            told(at=at, by=by, reason=note, law="products.valid_days"),
            decided_at=at,
            decided_by=by,
            reason=note,
            valid_until=valid_until,
        )

    def give_back(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(FilingState.RETURNED, why, decided_at=at, decided_by=by, reason=reason)

    def withdraw(self, *, by: User, reason: str, at: datetime) -> None:
        self._move_to(FilingState.WITHDRAWN, told(at=at, by=by, reason=reason), reason=reason)

    def take_up(self, *, by: User, why: str, at: datetime) -> None:
        self._move_to(FilingState.DRAFT, told(at=at, by=by, reason=why), reason="")

    def expire(self, *, why: str, at: datetime) -> None:
        why_told = told(at=at, reason=why, law="products.valid_days")
        self._move_to(FilingState.EXPIRED, why_told)

    def _move_to(self, target: FilingState, move: dict[str, Any], **changes: object) -> None:
        FILING_FLOW.check(source=FilingState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])


class FilingVersion(models.Model):
    """What was handed in, as it was: never changed afterwards."""

    filing = models.ForeignKey(ProductFiling, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    answers = models.JSONField()
    pictures = models.JSONField()
    filed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="one_product_version_each")
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} v{self.number}"


class ProductPicture(models.Model):
    """A photograph, encoded anew, or a scan of the archive."""

    filing = models.ForeignKey(ProductFiling, models.PROTECT, related_name="pictures")
    kind = models.CharField(max_length=5, choices=PictureKind.choices)
    scan_no = models.CharField(max_length=40, blank=True)
    picture_key = models.CharField(max_length=80)
    thumb_key = models.CharField(max_length=80)
    planes_key = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "sha256"],
                condition=Q(removed_at=None),
                name="one_product_picture_of_the_same_bytes",
            ),
            models.CheckConstraint(
                name="product_scan_is_in_the_archive",
                condition=~Q(kind=PictureKind.SCAN) | ~Q(scan_no=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} {self.kind} {self.pk}"


class PictureVector(models.Model):
    """What a picture looks like, by one method: recomputed when the method changes."""

    picture = models.ForeignKey(ProductPicture, models.CASCADE, related_name="vectors")
    method = models.CharField(max_length=32)
    kind = models.CharField(max_length=5, choices=PictureKind.choices)
    vector = ArrayField(models.FloatField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["picture", "method"], name="one_product_vector_per_method"
            )
        ]
        indexes = [models.Index(fields=["method", "kind"], name="product_vectors_by_method")]

    def __str__(self) -> str:
        return f"{self.picture_id} {self.method}"


def next_filing_no(*, year: int) -> str:
    """``PF``, the year, and a running number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('product_filing_number')")
        return f"PF{year}{cursor.fetchone()[0]:06d}"
