"""Gate passes of six types, the documents they carry, and the trucks they name."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import Q

from clearance.gates.states import (
    PASS_FLOW,
    UNBOUND_TYPES,
    Binding,
    LinkedKind,
    PassState,
    PassType,
)
from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.registry.models import Enterprise

OPEN_PASS_STATES = [PassState.APPLIED, PassState.APPROVED, PassState.PASSED_FIRST]
NEVER_APPROVED = [PassState.APPLIED, PassState.DELETED, PassState.VOID]
IN = "IN"
OUT = "OUT"


def next_pass_sequence() -> int:
    """The next value of the sequence of gate passes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('gates_pass_number')")
        return int(cursor.fetchone()[0])


class Truck(models.Model):
    """A vehicle that an enterprise has registered, with its electronic plate if it has one."""

    plate_no = models.CharField(max_length=16)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    tag_id = models.CharField(max_length=32, blank=True)
    truck_kg = models.PositiveIntegerField()
    frame_kg = models.PositiveIntegerField(default=0)
    positioner_code = models.CharField(max_length=32, blank=True)
    is_active = models.BooleanField(default=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_active_truck_per_plate",
                fields=["plate_no"],
                condition=Q(is_active=True),
            ),
            models.UniqueConstraint(
                name="one_active_truck_per_tag",
                fields=["tag_id"],
                condition=Q(is_active=True) & ~Q(tag_id=""),
            ),
            models.UniqueConstraint(
                name="one_active_truck_per_positioner",
                fields=["positioner_code"],
                condition=Q(is_active=True) & ~Q(positioner_code=""),
            ),
            models.CheckConstraint(name="truck_weighs_something", condition=Q(truck_kg__gt=0)),
            models.CheckConstraint(
                name="truck_retired_has_a_time",
                condition=Q(is_active=True, retired_at__isnull=True)
                | Q(is_active=False, retired_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "plate_no"], name="truck_of_enterprise")]

    def __str__(self) -> str:
        return self.plate_no

    def retire(self, *, at: datetime) -> None:
        self.is_active, self.retired_at = False, at
        self.save(update_fields=["is_active", "retired_at"])


class GatePass(Moving):
    """Leave for one vehicle to pass the gate once, or two gates one after the other."""

    pass_no = models.CharField(max_length=24, unique=True)
    pre_entry_no = models.CharField(max_length=18, unique=True)
    pass_type = models.PositiveSmallIntegerField(
        choices=PassType.choices, default=PassType.FIRST_LINE
    )
    direction = models.CharField(max_length=3, default=OUT)
    binding = models.PositiveSmallIntegerField(choices=Binding.choices, null=True)
    linked_kind = models.PositiveSmallIntegerField(choices=LinkedKind.choices, null=True)
    document_count = models.PositiveSmallIntegerField(default=0)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", null=True)
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    declaration_no = models.CharField(max_length=18, db_index=True, blank=True)
    container_no = models.CharField(max_length=11, blank=True)
    plate_no = models.CharField(max_length=16)
    seal_no = models.CharField(max_length=24, blank=True)
    two_gates = models.BooleanField(default=False)
    destination_code = models.CharField(max_length=12, blank=True)
    truck_kg = models.PositiveIntegerField()
    frame_kg = models.PositiveIntegerField()
    container_kg = models.PositiveIntegerField()
    goods_kg = models.PositiveIntegerField()
    state = models.CharField(max_length=14, choices=PassState.choices)
    applied_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    review_reason = models.CharField(max_length=300, blank=True)
    valid_until = models.DateTimeField()
    first_passed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_pass_per_container",
                fields=["container_no"],
                condition=Q(state__in=OPEN_PASS_STATES) & ~Q(container_no=""),
            ),
            models.UniqueConstraint(
                name="one_open_pass_per_bare_truck",
                fields=["plate_no"],
                condition=Q(state__in=OPEN_PASS_STATES, container_no=""),
            ),
            models.CheckConstraint(
                name="pass_numbers_have_their_shape",
                condition=Q(pass_no__regex=r"^[0-9A-Z]{24}$")  # noqa: S106  # a shape
                & Q(pre_entry_no__regex=r"^[0-9]{18}$"),
            ),
            models.CheckConstraint(
                name="pass_type_is_one_of_six", condition=Q(pass_type__in=PassType.values)
            ),
            models.CheckConstraint(
                name="pass_direction_is_in_or_out", condition=Q(direction__in=[IN, OUT])
            ),
            models.CheckConstraint(
                name="pass_binding_fits_its_type",
                condition=Q(
                    pass_type__in=UNBOUND_TYPES,
                    binding__isnull=True,
                    linked_kind__isnull=True,
                    document_count=0,
                )
                | (
                    ~Q(pass_type__in=UNBOUND_TYPES)
                    & Q(
                        binding__isnull=False,
                        binding__in=Binding.values,
                        linked_kind__isnull=False,
                        linked_kind__in=LinkedKind.values,
                        document_count__gte=1,
                    )
                ),
            ),
            models.CheckConstraint(
                name="pass_one_document_unless_many",
                condition=Q(binding__isnull=True)
                | Q(binding=Binding.ONE_TRUCK_MANY)
                | Q(document_count=1),
            ),
            models.CheckConstraint(
                name="pass_of_empty_truck_has_no_goods",
                condition=~Q(pass_type=PassType.EMPTY_TRUCK) | Q(goods_kg=0),
            ),
            models.CheckConstraint(
                name="pass_weights_positive",
                condition=Q(truck_kg__gt=0, frame_kg__gte=0, goods_kg__gte=0)
                & (
                    Q(container_no="", container_kg=0)
                    | (~Q(container_no="") & Q(container_kg__gt=0))
                ),
            ),
            models.CheckConstraint(
                name="pass_approved_has_a_time",
                condition=Q(state__in=NEVER_APPROVED) | Q(approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="pass_ended_has_a_time",
                condition=Q(state__in=OPEN_PASS_STATES, ended_at__isnull=True)
                | (~Q(state__in=OPEN_PASS_STATES) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="pass_of_two_gates_says_when",
                condition=Q(
                    state__in=[PassState.PASSED_FIRST, PassState.PASSED_SECOND],
                    two_gates=True,
                    first_passed_at__isnull=False,
                )
                | (
                    ~Q(state__in=[PassState.PASSED_FIRST, PassState.PASSED_SECOND])
                    & Q(first_passed_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="pass_through_one_gate_has_one",
                condition=~Q(state=PassState.PASSED) | Q(two_gates=False),
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-id"], name="pass_of_enterprise"),
            models.Index(
                fields=["valid_until"],
                name="pass_open_until",
                condition=Q(state__in=OPEN_PASS_STATES),
            ),
            models.Index(
                fields=["plate_no"],
                name="pass_open_of_plate",
                condition=Q(state__in=OPEN_PASS_STATES),
            ),
        ]

    def __str__(self) -> str:
        return self.pass_no

    @property
    def declared_total_kg(self) -> int:
        return self.truck_kg + self.frame_kg + self.container_kg + self.goods_kg

    def approve(self, *, at: datetime, by: User | None = None, reason: str = "") -> None:
        why = told(at=at, by=by, reason=reason, law="gate.pass_types_for_review")
        self._move_to(PassState.APPROVED, why, approved_at=at)

    def review(self, *, officer: User, reason: str) -> None:
        """Who decided on the application, and why; the decision follows."""
        self.reviewed_by, self.review_reason = officer, reason
        self.save(update_fields=["reviewed_by", "review_reason"])

    def write_off(self, *, at: datetime) -> None:
        """Through the gate; a pass of two gates is ended by the second."""
        why = told(at=at)
        if not self.two_gates:
            self._move_to(PassState.PASSED, why, ended_at=at)
        elif self.state == PassState.PASSED_FIRST:
            self._move_to(PassState.PASSED_SECOND, why, ended_at=at)
        else:
            self._move_to(PassState.PASSED_FIRST, why, first_passed_at=at)

    def delete_application(self, *, at: datetime, by: User | None = None) -> None:
        self._move_to(PassState.DELETED, told(at=at, by=by), ended_at=at)

    def void(self, *, at: datetime, by: User | None = None, reason: str = "") -> None:
        self._move_to(PassState.VOID, told(at=at, by=by, reason=reason), ended_at=at)

    def expire(self, *, at: datetime) -> None:
        self._move_to(PassState.EXPIRED, told(at=at, law="gate.pass_valid_hours"), ended_at=at)

    def _move_to(self, target: PassState, move: dict[str, Any], **changes: object) -> None:
        PASS_FLOW.check(source=PassState(self.state), target=target)
        for field, value in {"state": target, "move": move, **changes}.items():
            setattr(self, field, value)
        self.save(update_fields=["state", "move", *changes])
        if self.document_count and target not in OPEN_PASS_STATES:
            self.documents.update(is_open=False)


class PassDocument(models.Model):
    """A document that a pass carries. An exclusive one is on one open pass only."""

    gate_pass = models.ForeignKey(GatePass, models.CASCADE, related_name="documents")
    kind = models.PositiveSmallIntegerField(choices=LinkedKind.choices)
    number = models.CharField(max_length=64)
    goods_kg = models.PositiveIntegerField()
    is_exclusive = models.BooleanField()
    is_open = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_once_on_a_pass", fields=["gate_pass", "kind", "number"]
            ),
            models.UniqueConstraint(
                name="exclusive_document_on_one_open_pass",
                fields=["kind", "number"],
                condition=Q(is_exclusive=True, is_open=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["kind", "number"],
                name="document_on_open_pass",
                condition=Q(is_open=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}"
