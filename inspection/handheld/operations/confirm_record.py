"""Two officers of the crew stand for one and the same version; the second word concludes."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Faults
from customs_portal.registry.law.pack import ask
from inspection.handheld.events import RecordConfirmed
from inspection.handheld.models import Confirmation, Contradiction, FieldRecord
from inspection.handheld.operations.open_record import ActNumberUsed, check_open, own_task
from inspection.handheld.queries.content import Content, content_of
from inspection.handheld.rules.whole import found_elements, missing_in
from inspection.handheld.states import PhotographKind
from inspection.orders.operations.conclude_inspection import (
    Finding,
    FoundElement,
    conclude_inspection,
)
from inspection.orders.states import Outcome


class AnotherVersion(DomainError):
    """What the officer looked at is not what the record says now."""

    code = "another_version"
    sentence = gettext_noop("The record has changed since you looked at it.")
    remedy_sentence = gettext_noop("Read it again as it is now, then confirm.")


class StillContradicted(DomainError):
    """Two devices said different things and nobody has chosen."""

    code = "still_contradicted"
    sentence = gettext_noop("Two of you wrote different things in the same field.")
    remedy_sentence = gettext_noop("Choose which value stands, then confirm.")


class ConfirmedAlready(DomainError):
    """One person is not two officers."""

    code = "confirmed_already"
    sentence = gettext_noop("You have confirmed this version already.")
    remedy_sentence = gettext_noop("Another officer of the crew confirms it on another device.")


class UnchangedSinceReturn(DomainError):
    """What a supervisor returned is not confirmed again word for word."""

    code = "unchanged_since_return"
    sentence = gettext_noop("The record says exactly what the supervisor returned.")
    remedy_sentence = gettext_noop(
        "Change what is to be looked at again, or write in the note why nothing changes."
    )


@transaction.atomic
def confirm_record(
    *, order_no: str, entry_id: UUID, content_hash: str, by: User, now: datetime
) -> bool:
    """True when this was the second word and the inspection is concluded.

    The same ``entry_id`` again changes nothing. Raises ``Faults`` for what is still to be said,
    ``AnotherVersion``, ``StillContradicted``, ``ConfirmedAlready``, and what ``take_entry``
    raises for another's order.
    """
    task = own_task(order_no=order_no, by=by)
    record = FieldRecord.objects.locked(order_no=order_no)
    repeated = Confirmation.objects.filter(entry_id=entry_id).first()
    if repeated is not None:
        about = (repeated.record_id, repeated.by_id, repeated.content_hash)
        if about != (record.pk, by.pk, content_hash):
            raise ActNumberUsed(field="entry_id")
        return record.concluded_at is not None
    check_open(record, task=task)
    content = content_of(record)
    if content.hash != content_hash:
        raise AnotherVersion(field="content_hash")
    if content.hash == record.returned_hash:
        raise UnchangedSinceReturn(field="note")
    disputed = Contradiction.objects.filter(record=record, settled_by=None).order_by("id").first()
    if disputed is not None:
        raise StillContradicted(field=disputed.field)
    missing = missing_in(
        fields=content.fields, kinds=frozenset(one.kind for one in content.photographs)
    )
    if missing:
        raise Faults(missing)
    standing = record.confirmations.filter(voided_at=None)
    if standing.filter(by=by).exists():
        raise ConfirmedAlready(field="officer")
    Confirmation.objects.create(
        record=record,
        entry_id=entry_id,
        by=by,
        version=record.version,
        content_hash=content.hash,
        confirmed_at=now,
    )
    officers = int(ask("inspection.crew_size", on=timezone.localdate(now)).value)
    concludes = standing.filter(content_hash=content.hash).count() >= officers
    announce(
        RecordConfirmed(
            order_no=order_no,
            officer=by.username,
            content_hash=content.hash,
            concludes=concludes,
            confirmed_at=now,
            version=record.version,
        ),
        actor=by,
    )
    if concludes:
        record.concluded_at, record.concluded_hash = now, content.hash
        record.save(update_fields=["concluded_at", "concluded_hash"])
        conclude_inspection(
            order_no=order_no, finding=_finding(content), officer=by.username, now=now
        )
    return concludes


def _finding(content: Content) -> Finding:
    """The one truth of the order: what the record says, as every other door would say it."""
    fields = content.fields
    return Finding(
        outcome=Outcome(fields["outcome"]),
        note=fields.get("note", ""),
        elements=tuple(
            FoundElement(
                element=f"{one.line}. {one.element}" if one.line else one.element,
                declared=one.declared,
                found=one.found,
            )
            for one in found_elements(fields)
        ),
        seal_before=fields.get("seal_before", ""),
        seal_after=fields.get("seal_after", ""),
        picture_keys=tuple(
            one.picture_key for one in content.photographs if one.kind != PhotographKind.SIGNATURE
        ),
    )
