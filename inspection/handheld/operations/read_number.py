"""Reading the container's number or the seal from a photograph, beside what was expected."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from hardware_adapters.operations.read_numbers import read_container_no, read_words
from hardware_adapters.ports import FrameFault
from inspection.handheld.events import NumberReadByCamera
from inspection.handheld.models import Photograph, StandingWord
from inspection.handheld.rules.numbers import seal_among
from inspection.handheld.states import PhotographKind, Reading

SEAL_FIELDS = ("seal_before", "seal_after")


def read_number(*, photograph_id: int, by: User, now: datetime) -> None:
    """Read once; what cannot be read says so and is typed by hand.

    A container is held against the order, a seal against the seals that the record names.
    """
    photograph = Photograph.objects.select_related("record").get(pk=photograph_id)
    expected, read = _looked_at(photograph)
    if not read:
        reading = Reading.UNREADABLE
    else:
        reading = Reading.AGREES if read in expected else Reading.DIFFERS
    with transaction.atomic():
        held = Photograph.objects.select_for_update().get(pk=photograph_id)
        if held.reading:
            return
        held.reading, held.read_number = reading, read[:40]
        held.expected_number = " ".join(expected)[:40]
        held.save(update_fields=["reading", "read_number", "expected_number"])
        announce(
            NumberReadByCamera(
                order_no=photograph.record.order_no,
                kind=held.kind,
                reading=reading,
                read=held.read_number,
                expected=held.expected_number,
                read_at=now,
            ),
            actor=by,
        )


def _looked_at(photograph: Photograph) -> tuple[tuple[str, ...], str]:
    """What was expected, and what the eyes made out ("" for nothing certain)."""
    data = storage.read(photograph.picture_key)
    try:
        if photograph.kind == PhotographKind.CONTAINER:
            box = photograph.record.container_no
            return ((box,) if box else ()), read_container_no(data=data)
        seals = StandingWord.objects.filter(record=photograph.record, field__in=SEAL_FIELDS)
        typed = tuple(seals.order_by("field").values_list("entry__value", flat=True))
        return seal_among(words=read_words(data=data), typed=typed)
    except FrameFault:
        return (), ""
