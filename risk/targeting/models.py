"""Control orders, what extended them, what they hit, and what an officer is still writing."""

from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import F, Q

from customs_portal.accounts.models import User
from customs_portal.journal.moves import Moving, told
from customs_portal.kit.errors import NotFound
from risk.targeting.facts import Target
from risk.targeting.rules.matching import anchor_of
from risk.targeting.states import ORDER_FLOW, Method, OrderState, Purpose

TARGET = tuple(Target.__dataclass_fields__)


class OrderQuerySet(models.QuerySet["ControlOrder"]):
    def locked(self, *, order_no: str) -> "ControlOrder":
        """The order, held until the transaction ends. Raises ``NotFound``."""
        found = self.select_for_update().filter(order_no=order_no).first()
        if found is None:
            raise NotFound(field="order_no", order_no=order_no)
        return found


class ControlOrder(Moving):
    """One order. ``anchor`` is the key under which the matching finds it; ``until`` is exclusive.

    ``term_set_by`` is whoever gave it its present end: somebody else extends it.
    """

    order_no = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=9, choices=OrderState.choices, default=OrderState.IN_FORCE)
    enterprise = models.CharField(max_length=18, blank=True)
    container_no = models.CharField(max_length=11, blank=True)
    hs_prefix = models.CharField(max_length=6, blank=True)
    departure = models.CharField(max_length=2, blank=True)
    port = models.CharField(max_length=40, blank=True)
    vessel = models.CharField(max_length=70, blank=True)
    declarant = models.CharField(max_length=150, blank=True)
    voyage = models.CharField(max_length=20, blank=True, default="", db_default="")
    address = models.CharField(max_length=200, blank=True, default="", db_default="")
    anchor = models.CharField(max_length=220)
    method = models.CharField(max_length=9, choices=Method.choices)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    ground = models.CharField(max_length=40)
    reason = models.CharField(max_length=400)
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    placed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    term_set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=400, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="control_order_names_something", condition=~Q(anchor="")),
            models.CheckConstraint(
                name="control_order_ends_after_it_starts", condition=Q(until__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="control_order_says_why", condition=~Q(reason="") & ~Q(ground="")
            ),
            models.CheckConstraint(
                name="control_order_ended_exactly_when_final",
                condition=Q(state=OrderState.IN_FORCE, ended_at=None)
                | (~Q(state=OrderState.IN_FORCE) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="control_order_withdrawn_by_somebody_with_a_reason",
                condition=~Q(state=OrderState.WITHDRAWN)
                | (Q(ended_by__isnull=False) & ~Q(end_reason="")),
            ),
            models.CheckConstraint(
                name="control_order_state_is_known", condition=Q(state__in=OrderState.values)
            ),
            models.CheckConstraint(
                name="control_order_method_is_known", condition=Q(method__in=Method.values)
            ),
            models.CheckConstraint(
                name="control_order_purpose_is_known", condition=Q(purpose__in=Purpose.values)
            ),
        ]
        indexes = [
            models.Index(
                fields=["anchor", "until"],
                condition=Q(state=OrderState.IN_FORCE),
                name="control_order_by_anchor",
            ),
            models.Index(fields=["-placed_at", "-id"], name="control_order_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.order_no} {self.state}"

    @property
    def target(self) -> Target:
        return Target(**{name: getattr(self, name) for name in TARGET})

    def aim_at(self, target: Target) -> None:
        for name in TARGET:
            setattr(self, name, getattr(target, name))
        self.anchor = anchor_of(target)

    def withdraw(self, *, by: User, reason: str, at: datetime) -> None:
        why = told(at=at, by=by, reason=reason)
        self._end(OrderState.WITHDRAWN, why, ended_at=at, ended_by=by, end_reason=reason)

    def expire(self, *, at: datetime) -> None:
        why = told(at=at, reason="expired", law="risk.order_longest_days")
        self._end(OrderState.EXPIRED, why, ended_at=at)

    def lengthen(self, *, until: datetime, by: User) -> None:
        self.until, self.term_set_by = until, by
        self.save(update_fields=["until", "term_set_by"])

    def _end(self, target: OrderState, move: dict[str, Any], **changes: object) -> None:
        ORDER_FLOW.check(source=OrderState(self.state), target=target)
        for name, value in {"state": target, "move": move, **changes}.items():
            setattr(self, name, value)
        self.save(update_fields=["state", "move", *changes])


class OrderExtension(models.Model):
    """A longer term, given by another person than the one who had set it before."""

    order = models.ForeignKey(ControlOrder, models.PROTECT, related_name="extensions")
    until_before = models.DateTimeField()
    until = models.DateTimeField()
    set_before_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    extended_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)
    extended_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="order_extension_is_by_a_second_person",
                condition=~Q(extended_by=F("set_before_by")),
            ),
            models.CheckConstraint(
                name="order_extension_is_longer", condition=Q(until__gt=F("until_before"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.until}"


class OrderHit(models.Model):
    """One judgement that an order spoke in."""

    order = models.ForeignKey(ControlOrder, models.PROTECT, related_name="hits")
    assessment_no = models.CharField(max_length=32)
    subject_reference = models.CharField(max_length=40)
    hit_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "assessment_no"], name="one_hit_per_order_and_judgement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.subject_reference}"


class OrderDraft(models.Model):
    """What an officer has typed and not placed yet; one a person, ``version`` counts the saves."""

    officer = models.OneToOneField(User, models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.officer_id} {self.version}"


class SavedOrderView(models.Model):
    """A person's own name for a set of filters of the list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="one_order_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name


def next_order_no() -> str:
    """``T-`` and a running number that is never given twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('control_order_number')")
        return f"T-{cursor.fetchone()[0]:06d}"
