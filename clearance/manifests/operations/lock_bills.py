"""Lock and unlock of bills (舱单锁定, 解锁): nothing under a lock is released."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.manifests.events import BillLocked, BillUnlocked
from clearance.manifests.models import LineLock, ManifestLine
from clearance.manifests.operations.find_bills import (
    BillAlreadyReleased,
    bills_to_decide,
    require_officer,
    require_reason,
)
from clearance.manifests.operations.tell_terminal import queue_messages
from clearance.manifests.states import BillState, MessageKind
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault
from customs_portal.registry import law


class AlreadyLocked(DomainError):
    """One officer holds one lock on a bill."""

    code = "already_locked"
    sentence = gettext_noop("You have locked this bill already.")
    remedy_sentence = gettext_noop("Lift your lock first if its reason or its end should change.")


class NotLocked(DomainError):
    code = "not_locked"
    sentence = gettext_noop("There is no lock on this bill.")
    remedy_sentence = gettext_noop("Load the page again to see who lifted it.")


class NotYourLock(DomainError):
    """A lock is lifted by its owner or by a risk officer."""

    code = "not_your_lock"
    http_status = 403
    sentence = gettext_noop("This lock belongs to another officer.")
    remedy_sentence = gettext_noop("Ask its owner, or a risk officer, to lift it.")


@transaction.atomic
def lock_bills(
    *,
    transport_documents: Sequence[str],
    reason: str,
    expires_at: datetime,
    by: User,
    now: datetime,
) -> int:
    """Lock bills under the officer's own name until ``expires_at``; all of them or none.

    Raises ``NotPermitted``, ``Fault`` (reason, end), ``AlreadyLocked``, ``BillAlreadyReleased``.
    """
    require_officer(by)
    said = require_reason(reason)
    _require_end(expires_at, now=now)
    lines = bills_to_decide(transport_documents=transport_documents)
    for line in lines:
        if line.state == BillState.RELEASED:
            raise BillAlreadyReleased(
                field="transport_documents", transport_document=line.transport_document
            )
    _lift_what_expired(lines, now=now)
    if LineLock.objects.filter(line__in=lines, owner=by, lifted_at=None).exists():
        raise AlreadyLocked(field="transport_documents")
    LineLock.objects.bulk_create(
        LineLock(line=line, owner=by, reason=said, placed_at=now, expires_at=expires_at)
        for line in lines
    )
    queue_messages(lines=lines, kind=MessageKind.STOP, reason=said, now=now)
    for line in lines:
        announce(
            BillLocked(
                manifest_no=line.manifest.manifest_no,
                transport_document=line.transport_document,
                reason=said,
                expires_at=expires_at,
                locked_at=now,
            ),
            actor=by,
        )
    return len(lines)


@transaction.atomic
def unlock_bills(
    *, transport_documents: Sequence[str], reason: str, by: User, now: datetime
) -> int:
    """Lift the locks on bills under the officer's own name; returns how many locks.

    An officer lifts own locks; a risk officer lifts anybody's.
    Raises ``NotPermitted``, ``Fault`` (reason), ``NotLocked``, ``NotYourLock``.
    """
    require_officer(by)
    said = require_reason(reason)
    lines = bills_to_decide(transport_documents=transport_documents)
    _lift_what_expired(lines, now=now)
    locks = list(
        LineLock.objects.select_for_update(of=("self",))
        .select_related("owner", "line__manifest")
        .filter(line__in=lines, lifted_at=None)
        .order_by("pk")
    )
    unlocked = {lock.line_id for lock in locks}
    if any(line.pk not in unlocked for line in lines):
        raise NotLocked(field="transport_documents")
    if not by.holds(Duty.JUDGE_RISK):
        strange = next((lock for lock in locks if lock.owner_id != by.pk), None)
        if strange is not None:
            raise NotYourLock(
                field="transport_documents",
                transport_document=strange.line.transport_document,
                owner=strange.owner.get_username(),
            )
    LineLock.objects.filter(pk__in=[lock.pk for lock in locks]).update(
        lifted_by=by, lifted_at=now, lift_reason=said
    )
    queue_messages(lines=lines, kind=MessageKind.GO_ON, reason=said, now=now)
    for lock in locks:
        _tell_unlocked(lock, reason=said, expired=False, by=by, now=now)
    return len(locks)


@transaction.atomic
def expire_locks(*, now: datetime, limit: int = 500) -> int:
    """End the locks whose time has run out; safe to repeat."""
    locks = list(
        LineLock.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("owner", "line__manifest")
        .filter(lifted_at=None, expires_at__lte=now)
        .order_by("expires_at")[:limit]
    )
    _expire(locks, now=now)
    return len(locks)


def _lift_what_expired(lines: list[ManifestLine], *, now: datetime) -> None:
    _expire(
        list(
            LineLock.objects.select_for_update(of=("self",))
            .select_related("owner", "line__manifest")
            .filter(line__in=lines, lifted_at=None, expires_at__lte=now)
        ),
        now=now,
    )


def _expire(locks: list[LineLock], *, now: datetime) -> None:
    LineLock.objects.filter(pk__in=[lock.pk for lock in locks]).update(lifted_at=now, expired=True)
    queue_messages(lines=[lock.line for lock in locks], kind=MessageKind.GO_ON, now=now)
    for lock in locks:
        _tell_unlocked(lock, reason="", expired=True, by=None, now=now)


def _tell_unlocked(
    lock: LineLock, *, reason: str, expired: bool, by: User | None, now: datetime
) -> None:
    announce(
        BillUnlocked(
            manifest_no=lock.line.manifest.manifest_no,
            transport_document=lock.line.transport_document,
            owner=lock.owner.get_username(),
            reason=reason,
            expired=expired,
            unlocked_at=now,
        ),
        actor=by,
    )


def _require_end(expires_at: datetime, *, now: datetime) -> None:
    days = law.whole_number("manifest.lock_longest_days", at=now)
    if not now < expires_at <= now + timedelta(days=days):
        raise Fault(
            _("A lock ends in the future, at most %(days)s days from now.") % {"days": days},
            field="expires_at",
            rule="lock.end",
            remedy=_("Choose an end; a lock can be placed anew when it has run out."),
        )
