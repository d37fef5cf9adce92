"""What a ship, a flight, a train or a truck says it carries."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from clearance.manifests.states import (
    BILL_FLOW,
    Because,
    BillState,
    Fate,
    Kind,
    Level,
    Mode,
)
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Country, Enterprise, Place, Port

LETTERS = list(BillState.values)


class ManifestSequence(models.Model):
    """The last manifest number given in a year; the row lock makes the series gap-free."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class Manifest(models.Model):
    """The manifest (舱单) of one voyage, flight, train or truck, lodged by its carrier.

    ``vessel`` and ``voyage`` are the ship and its voyage, the flight and its day, the train or
    the plate and its trip; only a ship has an IMO number.
    """

    manifest_no = models.CharField(max_length=18, unique=True)
    mode = models.CharField(max_length=1, choices=Mode.choices, default=Mode.SEA)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ORIGINAL)
    carrier = models.ForeignKey(Enterprise, models.PROTECT, related_name="manifests")
    vessel = models.CharField(max_length=70)
    imo = models.CharField(max_length=7, blank=True)
    voyage = models.CharField(max_length=20)
    loading_port = models.ForeignKey(Port, models.PROTECT, related_name="+")
    berth = models.ForeignKey(Place, models.PROTECT, related_name="+")
    loading_at = models.DateTimeField(null=True)
    expected_at = models.DateTimeField()
    accepted_at = models.DateTimeField()
    lodge_by = models.DateTimeField(null=True)
    late_minutes = models.PositiveIntegerField(null=True)
    arrived_at = models.DateTimeField(null=True)
    sailed_at = models.DateTimeField(null=True)
    tallied_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["imo", "voyage", "kind"],
                condition=Q(mode="2"),
                name="one_manifest_per_voyage",
            ),
            models.UniqueConstraint(
                fields=["mode", "vessel", "voyage", "kind"],
                condition=~Q(mode="2"),
                name="one_manifest_per_trip",
            ),
            models.CheckConstraint(
                name="manifest_ship_has_imo",
                condition=Q(mode="2") & ~Q(imo="") | ~Q(mode="2") & Q(imo=""),
            ),
            models.CheckConstraint(
                name="manifest_mode_is_known", condition=Q(mode__in=list(Mode.values))
            ),
            models.CheckConstraint(
                name="manifest_kind_is_known", condition=Q(kind__in=list(Kind.values))
            ),
            models.CheckConstraint(
                name="manifest_late_has_limit",
                condition=Q(late_minutes=None) | Q(lodge_by__isnull=False),
            ),
            models.CheckConstraint(
                name="manifest_import_tally_after_arrival",
                condition=Q(tallied_at=None) | Q(kind="PRE_LOADING") | Q(arrived_at__isnull=False),
            ),
            models.CheckConstraint(
                name="manifest_closed_after_sailing_and_tally",
                condition=Q(closed_at=None)
                | Q(kind="PRE_LOADING", sailed_at__isnull=False, tallied_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["carrier", "-accepted_at"], name="manifest_by_carrier"),
            models.Index(fields=["-accepted_at"], name="manifest_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.manifest_no} {self.vessel} {self.voyage}"


class ManifestLine(Moving):
    """One bill of lading or waybill on board; amounts are the carrier's.

    A line whose ``fate`` is set stays as history; ``part`` counts the shipments of one bill.
    """

    manifest = models.ForeignKey(Manifest, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    transport_document = models.CharField(max_length=35)
    part = models.PositiveSmallIntegerField(default=1)
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.MASTER)
    master = models.ForeignKey("self", models.PROTECT, null=True, related_name="houses")
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    gross_weight_kg = models.DecimalField(max_digits=19, decimal_places=5)
    pieces = models.PositiveIntegerField()
    package_kind = models.CharField(max_length=3, blank=True)
    goods_name = models.CharField(max_length=255)
    shipper_name = models.CharField(max_length=120, blank=True)
    consignee_name = models.CharField(max_length=120, blank=True)
    consignee_address = models.CharField(max_length=200, blank=True, default="", db_default="")
    notify_name = models.CharField(max_length=120, blank=True)
    consignee_uscc = models.CharField(max_length=18, blank=True, db_index=True)
    departure_country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    un_number = models.CharField(max_length=4, blank=True)
    dangerous_class = models.CharField(max_length=4, blank=True)
    onward = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, choices=BillState.choices, default=BillState.ACCEPTED)
    state_reason = models.CharField(max_length=400, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    fate = models.CharField(max_length=12, choices=Fate.choices, blank=True)
    version = models.PositiveIntegerField(default=1)
    declaration_no = models.CharField(max_length=18, blank=True)
    declared_at = models.DateTimeField(null=True)
    yard_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField(null=True)
    tallied_at = models.DateTimeField(null=True)
    shut_out_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manifest", "position"], name="one_manifest_line_per_position"
            ),
            models.UniqueConstraint(
                fields=["transport_document", "part"],
                condition=Q(fate=""),
                name="a_bill_stands_once",
            ),
            models.CheckConstraint(
                name="manifest_line_has_weight_and_pieces",
                condition=Q(gross_weight_kg__gt=0, pieces__gt=0),
            ),
            models.CheckConstraint(
                name="house_bill_has_its_master",
                condition=Q(level="HOUSE", master__isnull=False) | Q(level="MASTER", master=None),
            ),
            models.CheckConstraint(
                name="dangerous_goods_have_number_and_class",
                condition=Q(un_number="", dangerous_class="")
                | Q(un_number__regex=r"^\d{4}$") & ~Q(dangerous_class=""),
            ),
            models.CheckConstraint(name="bill_state_is_a_letter", condition=Q(state__in=LETTERS)),
            models.CheckConstraint(
                name="bill_fate_is_known", condition=Q(fate__in=list(Fate.values))
            ),
            models.CheckConstraint(
                name="released_bill_has_its_time",
                condition=Q(state="11", released_at__isnull=False)
                | ~Q(state="11") & Q(released_at=None),
            ),
            models.CheckConstraint(
                name="waiting_bill_has_a_reason", condition=~Q(state="02") | ~Q(state_reason="")
            ),
            models.CheckConstraint(
                name="stopped_bill_has_person_and_reason",
                condition=~Q(state__in=["03", "12", "13"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state_reason=""),
            ),
            models.CheckConstraint(
                name="declared_bill_has_number_and_time",
                condition=Q(declaration_no="", declared_at=None)
                | ~Q(declaration_no="") & Q(declared_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="waybill_by_state", condition=Q(fate="")),
            models.Index(fields=["transport_document"], name="waybill_by_document"),
        ]

    def __str__(self) -> str:
        return self.transport_document

    def release(self, *, at: datetime) -> None:
        why = told(at=at, reason=Because.GOODS_RELEASED)
        BILL_FLOW.check(source=BillState(self.state), target=BillState.RELEASED)
        self.note(state=BillState.RELEASED, released_at=at, move=why)

    def note(self, **fields: Any) -> None:
        """Set fields that are no state."""
        for name, value in fields.items():
            setattr(self, name, value)
        self.save(update_fields=list(fields))


class ManifestContainer(models.Model):
    """A container under a bill; house bills of one master may share it."""

    line = models.ForeignKey(ManifestLine, models.CASCADE, related_name="containers")
    manifest = models.ForeignKey(Manifest, models.CASCADE, related_name="containers")
    container_no = models.CharField(max_length=11, db_index=True)
    seal_no = models.CharField(max_length=15, blank=True)
    shared = models.BooleanField(default=False)
    yard_at = models.DateTimeField(null=True)
    tallied_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["manifest", "container_no"],
                condition=Q(shared=False),
                name="container_once_per_manifest",
            ),
            models.UniqueConstraint(
                fields=["line", "container_no"], name="container_once_per_bill"
            ),
        ]

    def __str__(self) -> str:
        return self.container_no
