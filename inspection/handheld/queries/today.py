"""What a device keeps for its officer: open orders in words, their records, what was finished."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language, pgettext

from customs_portal.accounts.models import User
from customs_portal.accounts.queries import names_of
from inspection.handheld.models import FieldRecord
from inspection.handheld.queries.records import RecordView, nothing_yet, records_of
from inspection.handheld.rules.whole import missing_in
from inspection.orders.pages.plan import words_of_plan
from inspection.orders.queries.assignments import Task, tasks_of
from inspection.orders.queries.returns import ReturnView, returns_of_many

STAYS = timedelta(days=1)  # a finished record is listed so long, for its paper
CAREFUL = ("live", "dangerous", "cold", "heavy")


@dataclass(frozen=True, kw_only=True)
class ConcludedView:
    order_no: str
    container_no: str
    concluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class Today:
    officer: str
    seen_at: datetime
    tasks: tuple[dict[str, Any], ...]
    concluded: tuple[ConcludedView, ...]


def today_of(*, by: User, now: datetime) -> Today:
    """The officer's open orders, the first due first; a few questions, however many there are."""
    tasks = tasks_of(officer=by.username)
    order_nos = [task.order_no for task in tasks]
    records, returns = records_of(order_nos=order_nos), returns_of_many(order_nos=order_nos)
    last = {order_no: views[-1] for order_no, views in returns.items()}
    names = names_of(
        usernames={name for task in tasks for name in task.crew}
        | {one.returned_by for one in last.values()},
        chinese=(get_language() or "").startswith("zh"),
    )
    finished = FieldRecord.objects.filter(
        concluded_at__gt=now - STAYS, confirmations__by=by, confirmations__voided_at=None
    )
    return Today(
        officer=by.username,
        seen_at=now,
        tasks=tuple(task_in_words(one, names=names, record=records.get(one.order_no),
                                  returned=last.get(one.order_no))
                    for one in tasks),
        concluded=tuple(
            ConcludedView(order_no=order_no, container_no=container_no, concluded_at=concluded_at)
            for order_no, container_no, concluded_at in finished.order_by(
                "-concluded_at"
            ).values_list("order_no", "container_no", "concluded_at")
            if concluded_at is not None
        ),
    )  # fmt: skip


def task_in_words(
    task: Task,
    /,
    *,
    names: dict[str, str],
    record: RecordView | None,
    returned: ReturnView | None = None,
) -> dict[str, Any]:
    """The order for the glass: its method and its dangers in the reader's language."""
    plan = words_of_plan(plan=task.unloading, method=task.method, subject_kind=task.subject_kind)
    how = plan.how if plan else ""
    return {
        "order_no": task.order_no,
        "subject_reference": task.subject_reference,
        "container_no": task.container_no,
        "place_code": task.place_code,
        "method": task.method,
        "method_words": _method(task.method, depth=plan.depth if plan else ""),
        "how": how,
        "caution": how if task.unloading.get("how") in CAREFUL else "",
        "look_for": task.look_for,
        "reasons": task.reasons,
        "declared": task.declared,
        "crew": [{"username": name, "name": names.get(name, name)} for name in task.crew],
        "ordered_at": task.ordered_at,
        "due_at": task.due_at,
        "accepted_at": task.accepted_at,
        "returned": _returned(returned, names=names) if returned else None,
        "record": record_with_missing(
            record or nothing_yet(order_no=task.order_no, container_no=task.container_no)
        ),
    }


def _returned(one: ReturnView, /, *, names: dict[str, str]) -> dict[str, Any]:
    return {
        "version": one.version,
        "parts": one.parts,
        "part_labels": one.part_labels,
        "reason": one.reason,
        "returned_by": one.returned_by,
        "returned_by_name": names.get(one.returned_by, one.returned_by),
        "returned_at": one.returned_at,
    }


def record_with_missing(record: RecordView, /) -> dict[str, Any]:
    kinds = frozenset(one.kind for one in record.photographs)
    missing = [] if record.concluded_at else missing_in(fields=record.fields, kinds=kinds)
    return {
        "order_no": record.order_no,
        "version": record.version,
        "seq": record.seq,
        "words": record.words,
        "contradictions": record.contradictions,
        "photographs": record.photographs,
        "confirmations": record.confirmations,
        "missing": missing,
        "content_hash": record.content_hash,
        "concluded_at": record.concluded_at,
    }


def _method(method: str, *, depth: str) -> str:
    """The first two characters in words, then how deeply the box is emptied."""
    first = {
        "1": pgettext("inspection method", "by people"),
        "2": pgettext("inspection method", "by scan, then by people"),
        "3": pgettext("inspection method", "by scan and by people"),
    }
    second = {
        "J": pgettext("inspection method", "large scanner"),
        "X": pgettext("inspection method", "cargo X-ray"),
    }
    words = [first.get(method[:1], ""), second.get(method[1:2], ""), depth]
    return " · ".join(word for word in words if word)
