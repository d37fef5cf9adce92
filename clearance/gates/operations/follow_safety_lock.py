"""What a smart lock reports is compared with what it was told; the difference is an alarm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from clearance.gates.events import SafetyLockDisturbed, SafetyLockRighted
from clearance.gates.models import OPEN_LOCK_STATES, SafetyLockEntry, SafetyLockUse
from clearance.gates.operations.order_safety_lock import named, right_all, tell_move
from clearance.gates.states import LOCK_ORDERS, LockEntryKind, SafetyLockState
from customs_portal.journal.announce import announce
from customs_portal.registry import law


@dataclass(frozen=True, kw_only=True)
class LockReport:
    """``cause``: BEAT, ORDER, UNORDERED, SHACKLE_CUT, SHIM, CASING or ORDER_REFUSED."""

    device_code: str
    is_open: bool
    is_tampered: bool
    cause: str
    order_no: int
    battery_percent: int
    battery_is_low: bool
    reported_at: datetime


@transaction.atomic
def follow_safety_lock(*, report: LockReport) -> bool:
    """True when the report was news of a lock in use. Safe to repeat.

    A report that is older than the last one changes nothing.
    """
    uses = SafetyLockUse.objects.select_for_update()
    use = uses.filter(device_code=report.device_code, state__in=OPEN_LOCK_STATES).first()
    at = report.reported_at
    if use is None or at < use.fitted_at.replace(microsecond=0):
        return False
    answers = _answer_of(use, report)
    if use.reported_at is not None and at < use.reported_at and answers is None:
        return False
    use.note_report(
        at=max(at, use.reported_at or at),
        is_open=report.is_open,
        battery_percent=report.battery_percent,
    )
    _turn(use, LockEntryKind.LOCK_SILENCE, holds=False, at=at)
    _turn(use, LockEntryKind.BATTERY, holds=report.battery_is_low, at=at)
    if report.is_tampered:
        _turn(use, LockEntryKind.TAMPER, holds=True, at=at, cause=report.cause)
        _breach(use, at, report.cause)
    if answers is not None:
        _take_answer(use, answers, report)
    elif report.is_open and use.state == SafetyLockState.LOCKED:
        _turn(use, LockEntryKind.FORCED, holds=True, at=at, cause=report.cause)
        _breach(use, at, report.cause)
    return True


@transaction.atomic
def watch_safety_locks(*, now: datetime, limit: int = 500) -> int:
    """Locks that have fallen silent while they guard; how many alarms. Safe to repeat."""
    key = "safety_lock.longest_silence_minutes"
    longest = timedelta(minutes=law.whole_number(key, at=now))
    silent = SafetyLockUse.objects.select_for_update(skip_locked=True).filter(
        state__in=[SafetyLockState.LOCKED, SafetyLockState.BREACHED],
        reported_at__lt=now - longest,
    )
    silent = silent.exclude(
        pk__in=SafetyLockEntry.objects.filter(
            kind=LockEntryKind.LOCK_SILENCE, ended_at__isnull=True
        ).values("use_id")
    )
    return sum(
        _turn(use, LockEntryKind.LOCK_SILENCE, holds=True, at=now)
        for use in silent.order_by("id")[:limit]
    )


def is_breached(*, container_no: str, plate_no: str) -> bool:
    """Whether a smart lock on this container or truck was forced or tampered with."""
    named_by = Q()
    if container_no:
        named_by |= Q(container_no=container_no)
    if plate_no:
        named_by |= Q(plate_no=plate_no)
    if not named_by:
        return False
    return SafetyLockUse.objects.filter(named_by, state=SafetyLockState.BREACHED).exists()


def _answer_of(use: SafetyLockUse, report: LockReport) -> SafetyLockEntry | None:
    """The open order of this use that the report answers; another number answers nothing."""
    if report.cause not in ("ORDER", "ORDER_REFUSED"):
        return None
    order = use.entries.filter(
        pk=report.order_no, kind__in=LOCK_ORDERS, ended_at__isnull=True
    ).first()
    if order is None or report.cause == "ORDER_REFUSED":
        return order
    opens = order.kind == LockEntryKind.UNLOCK_ORDER
    return order if opens == report.is_open else None


def _take_answer(use: SafetyLockUse, order: SafetyLockEntry, report: LockReport) -> None:
    at = max(report.reported_at, order.at)
    order.end(at=at)
    if report.cause == "ORDER_REFUSED":
        _note(use, LockEntryKind.ORDER_REFUSED, at)
        return
    if order.kind == LockEntryKind.LOCK_ORDER:
        _note(use, LockEntryKind.LOCKED, at)
        if use.state == SafetyLockState.FITTED:
            use.lock(at=at)
            tell_move(use, at=at)
        return
    _note(use, LockEntryKind.UNLOCKED, at)
    use.release(at=at, by=order.by, reason=order.reason)
    tell_move(use, at=at)
    right_all(use, at=at)


def _breach(use: SafetyLockUse, at: datetime, cause: str) -> None:
    if use.state != SafetyLockState.BREACHED:
        use.breach(at=at, reason=cause)
        tell_move(use, at=at)


def _turn(
    use: SafetyLockUse, kind: LockEntryKind, *, holds: bool, at: datetime, cause: str = ""
) -> int:
    """Begin or end one trouble; 1 when it began."""
    still = use.entries.filter(kind=kind, ended_at__isnull=True).first()
    if holds and still is None:
        SafetyLockEntry.objects.create(use=use, kind=kind, at=at, reason=cause)
        announce(SafetyLockDisturbed(**named(use), kind=str(kind.value), cause=cause, began_at=at))
        return 1
    if not holds and still is not None:
        still.end(at=at)
        righted_at = max(at, still.at)
        announce(SafetyLockRighted(**named(use), kind=str(kind.value), righted_at=righted_at))
    return 0


def _note(use: SafetyLockUse, kind: LockEntryKind, at: datetime) -> None:
    SafetyLockEntry.objects.create(use=use, kind=kind, at=at, ended_at=at)
