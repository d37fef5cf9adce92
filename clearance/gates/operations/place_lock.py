"""Locking what may not pass, and unlocking it by the person the lock names."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_noop

from clearance.gates.events import LockLifted, LockPlaced
from clearance.gates.models import Lock
from clearance.gates.states import LOCK_FLOW, LockState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted
from customs_portal.kit.identifiers import (
    check_container_no,
    check_declaration_no,
    check_pass_no,
)

LOCKERS = (
    Duty.WORK_GATE,
    Duty.REVIEW_DECLARATION,
    Duty.JUDGE_RISK,
    Duty.DISPATCH_INSPECTION,
)
SHORTEST_REASON = 10
_CHECKS = {
    "CONTAINER": check_container_no,
    "PASS": check_pass_no,
    "DECLARATION": check_declaration_no,
}


class LockNeedsReason(Fault):
    """A lock stops somebody's goods: it says why."""

    code = "lock_needs_reason"
    sentence = gettext_noop("Say in at least ten characters why.")
    remedy_sentence = gettext_noop("Write what was found, or on whose order.")


class NoSuchLockKind(Fault):
    """Containers, passes and declarations can be locked."""

    code = "no_such_lock_kind"
    sentence = gettext_noop("Only a container, a gate pass or a declaration can be locked.")
    remedy_sentence = gettext_noop("Choose one of the three.")


class LockEndsTooEarly(Fault):
    """A lock that ends before it begins locks nothing."""

    code = "lock_ends_too_early"
    sentence = gettext_noop("The lock would end before it begins.")
    remedy_sentence = gettext_noop("Enter a later time, or none.")


class NoSuchUnlocker(Fault):
    """Somebody who can come and unlock: an officer with a lock's duties."""

    code = "no_such_unlocker"
    sentence = gettext_noop("There is no officer of this name who may unlock.")
    remedy_sentence = gettext_noop("Enter the user name of an officer, or leave it empty.")


class AlreadyLocked(DomainError):
    """One lock a number."""

    code = "already_locked"
    sentence = gettext_noop("This number is locked already.")
    remedy_sentence = gettext_noop("Ask the person whom the lock names.")


class NotYourLock(DomainError):
    """Only the named person unlocks."""

    code = "not_your_lock"
    http_status = 403
    sentence = gettext_noop("Another officer is named to unlock this.")
    remedy_sentence = gettext_noop("Ask the person whom the lock names.")


@dataclass(frozen=True, kw_only=True)
class NewLock:
    """``unlocker`` is a user name; empty means the officer who locks."""

    kind: str
    number: str
    reason: str
    unlocker: str = ""
    expires_at: datetime | None = None


@transaction.atomic
def place_lock(*, lock: NewLock, by: User, now: datetime) -> int:
    """Lock a container, pass or declaration; the lock's id.

    Raises ``NotPermitted``, ``NoSuchLockKind``, ``LockNeedsReason``, ``LockEndsTooEarly``,
    ``NoSuchUnlocker``, ``AlreadyLocked`` and the identifier's own fault.
    """
    if not _may_lock(by):
        raise NotPermitted
    if lock.kind not in _CHECKS:
        raise NoSuchLockKind(field="kind")
    number = _CHECKS[lock.kind](lock.number)
    reason = " ".join(lock.reason.split())[:300]
    if len(reason) < SHORTEST_REASON:
        raise LockNeedsReason(field="reason")
    if lock.expires_at is not None and lock.expires_at <= now:
        raise LockEndsTooEarly(field="expires_at")
    unlocker = by
    if lock.unlocker.strip():
        named = User.objects.filter(username=lock.unlocker.strip(), is_active=True).first()
        if named is None or not _may_lock(named):
            raise NoSuchUnlocker(field="unlocker")
        unlocker = named
    _end_what_is_over(lock.kind, number, now)
    try:
        with transaction.atomic():
            made = Lock.objects.create(
                kind=lock.kind,
                number=number,
                reason=reason,
                owner=by,
                unlocker=unlocker,
                placed_at=now,
                expires_at=lock.expires_at,
                move=told(at=now, by=by, reason=reason),
            )
    except IntegrityError as error:
        raise AlreadyLocked(field="number") from error
    announce(
        LockPlaced(
            kind=made.kind,
            number=number,
            unlocker=unlocker.get_username(),
            reason=reason,
            placed_at=now,
            expires_at=lock.expires_at,
        ),
        actor=by,
    )
    return made.pk


@transaction.atomic
def lift_lock(*, lock_id: int, reason: str, by: User, now: datetime) -> None:
    """Unlock. Raises ``NotPermitted``, ``NotFound``, ``NotYourLock``, ``LockNeedsReason``,
    ``IllegalMove``."""
    if not _may_lock(by):
        raise NotPermitted
    reason = " ".join(reason.split())[:300]
    if len(reason) < SHORTEST_REASON:
        raise LockNeedsReason(field="reason")
    lock = Lock.objects.select_for_update().filter(pk=lock_id).first()
    if lock is None:
        raise NotFound(field="lock_id")
    if lock.unlocker_id != by.pk:
        raise NotYourLock(field="unlocker", unlocker=lock.unlocker.get_username())
    LOCK_FLOW.check(source=LockState(lock.state), target=LockState.LIFTED)
    lock.lift(by=by, reason=reason, at=now)
    announce(LockLifted(kind=lock.kind, number=lock.number, reason=reason, lifted_at=now), actor=by)


@transaction.atomic
def expire_locks(*, now: datetime, limit: int = 500) -> int:
    """Close locks whose time is over; how many; safe to repeat."""
    over = list(
        Lock.objects.select_for_update(skip_locked=True).filter(
            state=LockState.ACTIVE, expires_at__lte=now
        )[:limit]
    )
    for lock in over:
        lock.expire(at=now)
    return len(over)


def is_locked(*, container_no: str, pass_no: str, declaration_no: str, now: datetime) -> bool:
    """Whether any of the three is locked at that moment: one query."""
    named = Q()
    for kind, number in (
        (Lock.Kind.CONTAINER, container_no),
        (Lock.Kind.PASS, pass_no),
        (Lock.Kind.DECLARATION, declaration_no),
    ):
        if number:
            named |= Q(kind=kind, number=number)
    if not named:
        return False
    in_force = Q(state=LockState.ACTIVE, placed_at__lte=now) & (
        Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    )
    return Lock.objects.filter(named & in_force).exists()


def _may_lock(person: User) -> bool:
    return any(person.holds(duty) for duty in LOCKERS)


def _end_what_is_over(kind: str, number: str, now: datetime) -> None:
    for lock in Lock.objects.select_for_update().filter(
        kind=kind, number=number, state=LockState.ACTIVE, expires_at__lte=now
    ):
        lock.expire(at=now)
