"""A subject that waits leaves the pool before its cut-off (出池): one officer asks, another agrees.

Until both have spoken it waits; once its pool is committed nothing leaves it. The next pool of the
site publishes the blind name, the digest of the reason and the time.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.accounts.queries import offices_of
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, NotFound, NotPermitted
from customs_portal.registry.models import Place
from inspection.draws.events import SubjectLeftIn, SubjectTakenOut, TakingOutAsked
from inspection.draws.models import PoolSubject


class TakingOutNeedsReason(DomainError):
    """Whoever takes a subject out spares it; the auditor reads why."""

    code = "taking_out_needs_reason"
    http_status = 422
    sentence = gettext_noop("Say why this subject must not lie in the pool.")
    remedy_sentence = gettext_noop("Give the reason in a few words, for example: closed down.")


class OtherOfficesPool(DomainError):
    """A pool is kept by the office of its site."""

    code = "other_offices_pool"
    http_status = 403
    sentence = gettext_noop("This site belongs to another office.")
    remedy_sentence = gettext_noop("Ask a dispatcher of that office.")


class PoolIsCommitted(DomainError):
    """After the cut-off nobody is spared: the root of the pool is published."""

    code = "pool_is_committed"
    sentence = gettext_noop("The pool of this subject is committed; nothing leaves it any more.")
    remedy_sentence = gettext_noop("If it is drawn, give the reason with its inspection order.")


class TakingOutAskedAlready(DomainError):
    """One request at a time; its reason is the one that the second person reads."""

    code = "taking_out_asked_already"
    sentence = gettext_noop("Somebody has asked already to take this subject out.")
    remedy_sentence = gettext_noop("Have a second dispatcher agree, or leave it in.")


class TakingOutNotAsked(DomainError):
    """There is nothing to agree to: nobody asked, or it is done."""

    code = "taking_out_not_asked"
    sentence = gettext_noop("Nobody asks to take this subject out.")
    remedy_sentence = gettext_noop("Load the page again to see the current state.")


class OtherPersonMustAgree(DomainError):
    """Whoever asks to spare a subject cannot agree to it."""

    code = "other_person_must_agree"
    http_status = 403
    sentence = gettext_noop("Another dispatcher must agree to this.")
    remedy_sentence = gettext_noop("Ask a second dispatcher of the office.")


@dataclass(frozen=True, kw_only=True)
class _Named:
    place_code: str
    kind: str
    reference: str


@transaction.atomic
def ask_take_out(
    *, place_code: str, kind: str, reference: str, reason: str, by: User, now: datetime
) -> None:
    """The first person: it still waits, with the reason beside it."""
    row = _held(_Named(place_code=place_code, kind=kind, reference=reference), by=by, now=now)
    said = reason.strip()[:300]
    if not said or not said.isprintable():
        raise TakingOutNeedsReason(field="reason")
    if row.out_asked_by_id is not None:
        raise TakingOutAskedAlready(field="reference")
    row.out_reason, row.out_asked_by, row.out_asked_at = said, by, now
    row.save(update_fields=["out_reason", "out_asked_by", "out_asked_at"])
    announce(
        TakingOutAsked(
            place_code=place_code, kind=kind, reference=row.reference, reason=said, asked_at=now
        ),
        actor=by,
    )


@transaction.atomic
def agree_take_out(*, place_code: str, kind: str, reference: str, by: User, now: datetime) -> None:
    """The second person: it leaves, and is kept with both names."""
    row = _asked(_Named(place_code=place_code, kind=kind, reference=reference), by=by, now=now)
    if row.out_asked_by == by:
        raise OtherPersonMustAgree(field="reference")
    row.out_agreed_by, row.out_at = by, now
    row.save(update_fields=["out_agreed_by", "out_at"])
    announce(
        SubjectTakenOut(
            place_code=place_code,
            kind=kind,
            reference=row.reference,
            subject_id=row.subject_id,
            reason=row.out_reason,
            taken_out_at=now,
        ),
        actor=by,
    )


@transaction.atomic
def leave_in(*, place_code: str, kind: str, reference: str, by: User, now: datetime) -> None:
    """The request is taken back, or the second person does not agree: it waits as before."""
    row = _asked(_Named(place_code=place_code, kind=kind, reference=reference), by=by, now=now)
    row.out_reason, row.out_asked_by, row.out_asked_at = "", None, None
    row.save(update_fields=["out_reason", "out_asked_by", "out_asked_at"])
    announce(
        SubjectLeftIn(place_code=place_code, kind=kind, reference=row.reference, left_in_at=now),
        actor=by,
    )


def _asked(named: _Named, *, by: User, now: datetime) -> PoolSubject:
    row = _held(named, by=by, now=now)
    if row.out_asked_by_id is None:
        lain = PoolSubject.objects.filter(
            place_code=named.place_code,
            kind=named.kind,
            reference=row.reference,
            draw__isnull=False,
            out_asked_by__isnull=False,
            out_at=None,
        )
        raise (PoolIsCommitted if lain.exists() else TakingOutNotAsked)(field="reference")
    return row


def _held(named: _Named, *, by: User, now: datetime) -> PoolSubject:
    """What waits there under that name, until the transaction ends."""
    if not by.holds(Duty.DISPATCH_INSPECTION):
        raise NotPermitted(duty=Duty.DISPATCH_INSPECTION)
    place = Place.objects.select_related("office").filter(code=named.place_code).first()
    if place is None:
        raise NotFound(field="place_code", place_code=named.place_code)
    if place.office.code not in offices_of(by, at=now):
        raise OtherOfficesPool(field="place_code")
    of_it = PoolSubject.objects.filter(
        place_code=named.place_code, kind=named.kind, reference=named.reference.strip()
    )
    row = of_it.waiting().select_for_update().first()
    if row is not None:
        return row
    if of_it.filter(draw__isnull=False).exists():
        raise PoolIsCommitted(field="reference")
    raise NotFound(field="reference", reference=named.reference)
