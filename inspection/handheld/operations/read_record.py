"""Who may read a record: the crew of the order, and whoever dispatches inspections."""

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.kit.errors import NotFound, NotPermitted
from inspection.handheld.queries.records import RecordView, nothing_yet, record_of
from inspection.orders.operations.accept_order import NotInCrew
from inspection.orders.queries.assignments import Task, task_of


def readable_task(*, order_no: str, by: User) -> Task:
    """Raises ``NotPermitted``, ``NotFound``, ``NotInCrew``."""
    dispatches = by.holds(Duty.DISPATCH_INSPECTION)
    if not dispatches and not by.holds(Duty.INSPECT_GOODS):
        raise NotPermitted(duty=Duty.INSPECT_GOODS)
    task = task_of(order_no=order_no)
    if task is None:
        raise NotFound(field="order_no", order_no=order_no)
    if not dispatches and by.username not in task.crew:
        raise NotInCrew(field="order_no", order_no=order_no)
    return task


def read_record(*, order_no: str, by: User) -> tuple[Task, RecordView]:
    """The order and its record, an empty one when nobody has written yet."""
    task = readable_task(order_no=order_no, by=by)
    record = record_of(order_no=order_no)
    return task, record or nothing_yet(order_no=order_no, container_no=task.container_no)
