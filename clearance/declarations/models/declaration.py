"""A declaration and what it covers."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Q

from clearance.declarations.states import (
    DECLARATION_FLOW,
    RELEASED,
    UNDECIDED,
    WAITING_FOR_AN_OFFICER,
    DeclarationState,
)
from customs_portal.accounts.models import User
from customs_portal.registry.models import Country, CustomsOffice, Enterprise

S = DeclarationState
DECIDED = [one for one in S if one not in UNDECIDED and one != S.WITHDRAWN]


def next_declaration_sequence() -> int:
    """The next value of the sequence of declaration numbers; nobody waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('declarations_number')")
        return int(cursor.fetchone()[0])


class Declaration(models.Model):
    """One import declaration, filed in two steps. Nobody else assigns ``state``."""

    class Source(models.TextChoices):
        FORM = "FORM"
        API = "API"
        FILE = "FILE"

    declaration_no = models.CharField(max_length=18, unique=True)
    office = models.ForeignKey(CustomsOffice, models.PROTECT, related_name="+")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="declarations")
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=4, choices=Source.choices)
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
    guarantee_no = models.CharField(max_length=32, blank=True)

    grade = models.CharField(max_length=24, blank=True)
    goods_name = models.CharField(max_length=255, blank=True)
    hs_code = models.CharField(max_length=10, blank=True)
    mismatches = models.JSONField(default=list)
    manifest_no = models.CharField(max_length=18, blank=True, db_index=True)
    risk_score = models.IntegerField(null=True)
    assessment_no = models.CharField(max_length=32, blank=True)
    order_no = models.CharField(max_length=32, blank=True)

    accepted_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    complete_by = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)
    days_late = models.PositiveIntegerField(default=0)
    bill_no = models.CharField(max_length=32, blank=True)
    closed_at = models.DateTimeField(null=True)
    picked_up_at = models.DateTimeField(null=True)

    hold_reason = models.CharField(max_length=400, blank=True)
    review_by = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    release_proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    release_reason = models.CharField(max_length=400, blank=True)

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
                | (Q(completed_at__isnull=False) & ~Q(bill_no="")),
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
                name="declaration_only_a_file_lacks_anything",
                condition=Q(source="FILE") | Q(absent=[]),
            ),
            models.UniqueConstraint(
                fields=["transport_document"],
                condition=~Q(state=S.WITHDRAWN) & ~Q(source="FILE"),
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
                fields=["-risk_score", "id"],
                name="declaration_unclaimed",
                condition=Q(state__in=WAITING_FOR_AN_OFFICER, claimed_by=None),
            ),
            models.Index(
                fields=["transport_document"],
                name="declaration_awaiting",
                condition=Q(state=S.AWAITING_MANIFEST),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.declaration_no} {self.state}"

    def await_manifest(self) -> None:
        self._move_to(S.AWAITING_MANIFEST, mismatches=[], manifest_no="", review_by=None)

    def differ(self, *, mismatches: list[dict[str, str]], manifest_no: str, by: datetime) -> None:
        """Note contradictions; a declaration that differs already notes the new ones."""
        fields = {"mismatches": mismatches, "manifest_no": manifest_no, "review_by": by}
        if self.state == S.MISMATCHED:
            self._note(**fields)
        else:
            self._move_to(S.MISMATCHED, **fields)

    def judge(
        self,
        *,
        controlled: bool,
        score: int,
        assessment_no: str,
        manifest_no: str,
        at: datetime,
        review_by: datetime,
    ) -> None:
        self._move_to(
            S.HELD if controlled else S.CLEARED_TO_LEAVE,
            risk_score=score,
            assessment_no=assessment_no,
            manifest_no=manifest_no,
            decided_at=at,
            review_by=review_by if controlled else None,
            mismatches=[],
        )

    def judge_again(
        self, *, controlled: bool, score: int, assessment_no: str, at: datetime, review_by: datetime
    ) -> None:
        """After an amendment: what had been cleared may be held, what is away stays away."""
        found = {"risk_score": score, "assessment_no": assessment_no, "decided_at": at}
        if controlled and self.state == S.CLEARED_TO_LEAVE:
            self._move_to(S.HELD, review_by=review_by, **found)
        else:
            self._note(**found)

    def hold(self, *, reason: str, review_by: datetime | None) -> None:
        self._move_to(S.HELD, hold_reason=reason, review_by=review_by)

    def clear(self, *, at: datetime) -> None:
        self._move_to(S.CLEARED_TO_LEAVE, decided_at=at, review_by=None)

    def inspect(self, *, order_no: str) -> None:
        self._move_to(S.IN_INSPECTION, order_no=order_no, review_by=None)

    def release(self, *, at: datetime) -> None:
        self._move_to(S.RELEASED_FOR_PICKUP, released_at=at)

    def detain(self) -> None:
        self._move_to(S.DETAINED)

    def complete(self, *, at: datetime, bill_no: str, days_late: int) -> None:
        self._move_to(S.COMPLETED, completed_at=at, bill_no=bill_no, days_late=days_late)

    def close(self, *, at: datetime) -> None:
        self._move_to(S.CLOSED, closed_at=at)

    def withdraw(self) -> None:
        self._move_to(S.WITHDRAWN, mismatches=[], review_by=None)

    def _move_to(self, target: S, **changes: object) -> None:
        DECLARATION_FLOW.check(source=S(self.state), target=target)
        self.state = target
        if target not in WAITING_FOR_AN_OFFICER:
            changes |= {"claimed_by": None, "claimed_at": None}
        self._note(state=target, **changes)

    def propose_release(self, *, officer: User, reason: str) -> None:
        self._note(release_proposed_by=officer, release_reason=reason)

    def _note(self, **changes: object) -> None:
        for field, value in changes.items():
            setattr(self, field, value)
        self.save(update_fields=list(changes))


class DeclarationItem(models.Model):
    """One line of goods, as the summary (``step`` 1) or the complete declaration (2) has it."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="items")
    step = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField()
    hs_code = models.CharField(max_length=10)
    name = models.CharField(max_length=255, blank=True)
    specification = models.CharField(max_length=400, blank=True)
    quantity = models.DecimalField(max_digits=19, decimal_places=5, null=True)
    unit = models.CharField(max_length=12, blank=True)
    value = models.DecimalField(max_digits=16, decimal_places=2)
    currency = models.CharField(max_length=3)
    value_cny = models.DecimalField(max_digits=16, decimal_places=2)
    origin = models.ForeignKey(Country, models.PROTECT, related_name="+")
    net_weight_kg = models.DecimalField(max_digits=19, decimal_places=5, null=True)
    elements = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["declaration", "step", "position"], name="item_once"),
            models.CheckConstraint(name="item_value_is_positive", condition=Q(value__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.hs_code} {self.name}"


class DeclarationContainer(models.Model):
    """A container under a declaration; ``open`` until it has left or the file is withdrawn."""

    declaration = models.ForeignKey(Declaration, models.CASCADE, related_name="containers")
    container_no = models.CharField(max_length=11, db_index=True)
    open = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True)
    place_code = models.CharField(max_length=12, blank=True)
    order_no = models.CharField(max_length=32, blank=True)
    released_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["container_no"],
                condition=Q(open=True),
                name="one_open_declaration_per_container",
            ),
            models.CheckConstraint(
                name="container_leaves_only_released",
                condition=Q(left_at=None) | Q(released_at__isnull=False, open=False),
            ),
        ]

    def __str__(self) -> str:
        return self.container_no
