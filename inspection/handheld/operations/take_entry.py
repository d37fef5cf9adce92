"""One field, as an officer wrote it, with or without a line when it was written."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from inspection.handheld.events import RecordContradicted
from inspection.handheld.models import Contradiction, Entry, FieldRecord, StandingWord
from inspection.handheld.operations.open_record import (
    ActNumberUsed,
    check_open,
    open_record,
    own_task,
    void_confirmations,
)
from inspection.handheld.rules.fields import check_field
from inspection.handheld.rules.merging import Word, collides


@dataclass(frozen=True, kw_only=True)
class Taken:
    """``seq`` is the entry's place in the record; ``contradicts`` another device's value."""

    seq: int
    contradicts: bool


@transaction.atomic
def take_entry(
    *,
    order_no: str,
    entry_id: UUID,
    device: str,
    field: str,
    value: str,
    base: int,
    written_at: datetime,
    by: User,
    now: datetime,
    settles: bool = False,
) -> Taken:
    """Keep it and let it stand; the same ``entry_id`` again changes nothing.

    A value that stood there and was not seen by the writer (``base``) is kept as a contradiction.
    ``settles``: the writer saw every contradicting value of the field and chose this one.
    Raises ``Fault``, ``NotInCrew``, ``NoCrewYet``, ``RecordConcluded``, ``ActNumberUsed``.
    """
    task = own_task(order_no=order_no, by=by)
    kept = check_field(field=field, value=value)
    record = open_record(task=task, now=now)
    repeated = Entry.objects.filter(entry_id=entry_id).first()
    if repeated is not None:
        return _told_again(repeated, record=record, by=by, field=field, value=kept)
    check_open(record, task=task)
    standing = (
        StandingWord.objects.select_related("entry").filter(record=record, field=field).first()
    )
    entry = Entry.objects.create(
        record=record,
        seq=record.next_seq(),
        entry_id=entry_id,
        device=device,
        field=field,
        value=kept,
        base=base,
        by=by,
        written_at=written_at,
        taken_at=now,
    )
    contradicts = standing is not None and collides(
        standing=_word(standing.entry), device=device, value=kept, base=base
    )
    if standing is None:
        StandingWord.objects.create(record=record, field=field, entry=entry)
    else:
        if contradicts:
            _keep_both(standing.entry, entry, now=now)
        changed = standing.entry.value != kept
        standing.entry = entry
        standing.save(update_fields=["entry"])
        if not changed and not settles:
            return Taken(seq=entry.seq, contradicts=False)
    if settles and not contradicts:
        open_ones = Contradiction.objects.filter(record=record, field=field, settled_by=None)
        open_ones.update(settled_by=entry)
    void_confirmations(record, changed=field, by=by, now=now)
    return Taken(seq=entry.seq, contradicts=contradicts)


def _word(entry: Entry) -> Word:
    return Word(seq=entry.seq, device=entry.device, value=entry.value)


def _keep_both(replaced: Entry, entry: Entry, *, now: datetime) -> None:
    Contradiction.objects.create(
        record=entry.record, field=entry.field, replaced=replaced, replaced_by=entry
    )
    announce(
        RecordContradicted(
            order_no=entry.record.order_no,
            field=entry.field,
            devices=(replaced.device, entry.device),
            noticed_at=now,
        ),
        actor=entry.by,
    )


def _told_again(entry: Entry, *, record: FieldRecord, by: User, field: str, value: str) -> Taken:
    """The answer of the first time. Raises ``ActNumberUsed`` when it was another act."""
    same = (entry.record_id, entry.by_id, entry.field, entry.value)
    if same != (record.pk, by.pk, field, value):
        raise ActNumberUsed(field="entry_id")
    contradicts = Contradiction.objects.filter(replaced_by=entry).exists()
    return Taken(seq=entry.seq, contradicts=contradicts)
