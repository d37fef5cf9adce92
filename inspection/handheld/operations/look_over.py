"""A supervisor returns a record to its crew, or lets what waited for the look stand."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import NotPermitted
from inspection.handheld.events import RecordReopened
from inspection.handheld.models import FieldRecord
from inspection.orders.operations.look_over import (
    OwnConclusion,
    pass_conclusion,
    return_conclusion,
)


@transaction.atomic
def return_record(
    *, order_no: str, parts: tuple[str, ...], reason: str, by: User, now: datetime
) -> int:
    """The version that opens. What was confirmed stays in the history and holds no longer.

    A conclusion that came from a wrist or a tablet has no record here and returns all the same.
    Raises what ``return_conclusion`` raises.
    """
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    record = FieldRecord.objects.select_for_update().filter(order_no=order_no).first()
    if record is not None and record.confirmations.filter(by=by).exists():
        raise OwnConclusion(field="by", order_no=order_no)
    version = return_conclusion(order_no=order_no, parts=parts, reason=reason, by=by, now=now)
    if record is None:
        return version + 1
    standing = record.confirmations.filter(voided_at=None)
    officers = tuple(standing.order_by("id").values_list("by__username", flat=True))
    content_hash = record.concluded_hash
    standing.update(voided_at=now)
    record.sheets.filter(withdrawn_at=None).update(withdrawn_at=now)
    record.open_again(version=version + 1)
    announce(
        RecordReopened(
            order_no=order_no,
            version=record.version,
            officers=officers,
            content_hash=content_hash,
            reopened_at=now,
        ),
        actor=by,
    )
    return version + 1


@transaction.atomic
def pass_record(*, order_no: str, by: User, now: datetime) -> None:
    """Raises what ``pass_conclusion`` raises."""
    list(FieldRecord.objects.select_for_update().filter(order_no=order_no))
    pass_conclusion(order_no=order_no, by=by, now=now)
