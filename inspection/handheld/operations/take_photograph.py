"""A photograph: encoded anew, kept with its hash, place and time; its number is read later."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from customs_portal.kit.errors import Fault, NotFound
from customs_portal.registry.law.pack import ask
from inspection.handheld.events import PhotographKept
from inspection.handheld.models import FieldRecord, Photograph
from inspection.handheld.operations.open_record import (
    ActNumberUsed,
    check_open,
    open_record,
    own_task,
    void_confirmations,
)
from inspection.handheld.states import READ_BY_CAMERA, PhotographKind, Reading
from inspection.orders.queries.assignments import Task
from inspection.scans.operations.read_delivery import read_photograph

MOST_BYTES = 12 * 1024 * 1024  # of one upload; the page scales to a tenth of it


@dataclass(frozen=True, kw_only=True)
class Spot:
    """WGS 84 degrees and the device's own word for their accuracy, in metres."""

    latitude: Decimal
    longitude: Decimal
    accuracy_m: int


def take_photograph(
    *,
    order_no: str,
    entry_id: UUID,
    device: str,
    kind: str,
    data: bytes,
    taken_at: datetime,
    by: User,
    now: datetime,
    spot: Spot | None = None,
) -> int:
    """Its number; the same ``entry_id`` again changes nothing.

    The number of a container or a seal is read in the background. Raises ``Fault`` for what is no
    picture, and what ``take_entry`` raises; then nothing is kept.
    """
    if kind not in PhotographKind.values:
        raise _fault("kind", "kind", _("This is not on the list."), _("Choose what it shows."))
    if len(data) > MOST_BYTES:
        remedy = _("Take it again with a lower resolution.")
        raise _fault("file", "too_big", _("The photograph is larger than 12 MiB."), remedy)
    task = own_task(order_no=order_no, by=by)
    sent_sha256 = hashlib.sha256(data).hexdigest()
    repeated = _same_again(entry_id, order_no=order_no, by=by, sent_sha256=sent_sha256)
    if repeated is None:
        _check_first(task, now=now)
        picture = read_photograph(data=data)  # confined; may take a second, so nothing is held
        photograph = _keep(
            task,
            Photograph(
                entry_id=entry_id,
                device=device,
                kind=kind,
                picture_key=storage.put(picture.jpeg, suffix="jpg"),
                thumb_key=storage.put(picture.thumb, suffix="jpg"),
                sha256=hashlib.sha256(picture.jpeg).hexdigest(),
                sent_sha256=sent_sha256,
                width=picture.width,
                height=picture.height,
                latitude=spot.latitude if spot else None,
                longitude=spot.longitude if spot else None,
                accuracy_m=spot.accuracy_m if spot else None,
                by=by,
                taken_at=taken_at,
                kept_at=now,
                reading=Reading.BEING_READ if kind in READ_BY_CAMERA else "",
            ),
            by=by,
            now=now,
        )
    else:
        photograph = repeated
    return int(photograph.pk)


@transaction.atomic
def remove_photograph(*, order_no: str, photograph_id: int, by: User, now: datetime) -> None:
    """It leaves the record and stays in the store; taken out twice is taken out."""
    task = own_task(order_no=order_no, by=by)
    record = FieldRecord.objects.locked(order_no=order_no)
    check_open(record, task=task)
    photograph = record.photographs.filter(pk=photograph_id).first()
    if photograph is None:
        raise NotFound(field="photograph_id")
    if photograph.removed_at is not None:
        return
    photograph.removed_at = now
    photograph.save(update_fields=["removed_at"])
    void_confirmations(record, changed="photographs", by=by, now=now)


def _check_first(task: Task, *, now: datetime) -> None:
    """Before work is done on bytes that could not be kept anyway."""
    record = FieldRecord.objects.filter(order_no=task.order_no).first()
    if record is None:
        return
    check_open(record, task=task)
    most = ask("inspection.record_photographs", on=timezone.localdate(now))
    if record.photographs.filter(removed_at=None).count() >= int(most.value):
        raise Fault(
            _("A record holds at most %(most)s photographs.") % {"most": most.value},
            field="file",
            rule="handheld.most_photographs",
            remedy=_("Take one out first."),
            law=most.source,
        )


@transaction.atomic
def _keep(task: Task, photograph: Photograph, *, by: User, now: datetime) -> Photograph:
    record = open_record(task=task, now=now)
    known = Photograph.objects.filter(entry_id=photograph.entry_id).first()
    if known is not None:  # the same act came twice at once
        return known
    check_open(record, task=task)
    photograph.record, photograph.seq = record, record.next_seq()
    photograph.save()
    void_confirmations(record, changed="photographs", by=by, now=now)
    announce(
        PhotographKept(
            order_no=task.order_no,
            kind=photograph.kind,
            sha256=photograph.sha256,
            taken_at=photograph.taken_at,
            kept_at=now,
            photograph_id=photograph.pk,
        ),
        actor=by,
    )
    return photograph


def _same_again(entry_id: UUID, *, order_no: str, by: User, sent_sha256: str) -> Photograph | None:
    known = Photograph.objects.select_related("record").filter(entry_id=entry_id).first()
    if known is None:
        return None
    if (known.record.order_no, known.by_id, known.sent_sha256) != (order_no, by.pk, sent_sha256):
        raise ActNumberUsed(field="entry_id")
    return known


def _fault(field: str, rule: str, sentence: str, remedy: str) -> Fault:
    return Fault(sentence, field=field, rule=f"handheld.{rule}", remedy=remedy)
