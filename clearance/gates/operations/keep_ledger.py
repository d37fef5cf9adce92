"""The bottom ledger (底账): opened for a document, written off (核注) when a truck has passed."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext_noop

from clearance.declarations.queries import ContainerRelease
from clearance.gates.events import LedgerOverdrawn
from clearance.gates.models import DocumentLedger, GatePass, LedgerEntry, PassDocument
from clearance.gates.states import LinkedKind
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from customs_portal.kit.identifiers.shape import fold
from customs_portal.registry.models import Enterprise

MOST_KG = 2_000_000_000


class NoSuchLedger(Fault):
    """The document has no ledger, or it is another enterprise's."""

    code = "no_such_ledger"
    http_status = 404
    sentence = gettext_noop("Your files hold no ledger for this document.")
    remedy_sentence = gettext_noop("Register the checklist or store note first.")


class BalanceTooLow(DomainError):
    """What is left of a document, less what other open passes carry of it, is too little."""

    code = "balance_too_low"
    sentence = gettext_noop("The document does not hold so many kilograms any more.")
    remedy_sentence = gettext_noop("Carry less, or void an open pass with the same document.")


class LedgerExists(DomainError):
    """One document, one ledger."""

    code = "ledger_exists"
    sentence = gettext_noop("This document already has a ledger.")
    remedy_sentence = gettext_noop("Look at it under Ledgers.")


class LedgerOutOfShape(Fault):
    """A checklist or store note with a number and its kilograms."""

    code = "ledger_out_of_shape"
    sentence = gettext_noop("A ledger needs a number and at least one kilogram.")
    remedy_sentence = gettext_noop("Enter the document's number and its total weight.")


@dataclass(frozen=True, kw_only=True)
class NewLedger:
    kind: int
    number: str
    goods_name: str
    declared_kg: int


@transaction.atomic
def open_ledger(*, ledger: NewLedger, by: User, now: datetime) -> str:
    """Register a checklist or store note of the person's enterprise; its number as kept.

    Raises ``NotPermitted``, ``LedgerOutOfShape``, ``LedgerExists``.
    """
    if not by.holds(Duty.APPLY_GATE_PASS) or by.enterprise is None:
        raise NotPermitted
    number = fold(ledger.number)
    if ledger.kind not in (LinkedKind.CHECKLIST, LinkedKind.STORE_NOTE):
        raise LedgerOutOfShape(field="kind")
    if not 0 < len(number) <= 64:
        raise LedgerOutOfShape(field="number")
    if not 0 < ledger.declared_kg <= MOST_KG:
        raise LedgerOutOfShape(field="declared_kg")
    try:
        with transaction.atomic():
            DocumentLedger.objects.create(
                kind=ledger.kind,
                number=number,
                enterprise=by.enterprise,
                goods_name=ledger.goods_name.strip()[:120],
                declared_kg=ledger.declared_kg,
                opened_at=now,
            )
    except IntegrityError as error:
        raise LedgerExists(field="number") from error
    return number


def ledger_for_bill(
    *, release: ContainerRelease | None, enterprise: Enterprise, now: datetime
) -> None:
    """The bill of lading's own ledger, opened with its first pass."""
    if release is None:
        return
    DocumentLedger.objects.get_or_create(
        kind=LinkedKind.BILL_OF_LADING,
        number=release.transport_document,
        defaults={
            "enterprise": enterprise,
            "declared_kg": max(round(release.gross_weight_kg or 0), 1),
            "opened_at": now,
        },
    )


def require_balance(*, kind: int, number: str, goods_kg: int, enterprise: Enterprise) -> None:
    """Raises ``NoSuchLedger`` or ``BalanceTooLow``. The caller holds the document's turn."""
    ledger = DocumentLedger.objects.filter(kind=kind, number=number, enterprise=enterprise).first()
    if ledger is None:
        raise NoSuchLedger(field="documents", number=number)
    written = _sum(ledger.entries.all(), "goods_kg")
    under_way = _sum(
        PassDocument.objects.filter(kind=kind, number=number, is_open=True), "goods_kg"
    )
    left = ledger.declared_kg - written - under_way
    if goods_kg > left:
        raise BalanceTooLow(field="documents", number=number, left_kg=left)


def write_off(*, gate_pass: GatePass, passage_no: str, now: datetime) -> None:
    """One entry for each document of the pass, once. Called inside a transaction.

    What has gone through the gate is written even when the document does not hold it; then
    ``LedgerOverdrawn`` says so.
    """
    for document in gate_pass.documents.all():
        ledger = DocumentLedger.objects.filter(kind=document.kind, number=document.number).first()
        if ledger is None:
            continue
        entry = LedgerEntry(
            ledger=ledger,
            pass_no=gate_pass.pass_no,
            passage_no=passage_no,
            container_no=gate_pass.container_no,
            goods_kg=document.goods_kg,
            written_at=now,
        )
        LedgerEntry.objects.bulk_create([entry], ignore_conflicts=True)
        left = ledger.declared_kg - _sum(ledger.entries.all(), "goods_kg")
        if left < 0:
            announce(
                LedgerOverdrawn(
                    kind=ledger.kind,
                    number=ledger.number,
                    pass_no=gate_pass.pass_no,
                    over_kg=-left,
                    written_at=now,
                )
            )


def _sum(rows: object, field: str) -> int:
    return int(rows.aggregate(total=Sum(field))["total"] or 0)  # type: ignore[attr-defined]
