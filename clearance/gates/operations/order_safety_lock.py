"""Orders to a smart lock: to lock, to unlock with authority, and the end by hand.

Only an officer of the gate orders, or the gate itself when a passage was let through. The order
is a line of the lock's trail; its number travels to the lock and back.
"""

import contextlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_noop

from clearance.gates.events import SafetyLockMoved, SafetyLockOrdered, SafetyLockRighted
from clearance.gates.models import OPEN_LOCK_STATES, GatePass, SafetyLockEntry, SafetyLockUse
from clearance.gates.operations.place_lock import SHORTEST_REASON, is_locked
from clearance.gates.operations.release_tokens import authority_to_unlock
from clearance.gates.states import (
    LOCK_ORDERS,
    SAFETY_LOCK_FLOW,
    LockEntryKind,
    PassState,
    SafetyLockState,
)
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.registry import law
from hardware_adapters.controls import safety_locks


class OrderNeedsReason(Fault):
    """Whoever opens a lock says why."""

    code = "order_needs_reason"
    sentence = gettext_noop("Say in at least ten characters why the lock is to move.")
    remedy_sentence = gettext_noop("Write on whose order, or what happened.")


class OrderUnderWay(DomainError):
    """One order at a time."""

    code = "order_under_way"
    sentence = gettext_noop("An order to this lock is under way.")
    remedy_sentence = gettext_noop("Wait for the lock's answer; after two minutes ask again.")


class GoodsAreLocked(DomainError):
    """What customs locked is not opened by way of its smart lock."""

    code = "goods_are_locked"
    sentence = gettext_noop("Container or pass is locked by customs.")
    remedy_sentence = gettext_noop("The person named in that lock must lift it first.")


class NotInThisState(DomainError):
    """A lock that is locked is unlocked; one that is broken is ended by hand."""

    code = "not_in_this_state"
    sentence = gettext_noop("This cannot be done to the lock in its present state.")
    remedy_sentence = gettext_noop("Load the page again to see what can be done now.")


@transaction.atomic
def order_lock(*, use_id: int, reason: str, by: User, now: datetime) -> int:
    """Order the bolt shut; the order's number.

    Raises ``NotPermitted``, ``NotFound``, ``OrderNeedsReason``, ``NotInThisState``,
    ``OrderUnderWay``.
    """
    use, why = _asked(use_id, reason, by)
    if use.state != SafetyLockState.FITTED:
        raise NotInThisState(field="state")
    return _order(use, LockEntryKind.LOCK_ORDER, now, by=by, reason=why)


@transaction.atomic
def order_unlock(*, use_id: int, reason: str, by: User, now: datetime) -> int:
    """Order the bolt open, with a signed authority; the order's number.

    Raises as ``order_lock`` does, and ``GoodsAreLocked``.
    """
    use, why = _asked(use_id, reason, by)
    if use.state not in (SafetyLockState.LOCKED, SafetyLockState.BREACHED):
        raise NotInThisState(field="state")
    if is_locked(container_no=use.container_no, pass_no=use.pass_no, declaration_no="", now=now):
        raise GoodsAreLocked(field="state")
    return _order(use, LockEntryKind.UNLOCK_ORDER, now, by=by, reason=why)


@transaction.atomic
def end_by_hand(*, use_id: int, reason: str, by: User, now: datetime) -> str:
    """The lock is off: never locked, or broken and taken away; the state it ends in.

    Raises ``NotPermitted``, ``NotFound``, ``OrderNeedsReason``, ``NotInThisState``.
    """
    use, why = _asked(use_id, reason, by)
    if use.state not in (SafetyLockState.FITTED, SafetyLockState.BREACHED):
        raise NotInThisState(field="state")
    _write(use, LockEntryKind.ENDED_BY_HAND, now, by=by, reason=why, ended=True)
    if use.state == SafetyLockState.FITTED:
        use.take_off(at=now, by=by, reason=why)
    else:
        use.release(at=now, by=by, reason=why)
    tell_move(use, at=now, by=by)
    right_all(use, at=now)
    return use.state


def order_at_gate(*, gate_pass: GatePass, passage_no: str, now: datetime) -> None:
    """The barrier rose for this pass: through its first gate of two the lock is shut, through
    the last, or when it comes in, it is opened. Called inside a transaction; safe to repeat.
    """
    uses = SafetyLockUse.objects.select_for_update().filter(
        pass_no=gate_pass.pass_no, state__in=OPEN_LOCK_STATES
    )
    arrives = gate_pass.state == PassState.PASSED_SECOND or (
        gate_pass.state == PassState.PASSED and gate_pass.direction == "IN"
    )
    for use in uses:
        if arrives and use.state == SafetyLockState.LOCKED:
            kind = LockEntryKind.UNLOCK_ORDER
        elif not arrives and use.state == SafetyLockState.FITTED:
            kind = LockEntryKind.LOCK_ORDER
        else:
            continue
        told = SafetyLockEntry.objects.filter(use=use, kind=kind, passage_no=passage_no)
        if not told.exists():
            with contextlib.suppress(OrderUnderWay):  # an officer was quicker
                _order(use, kind, now, passage_no=passage_no)


def tell_move(use: SafetyLockUse, *, at: datetime, by: User | None = None) -> None:
    announce(SafetyLockMoved(**named(use), state=str(use.state), moved_at=at), actor=by)


def right_all(use: SafetyLockUse, *, at: datetime) -> None:
    """Nothing is wrong any more with a lock that is off, and no order waits."""
    for entry in use.entries.filter(ended_at__isnull=True):
        entry.end(at=at)
        if entry.kind not in LOCK_ORDERS:
            righted_at = max(at, entry.at)
            announce(SafetyLockRighted(**named(use), kind=str(entry.kind), righted_at=righted_at))


def named(use: SafetyLockUse) -> dict[str, Any]:
    return {
        "device_code": use.device_code,
        "container_no": use.container_no,
        "plate_no": use.plate_no,
        "pass_no": use.pass_no,
    }


def _asked(use_id: int, reason: str, by: User) -> tuple[SafetyLockUse, str]:
    if not by.holds(Duty.WORK_GATE):
        raise NotPermitted
    use = SafetyLockUse.objects.select_for_update().filter(pk=use_id).first()
    if use is None:
        raise NotFound(field="use_id")
    why = " ".join(reason.split())[:300]
    if len(why) < SHORTEST_REASON:
        raise OrderNeedsReason(field="reason")
    if SAFETY_LOCK_FLOW.is_final(SafetyLockState(use.state)):
        raise NotInThisState(field="state")
    return use, why


def _order(
    use: SafetyLockUse,
    kind: LockEntryKind,
    now: datetime,
    *,
    by: User | None = None,
    reason: str = "",
    passage_no: str = "",
) -> int:
    minutes = law.whole_number("safety_lock.order_minutes", at=now)
    until = now + timedelta(minutes=minutes)
    for other in use.entries.filter(kind__in=LOCK_ORDERS, ended_at__isnull=True):
        if other.at + timedelta(minutes=minutes) > now:
            raise OrderUnderWay(field="order")
        other.end(at=now)
    entry = _write(use, kind, now, by=by, reason=reason, passage_no=passage_no)
    if kind == LockEntryKind.LOCK_ORDER:
        safety_locks.lock(device_code=use.device_code, order_no=entry.pk, now=now)
    else:
        safety_locks.unlock(
            device_code=use.device_code,
            order_no=entry.pk,
            authority=authority_to_unlock(
                device_code=use.device_code, order_no=entry.pk, valid_until=until
            ),
            now=now,
        )
    announce(
        SafetyLockOrdered(
            **named(use),
            order="LOCK" if kind == LockEntryKind.LOCK_ORDER else "UNLOCK",
            order_no=entry.pk,
            passage_no=passage_no,
            reason=reason,
            ordered_at=now,
        ),
        actor=by,
    )
    return entry.pk


def _write(
    use: SafetyLockUse, kind: LockEntryKind, at: datetime, *, ended: bool = False, **facts: Any
) -> SafetyLockEntry:
    return SafetyLockEntry.objects.create(
        use=use, kind=kind, at=at, ended_at=at if ended else None, **facts
    )
