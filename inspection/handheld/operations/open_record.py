"""Who may write into the record of an order, and the record itself when its first word comes."""

from datetime import datetime

from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from inspection.handheld.events import ConfirmationVoided, RecordBegun
from inspection.handheld.models import FieldRecord
from inspection.orders.operations.accept_order import NotInCrew
from inspection.orders.queries.assignments import Task, task_of
from inspection.orders.queries.returns import returns_of

READERS = (Duty.INSPECT_GOODS, Duty.DISPATCH_INSPECTION)


class RecordConcluded(DomainError):
    """Two officers have confirmed the record: nobody writes in it any more."""

    code = "record_concluded"
    sentence = gettext_noop("This record was confirmed by two officers and is closed.")
    remedy_sentence = gettext_noop(
        "What you typed stays on this device. Tell your dispatcher what is missing."
    )


class NoCrewYet(DomainError):
    """Only an order whose crew is drawn is filled in by hand."""

    code = "no_crew_yet"
    sentence = gettext_noop("This order is not with a crew now.")
    remedy_sentence = gettext_noop("Load today's tasks again. What you typed stays on this device.")


class ActNumberUsed(DomainError):
    """The device's number of this act belongs to another act."""

    code = "act_number_used"
    http_status = 422
    sentence = gettext_noop("This number was used for another act already.")
    remedy_sentence = gettext_noop("Send it again under a new number.")


def own_task(*, order_no: str, by: User) -> Task:
    """The order when the officer is of its crew. Raises ``NotPermitted``, ``NotFound``,
    ``NotInCrew``."""
    if not by.holds(Duty.INSPECT_GOODS):
        raise NotPermitted(duty=Duty.INSPECT_GOODS)
    task = task_of(order_no=order_no)
    if task is None:
        raise NotFound(field="order_no", order_no=order_no)
    if by.username not in task.crew:
        raise NotInCrew(field="order_no", order_no=order_no)
    return task


def open_record(*, task: Task, now: datetime) -> FieldRecord:
    """The record, held until the transaction ends; begun when there is none yet."""
    _found, is_new = FieldRecord.objects.get_or_create(
        order_no=task.order_no, defaults={"container_no": task.container_no, "begun_at": now}
    )
    record = FieldRecord.objects.locked(order_no=task.order_no)
    if is_new:
        if returned := len(returns_of(order_no=task.order_no)):  # concluded by another door before
            record.open_again(version=returned + 1)
        announce(RecordBegun(order_no=task.order_no, container_no=task.container_no, begun_at=now))
    return record


def check_open(record: FieldRecord, /, *, task: Task) -> None:
    """Raises ``RecordConcluded`` or ``NoCrewYet``."""
    if record.concluded_at is not None:
        raise RecordConcluded(field="order_no", order_no=record.order_no)
    if not task.has_a_crew:
        raise NoCrewYet(field="order_no", order_no=record.order_no)


def void_confirmations(record: FieldRecord, /, *, changed: str, by: User, now: datetime) -> None:
    """A confirmed version that is changed is no longer the version that was confirmed."""
    standing = record.confirmations.filter(voided_at=None)
    officers = tuple(standing.order_by("id").values_list("by__username", flat=True))
    if not officers:
        return
    standing.update(voided_at=now)
    announce(
        ConfirmationVoided(
            order_no=record.order_no, officers=officers, changed=changed, voided_at=now
        ),
        actor=by,
    )
