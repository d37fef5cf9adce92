"""Guarantees with their ledger."""

from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.statements import renew, store
from customs_portal.registry.models import Enterprise

ZERO = Decimal("0.00")


class GuaranteeQuerySet(models.QuerySet["Guarantee"]):
    def in_force(self, *, on: date) -> "GuaranteeQuerySet":
        return self.filter(valid_from__lte=on, valid_to__gte=on)


class Guarantee(models.Model):
    """A registered security of one enterprise. ``used_cny`` is what its ledger has taken.

    Of that, ``drawn_cny`` was claimed from the guarantor and does not come back, and
    ``returned_cny`` of a deposit was given back to whoever paid it in. A group
    guarantee secures its members too. ``issuer_reference`` is the bank's or insurer's number.
    """

    class Kind(models.TextChoices):
        DEPOSIT = "DEPOSIT", _("Deposit")
        BANK = "BANK", _("Bank guarantee")
        GROUP = "GROUP", _("Group guarantee")
        INSURANCE = "INSURANCE", _("Guarantee insurance")

    guarantee_no = models.CharField(max_length=20, unique=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    limit_cny = models.DecimalField(max_digits=16, decimal_places=2)
    used_cny = models.DecimalField(max_digits=16, decimal_places=2, default=ZERO)
    drawn_cny = models.DecimalField(max_digits=16, decimal_places=2, default=ZERO)
    returned_cny = models.DecimalField(
        max_digits=16, decimal_places=2, default=ZERO, db_default=ZERO
    )
    valid_from = models.DateField()
    valid_to = models.DateField()
    opened_at = models.DateTimeField()
    issuer_reference = models.CharField(max_length=40, blank=True)
    members = models.ManyToManyField(Enterprise, related_name="+")

    objects = GuaranteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="guarantee_limit_positive", condition=Q(limit_cny__gt=0)),
            models.CheckConstraint(
                name="guarantee_used_within_limit",
                condition=Q(used_cny__gte=0, used_cny__lte=F("limit_cny")),
            ),
            models.CheckConstraint(
                name="guarantee_drawn_within_used",
                condition=Q(drawn_cny__gte=0, drawn_cny__lte=F("used_cny")),
            ),
            models.CheckConstraint(
                name="guarantee_returned_within_used",
                condition=Q(returned_cny__gte=0, returned_cny__lte=F("used_cny") - F("drawn_cny")),
            ),
            models.UniqueConstraint(
                name="issuer_reference_registered_once",
                fields=["kind", "issuer_reference"],
                condition=~Q(issuer_reference=""),
            ),
            models.CheckConstraint(
                name="guarantee_ends_after_it_begins", condition=Q(valid_to__gte=F("valid_from"))
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="guarantee_of_enterprise")]

    def __str__(self) -> str:
        return self.guarantee_no

    @property
    def left_cny(self) -> Decimal:
        return self.limit_cny - self.used_cny

    def is_in_force(self, *, on: date) -> bool:
        return self.valid_from <= on <= self.valid_to

    def reserve(self, *, declaration_no: str, amount_cny: Decimal, at: datetime) -> None:
        """Write a reservation into the ledger; the row must be locked by the caller."""
        self._write(GuaranteeEntry.Kind.RESERVE, declaration_no, amount_cny, at)

    def free(self, *, declaration_no: str, amount_cny: Decimal, at: datetime) -> None:
        """Give back what was reserved; the row must be locked by the caller."""
        self._write(GuaranteeEntry.Kind.FREE, declaration_no, amount_cny, at)

    def draw(self, *, declaration_no: str, amount_cny: Decimal, at: datetime) -> None:
        """Claim what was reserved: it stays used for good; the row must be locked."""
        self._write(GuaranteeEntry.Kind.FREE, declaration_no, amount_cny, at)
        self._write(GuaranteeEntry.Kind.DRAW, declaration_no, amount_cny, at)

    def give_back(self, *, reference: str, amount_cny: Decimal, at: datetime) -> None:
        """What was paid in and is free leaves for good; the row must be locked."""
        self._write(GuaranteeEntry.Kind.RETURN, reference, amount_cny, at)

    def _write(self, kind: str, declaration_no: str, amount_cny: Decimal, at: datetime) -> None:
        entry = GuaranteeEntry(
            guarantee=self,
            declaration_no=declaration_no,
            kind=kind,
            amount_cny=amount_cny,
            written_at=at,
        )
        store([entry])
        self.used_cny += -amount_cny if kind == GuaranteeEntry.Kind.FREE else amount_cny
        if kind == GuaranteeEntry.Kind.DRAW:
            self.drawn_cny += amount_cny
        if kind == GuaranteeEntry.Kind.RETURN:
            self.returned_cny += amount_cny
        renew(self, ("used_cny", "drawn_cny", "returned_cny"))


class GuaranteeEntry(models.Model):
    """One line of a guarantee's ledger: reserved for a declaration, freed again or drawn.

    A deposit given back stands under the number of its request.
    """

    class Kind(models.TextChoices):
        RESERVE = "RESERVE", _("Reserved")
        FREE = "FREE", _("Freed")
        DRAW = "DRAW", _("Drawn")
        RETURN = "RETURN", _("Given back")

    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="entries")
    declaration_no = models.CharField(max_length=18, db_index=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    amount_cny = models.DecimalField(max_digits=16, decimal_places=2)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="ledger_amount_positive", condition=Q(amount_cny__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.guarantee_id} {self.kind} {self.amount_cny} {self.declaration_no}"
