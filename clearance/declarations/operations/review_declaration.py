"""What an officer may decide: hold, or propose a release that a second officer confirms."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import (
    DeclarationHeld,
    DeclarationReturned,
    DetentionNamed,
    ReleaseConfirmed,
    ReleaseProposed,
)
from clearance.declarations.models import Declaration
from clearance.declarations.operations.open_declaration import lock
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import RETURNABLE, DeclarationState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit.errors import DomainError, Fault, NotPermitted
from customs_portal.registry import law

SHORTEST_REASON = 10


class NotHeld(DomainError):
    """Only a held declaration can be let go by officers."""

    code = "not_held"
    sentence = gettext_noop("This declaration is not held, or its inspection has begun.")
    remedy_sentence = gettext_noop("An inspection that has begun is ended by its crew.")


class CannotHold(DomainError):
    """Only what was cleared and not yet handed over can be held."""

    code = "cannot_hold"
    sentence = gettext_noop("Only a declaration that is cleared to leave can be held.")
    remedy_sentence = gettext_noop("Goods that may be picked up are stopped at the gate.")


class CannotReturn(DomainError):
    """Only what is not released, not under inspection and not closed goes back."""

    code = "cannot_return"
    sentence = gettext_noop("This declaration can no longer be returned for change.")
    remedy_sentence = gettext_noop(
        "Only what waits, differs from the manifest or is held before its inspection goes back."
    )


class NotDetained(DomainError):
    """Only a detention has a kind."""

    code = "not_detained"
    sentence = gettext_noop("This declaration is not detained.")
    remedy_sentence = gettext_noop("Load the page again to see the current state.")


class NothingProposed(DomainError):
    code = "nothing_proposed"
    sentence = gettext_noop("Nobody has proposed to release this declaration.")
    remedy_sentence = gettext_noop("Propose the release with a reason first.")


class SecondPersonNeeded(DomainError):
    """Who proposes a release cannot confirm it."""

    code = "second_person_needed"
    http_status = 403
    sentence = gettext_noop("A second officer must confirm what you proposed.")
    remedy_sentence = gettext_noop("Ask a colleague with the same duty to confirm.")


@transaction.atomic
def hold_declaration(*, declaration_no: str, reason: str, by: User, now: datetime) -> Declaration:
    """Hold what the rules let go. Raises ``CannotHold`` or a ``Fault`` for no reason."""
    declaration = _open(declaration_no, by)
    require_reason(reason)
    if declaration.state != DeclarationState.CLEARED_TO_LEAVE:
        raise CannotHold(field="state")
    minutes = law.whole_number("declaration.review_minutes", at=now)
    declaration.hold(
        reason=reason.strip()[:400], review_by=now + timedelta(minutes=minutes), at=now, by=by
    )
    announce(
        DeclarationHeld(declaration_no=declaration_no, reason=reason.strip(), held_at=now),
        actor=by,
    )
    return declaration


@transaction.atomic
def return_declaration(*, declaration_no: str, reason: str, by: User, now: datetime) -> Declaration:
    """Send it back to the declarant, who mends it and sends it again.

    Raises ``CannotReturn`` or a ``Fault`` for no reason.
    """
    declaration = _open(declaration_no, by)
    require_reason(reason)
    if declaration.state not in RETURNABLE:
        raise CannotReturn(field="state")
    declaration.give_back(reason=reason.strip()[:400], by=by, at=now)
    announce(
        DeclarationReturned(declaration_no=declaration_no, reason=reason.strip(), returned_at=now),
        actor=by,
    )
    return declaration


@transaction.atomic
def propose_release(*, declaration_no: str, reason: str, by: User, now: datetime) -> Declaration:
    """The first of two persons. Raises ``NotHeld`` or a ``Fault`` for no reason."""
    declaration = _open(declaration_no, by)
    require_reason(reason)
    if declaration.state != DeclarationState.HELD:
        raise NotHeld(field="state")
    declaration.propose_release(officer=by, reason=reason.strip())
    announce(
        ReleaseProposed(declaration_no=declaration_no, reason=reason.strip(), proposed_at=now),
        actor=by,
    )
    return declaration


@transaction.atomic
def confirm_release(*, declaration_no: str, by: User, now: datetime) -> Declaration:
    """The second of two persons agrees.

    Raises ``NotHeld``, ``NothingProposed`` or ``SecondPersonNeeded``.
    """
    declaration = _open(declaration_no, by)
    if declaration.state != DeclarationState.HELD:
        raise NotHeld(field="state")
    proposer = declaration.release_proposed_by
    if proposer is None:
        raise NothingProposed(field="declaration_no")
    if proposer.pk == by.pk:
        raise SecondPersonNeeded(field="declaration_no")
    declaration.clear(at=now, by=by, reason=declaration.release_reason)
    announce(
        ReleaseConfirmed(
            declaration_no=declaration_no,
            container_nos=tuple(declaration.containers.values_list("container_no", flat=True)),
            reason=declaration.release_reason,
            proposed_by=proposer.get_username(),
            confirmed_at=now,
        ),
        actor=by,
    )
    split_seen_containers(declaration=declaration, now=now)
    return declaration


@transaction.atomic
def name_detention(
    *, declaration_no: str, kind: str, reason: str, by: User, now: datetime
) -> Declaration:
    """Say which of the law's kinds the detention is; it is told by that letter from then on.

    Raises ``NotDetained`` or a ``Fault`` for an unknown kind or no reason.
    """
    declaration = _open(declaration_no, by)
    require_reason(reason)
    if declaration.state != DeclarationState.DETAINED:
        raise NotDetained(field="state")
    kinds = law.ask("declaration.detention_kinds", on=timezone.localdate(now)).value
    if kind not in {one["code"] for one in kinds}:
        raise Fault(
            _("There is no such kind of detention."),
            field="kind",
            rule="detention.kind",
            remedy=_("Choose one of the list."),
        )
    declaration.detention_kind = kind
    declaration.save(update_fields=["detention_kind"])
    announce(
        DetentionNamed(
            declaration_no=declaration_no, kind=kind, reason=reason.strip()[:400], named_at=now
        ),
        actor=by,
    )
    return declaration


def _open(declaration_no: str, by: User) -> Declaration:
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    return lock(declaration_no=declaration_no)


def require_reason(reason: str) -> str:
    """The reason without blanks around it. Raises a ``Fault`` for one that says too little."""
    if len(reason.strip()) < SHORTEST_REASON:
        raise Fault(
            _("Give a reason of at least ten characters."),
            field="reason",
            rule="reason.required",
            remedy=_("Say what you saw and why you decide so. The journal keeps it."),
        )
    return reason.strip()[:400]
