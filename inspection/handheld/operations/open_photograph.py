"""A photograph of a record, to its crew and to those who look it over; each look is journalled."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.models import User
from customs_portal.accounts.operations.record_access import record_evidence_view
from customs_portal.kit import storage
from customs_portal.kit.errors import NotFound
from inspection.handheld.operations.read_record import readable_task
from inspection.handheld.queries.records import photograph_of


@transaction.atomic
def open_photograph(
    *, order_no: str, photograph_id: int, whole: bool, by: User, now: datetime
) -> tuple[bytes, str]:
    """JPEG bytes and their hash: the thumbnail, or (``whole``) the picture."""
    readable_task(order_no=order_no, by=by)
    photograph = photograph_of(order_no=order_no, photograph_id=photograph_id)
    if photograph is None:
        raise NotFound(field="photograph_id")
    key = photograph.picture_key if whole else photograph.thumb_key
    data = storage.read(key)
    record_evidence_view(user=by, key=key, reference=order_no, now=now)
    return data, key[:64]
