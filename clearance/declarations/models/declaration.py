"""A declaration and its life."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from clearance.declarations.models.judged import Judged
from clearance.declarations.models.second_looks import CONSTRAINTS
from clearance.declarations.states import (
    DECLARATION_FLOW,
    ENDED,
    RELEASED,
    UNDECIDED,
    WAITING_FOR_AN_OFFICER,
    Because,
    DeclarationState,
    Direction,
    Procedure,
)
from customs_portal.accounts.models import User
from customs_portal.journal.moves import told
from customs_portal.registry.models import Country, CustomsOffice, Enterprise

S = DeclarationState
DECIDED = [one for one in S if one not in UNDECIDED | ENDED]


class Declaration(Judged):
    """One declaration, filed in two steps or in one. Nobody else assigns ``state``.

    ``head`` holds what only a declaration in one step says of the whole consignment.
    """

    class Source(models.TextChoices):
        FORM = "FORM"
        API = "API"
        FILE = "FILE"

    declaration_no = models.CharField(max_length=18, unique=True)
    office = models.ForeignKey(CustomsOffice, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="declarations")
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=4, choices=Source.choices)
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
    state = models.CharField(max_length=20, choices=S.choices)
    absent = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    transport_document = models.CharField(max_length=35, db_index=True)
    transport_mode = models.CharField(max_length=2)
    vessel = models.CharField(max_length=70, blank=True)
    voyage = models.CharField(max_length=20, blank=True)
    supervision_mode = models.CharField(max_length=4, blank=True)
    departure_country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    involves_licence = models.BooleanField()
    involves_inspection = models.BooleanField()
    involves_tax = models.BooleanField()
    gross_weight_kg = models.DecimalField(max_digits=19, decimal_places=5, null=True)
    pieces = models.PositiveIntegerField(null=True)
    container_count = models.PositiveSmallIntegerField(default=0)
    value_cny = models.DecimalField(max_digits=16, decimal_places=2)
    extras = models.JSONField(default=dict)
    head = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    guarantee_no = models.CharField(max_length=32, blank=True)

    grade = models.CharField(max_length=24, blank=True)
    goods_name = models.CharField(max_length=255, blank=True)
    hs_code = models.CharField(max_length=10, blank=True)
    mismatches = models.JSONField(default=list)
    manifest_no = models.CharField(max_length=18, blank=True, db_index=True)
    risk_score = models.IntegerField(null=True)
    rank_ppm = models.IntegerField(default=-1, db_default=-1)  # by the model that counts; -1: none
    rank_cny = models.BigIntegerField(default=-1, db_default=-1)
    assessment_no = models.CharField(max_length=32, blank=True)
    order_no = models.CharField(max_length=32, blank=True)

    accepted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    complete_by = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    days_late = models.PositiveIntegerField(default=0)
    bill_no = models.CharField(max_length=32, blank=True)
    late_exemption = models.CharField(max_length=40, blank=True, default="", db_default="")
    late_exemption_reason = models.CharField(max_length=400, blank=True, default="", db_default="")
    closed_at = models.DateTimeField(null=True)
    picked_up_at = models.DateTimeField(null=True)

    detention_kind = models.CharField(max_length=3, blank=True, default="", db_default="")
    hold_reason = models.CharField(max_length=400, blank=True)
    review_by = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="declaration_value_is_positive", condition=Q(value_cny__gt=0)
            ),
            models.CheckConstraint(
                name="declaration_state_is_known", condition=Q(state__in=S.values)
            ),
            models.CheckConstraint(
                name="declaration_decided_has_a_judgement",
                condition=~Q(state__in=DECIDED)
                | (Q(decided_at__isnull=False, risk_score__isnull=False) & ~Q(assessment_no="")),
            ),
            models.CheckConstraint(
                name="declaration_released_has_a_time",
                condition=Q(state__in=RELEASED, released_at__isnull=False)
                | (~Q(state__in=RELEASED) & Q(released_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="declaration_completed_has_a_time",
                condition=~Q(state__in=[S.COMPLETED, S.CLOSED])
                | (
                    Q(completed_at__isnull=False)
                    & (Q(procedure=Procedure.ONE_STEP) | ~Q(bill_no=""))
                ),
            ),
            models.CheckConstraint(
                name="declaration_procedure_is_known",
                condition=Q(procedure=Procedure.TWO_STEP, direction=Direction.IMPORT)
                | Q(procedure=Procedure.ONE_STEP, direction__in=Direction.values),
            ),
            models.CheckConstraint(
                name="declaration_one_step_is_filed_whole",
                condition=Q(procedure=Procedure.TWO_STEP)
                | (Q(completed_at__isnull=False) & ~Q(state=S.COMPLETED)),
            ),
            models.CheckConstraint(
                name="declaration_tax_due_has_a_bill",
                condition=~Q(state=S.TAX_DUE) | (Q(procedure=Procedure.ONE_STEP) & ~Q(bill_no="")),
            ),
            models.CheckConstraint(
                name="declaration_goes_its_own_way",
                condition=(
                    Q(direction=Direction.IMPORT)
                    & ~Q(state__in=[S.AWAITING_ARRIVAL, S.RELEASED_FOR_LOADING])
                )
                | (Q(direction=Direction.EXPORT) & ~Q(state=S.RELEASED_FOR_PICKUP)),
            ),
            models.CheckConstraint(
                name="declaration_closed_has_a_time",
                condition=Q(state=S.CLOSED, closed_at__isnull=False)
                | (~Q(state=S.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="declaration_mismatched_says_where",
                condition=Q(state=S.MISMATCHED) ^ Q(mismatches=[]),
            ),
            models.CheckConstraint(
                name="declaration_in_inspection_has_an_order",
                condition=~Q(state__in=[S.IN_INSPECTION, S.DETAINED]) | ~Q(order_no=""),
            ),
            models.CheckConstraint(
                name="declaration_exemption_says_why",
                condition=Q(late_exemption="", late_exemption_reason="")
                | (~Q(late_exemption="") & ~Q(late_exemption_reason="")),
            ),
            models.CheckConstraint(
                name="declaration_only_a_detained_one_has_a_kind",
                condition=Q(detention_kind="") | Q(state=S.DETAINED),
            ),
            *CONSTRAINTS,
            models.CheckConstraint(
                name="declaration_only_a_file_lacks_anything",
                condition=Q(source="FILE") | Q(absent=[]),
            ),
            models.UniqueConstraint(
                fields=["transport_document"],
                condition=~Q(state__in=sorted(ENDED)) & ~Q(source="FILE"),
                name="one_declaration_per_transport_document",
            ),
            models.UniqueConstraint(
                fields=["transport_document"],
                condition=Q(source="FILE"),
                name="one_declaration_per_row_of_a_file",
            ),
        ]
        indexes = [
            models.Index(fields=["enterprise", "-accepted_at"], name="declaration_by_enterprise"),
            models.Index(fields=["-accepted_at", "-id"], name="declaration_by_acceptance"),
            models.Index(fields=["state", "-accepted_at", "-id"], name="declaration_by_state"),
            models.Index(fields=["-risk_score", "-id"], name="declaration_by_score"),
            models.Index(fields=["-value_cny", "-id"], name="declaration_by_value"),
            models.Index(fields=["-complete_by", "-id"], name="declaration_by_completion"),
            models.Index(fields=["grade", "-accepted_at", "-id"], name="declaration_by_grade"),
            models.Index(fields=["transport_mode", "-accepted_at"], name="declaration_by_mode"),
            models.Index(
                fields=["review_by", "id"],
                name="declaration_due",
                condition=Q(review_by__isnull=False),
            ),
            models.Index(
                fields=["-risk_score", "-id"],
                name="declaration_waiting_by_score",
                condition=Q(state__in=WAITING_FOR_AN_OFFICER),
            ),
            models.Index(
                fields=["-rank_ppm", "-id"],
                name="declaration_waiting_by_chance",
                condition=Q(state__in=WAITING_FOR_AN_OFFICER),
            ),
            models.Index(
                fields=["-rank_cny", "-id"],
                name="declaration_waiting_by_revenue",
                condition=Q(state__in=WAITING_FOR_AN_OFFICER),
            ),
            models.Index(
                fields=["-risk_score", "id"],
                name="declaration_unclaimed",
                condition=Q(state__in=WAITING_FOR_AN_OFFICER, claimed_by=None),
            ),
            models.Index(
                fields=["transport_document"],
                name="declaration_awaiting",
                condition=Q(state=S.AWAITING_MANIFEST),
            ),
            models.Index(
                fields=["-accepted_at", "-id"],
                name="declaration_in_one_step",
                condition=Q(procedure=Procedure.ONE_STEP),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_no} {self.state}"

    def await_manifest(self, *, at: datetime) -> None:
        why = told(at=at, reason=Because.NO_MANIFEST)
        self._move_to(S.AWAITING_MANIFEST, move=why, mismatches=[], manifest_no="", review_by=None)

    def give_back(self, *, reason: str, by: User, at: datetime) -> None:
        """Returned for change (退单): the declarant mends it and sends it again."""
        self._move_to(
            S.RETURNED,
            move=told(at=at, by=by, reason=reason),
            mismatches=[],
            hold_reason=reason,
            review_by=None,
            release_proposed_by=None,
            release_reason="",
        )

    def send_again(self, *, by: User, at: datetime) -> None:
        why = told(at=at, by=by, reason=Because.SENT_AGAIN)
        self._move_to(S.AWAITING_MANIFEST, move=why, hold_reason="", manifest_no="")

    def await_arrival(self, *, manifest_no: str, at: datetime) -> None:
        """The export manifest agrees; the goods are not in the yard yet."""
        why = told(at=at, reason=Because.NOT_IN_THE_YARD)
        self._move_to(
            S.AWAITING_ARRIVAL, move=why, mismatches=[], manifest_no=manifest_no, review_by=None
        )

    def differ(
        self, *, mismatches: list[dict[str, str]], manifest_no: str, by: datetime, at: datetime
    ) -> None:
        fields = {"mismatches": mismatches, "manifest_no": manifest_no, "review_by": by}
        if self.state == S.MISMATCHED:
            self._note(**fields)
        else:
            why = told(at=at, reason=Because.DIFFERS, law="declaration.weight_tolerance_permille")
            self._move_to(S.MISMATCHED, move=why, **fields)

    def owe_more(self, *, at: datetime) -> None:
        why = told(at=at, reason=Because.MORE_TAX, law="tax.minimum_cny")
        self._move_to(S.TAX_DUE, move=why, review_by=None)

    def hold(
        self, *, reason: str, review_by: datetime | None, at: datetime, by: User | None = None
    ) -> None:
        why = told(at=at, by=by, reason=reason, law="declaration.review_minutes")
        self._move_to(S.HELD, move=why, hold_reason=reason, review_by=review_by)

    def clear(self, *, at: datetime, by: User, reason: str) -> None:
        why = told(at=at, by=by, reason=reason)
        self._move_to(S.CLEARED_TO_LEAVE, move=why, decided_at=at, review_by=None)

    def inspect(self, *, order_no: str, at: datetime) -> None:
        why = told(at=at, reason=Because.AT_THE_YARD)
        self._move_to(S.IN_INSPECTION, move=why, order_no=order_no, review_by=None)

    def release(self, *, at: datetime) -> None:
        inspected = self.state == S.IN_INSPECTION
        away = self.direction == Direction.EXPORT
        why = told(at=at, reason=Because.NO_FAULT if inspected else Because.LANDED)
        target = S.RELEASED_FOR_LOADING if away else S.RELEASED_FOR_PICKUP
        self._move_to(target, move=why, released_at=at)

    def detain(self, *, at: datetime) -> None:
        self._move_to(S.DETAINED, move=told(at=at, reason=Because.FAULT))

    def inspect_again(self, *, by: User, reason: str, at: datetime) -> None:
        """What was found was returned to its crew."""
        why = told(at=at, by=by, reason=reason, law="inspection.return_hours")
        self._move_to(S.IN_INSPECTION, move=why)

    def complete(
        self,
        *,
        at: datetime,
        by: User,
        bill_no: str,
        days_late: int,
        late_exemption: str = "",
        late_exemption_reason: str = "",
    ) -> None:
        self._move_to(
            S.COMPLETED,
            move=told(at=at, by=by, reason=Because.STEP_TWO, law="two_step.completion_days"),
            completed_at=at,
            bill_no=bill_no,
            days_late=days_late,
            late_exemption=late_exemption,
            late_exemption_reason=late_exemption_reason,
        )

    def close(self, *, at: datetime) -> None:
        self._move_to(S.CLOSED, move=told(at=at, reason=Because.PAID), closed_at=at)

    def note_bill(self, *, bill_no: str) -> None:
        self._note(bill_no=bill_no)

    def note_guarantee(self, *, guarantee_no: str) -> None:
        self._note(guarantee_no=guarantee_no)

    def withdraw(self, *, at: datetime, by: User, reason: str) -> None:
        why = told(at=at, by=by, reason=reason, law="amendment.closed_states")
        self._move_to(S.WITHDRAWN, move=why, mismatches=[], review_by=None)

    def _move_to(self, target: S, *, move: dict[str, Any], **changes: object) -> None:
        """``move`` says who, when and why; the database writes it down and empties it."""
        DECLARATION_FLOW.check(source=S(self.state), target=target)
        self.state = target
        if target not in WAITING_FOR_AN_OFFICER:
            changes |= {"claimed_by": None, "claimed_at": None}
        if target == S.HELD:  # an earlier proposal was about an earlier holding
            changes |= {"release_proposed_by": None, "release_reason": ""}
        self._note(state=target, move=move, **changes)

    def _note(self, **changes: object) -> None:
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=list(changes))
