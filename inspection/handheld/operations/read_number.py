"""Reading the container's number or the seal from a photograph, beside what was expected."""

from datetime import datetime

import structlog
from django.db import transaction

from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from hardware_adapters.operations.read_numbers import read_container_no, read_words
from hardware_adapters.ports import FrameFault
from inspection.handheld.events import NumberReadByCamera
from inspection.handheld.models import Photograph, StandingWord
from inspection.handheld.rules.numbers import seal_among
from inspection.handheld.states import PhotographKind, Reading, Unread

SEAL_FIELDS = ("seal_before", "seal_after")
log = structlog.get_logger()


def read_number(*, photograph_id: int, now: datetime) -> None:
    """Read once; what cannot be read says why and is typed by hand.

    A container is held against the order, a seal against the seals that the record names. A
    reader that fails costs this photograph its reading and no other; a worker that dies has
    written nothing, and the photograph is read again.
    """
    rows = Photograph.objects.select_related("record", "by")
    photograph = rows.filter(pk=photograph_id, reading=Reading.BEING_READ).first()
    if photograph is None:
        return
    expected, read, because = _looked_at(photograph)
    if not read:
        reading = Reading.UNREADABLE
    else:
        reading = Reading.AGREES if read in expected else Reading.DIFFERS
    with transaction.atomic():
        held = Photograph.objects.select_for_update().get(pk=photograph_id)
        if held.reading != Reading.BEING_READ:
            return
        held.reading, held.read_number, held.unread_because = reading, read[:40], because
        held.expected_number = " ".join(expected)[:40]
        held.save(update_fields=["reading", "read_number", "unread_because", "expected_number"])
        announce(
            NumberReadByCamera(
                order_no=photograph.record.order_no,
                kind=held.kind,
                reading=reading,
                read=held.read_number,
                expected=held.expected_number,
                read_at=now,
            ),
            actor=photograph.by,
        )


def _looked_at(photograph: Photograph) -> tuple[tuple[str, ...], str, str]:
    """What was expected, what the eyes made out ("" for nothing certain), and why nothing."""
    expected = _expected(photograph)
    try:
        data = storage.read(photograph.picture_key)
        if photograph.kind == PhotographKind.CONTAINER:
            read = read_container_no(data=data)
        else:
            expected, read = seal_among(words=read_words(data=data), typed=expected)
    except FrameFault:
        return expected, "", Unread.PICTURE
    except Exception:  # whatever breaks the reader must not keep the others waiting
        log.exception("number_not_read", photograph=photograph.pk)
        return expected, "", Unread.FAILED
    return expected, read, "" if read else Unread.UNCLEAR


def _expected(photograph: Photograph) -> tuple[str, ...]:
    if photograph.kind == PhotographKind.CONTAINER:
        box = photograph.record.container_no
        return (box,) if box else ()
    seals = StandingWord.objects.filter(record=photograph.record, field__in=SEAL_FIELDS)
    return tuple(seals.order_by("field").values_list("entry__value", flat=True))
