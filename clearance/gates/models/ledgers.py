"""The bottom ledger (底账): what a document allows, and what has gone through the gate of it."""

from django.db import models
from django.db.models import Q

from clearance.gates.states import LinkedKind
from customs_portal.registry.models import Enterprise


class DocumentLedger(models.Model):
    """One document's account in kilograms; entries are only ever added."""

    kind = models.PositiveSmallIntegerField(choices=LinkedKind.choices)
    number = models.CharField(max_length=64)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    goods_name = models.CharField(max_length=120, blank=True)
    declared_kg = models.PositiveIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_ledger_per_document", fields=["kind", "number"]),
            models.CheckConstraint(
                name="ledger_declares_something", condition=Q(declared_kg__gt=0)
            ),
            models.CheckConstraint(
                name="ledger_kind_is_known", condition=Q(kind__in=LinkedKind.values)
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "-id"], name="ledger_of_enterprise")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}"


class LedgerEntry(models.Model):
    """What one passage took out of, or brought into, a document's account."""

    ledger = models.ForeignKey(DocumentLedger, models.PROTECT, related_name="entries")
    passage_no = models.CharField(max_length=40)
    pass_no = models.CharField(max_length=24)
    container_no = models.CharField(max_length=11, blank=True)
    goods_kg = models.PositiveIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="written_off_once_per_pass", fields=["ledger", "pass_no"])
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id} {self.passage_no}"
