"""What an officer may decide: hold, or propose a release that a second officer confirms."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.declarations.events import DeclarationHeld, ReleaseConfirmed, ReleaseProposed
from clearance.declarations.models import Declaration
from clearance.declarations.operations.open_declaration import lock
from clearance.declarations.operations.split_containers import split_seen_containers
from clearance.declarations.states import DeclarationState
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
    _require_reason(reason)
    if declaration.state != DeclarationState.CLEARED_TO_LEAVE:
        raise CannotHold(field="state")
    minutes = int(law.ask("declaration.review_minutes", on=timezone.localdate(now)).value)
    declaration.hold(reason=reason.strip()[:400], review_by=now + timedelta(minutes=minutes))
    announce(
        DeclarationHeld(declaration_no=declaration_no, reason=reason.strip(), held_at=now),
        actor=by,
    )
    return declaration


@transaction.atomic
def propose_release(*, declaration_no: str, reason: str, by: User, now: datetime) -> Declaration:
    """The first of two persons. Raises ``NotHeld`` or a ``Fault`` for no reason."""
    declaration = _open(declaration_no, by)
    _require_reason(reason)
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
    declaration.clear(at=now)
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


def _open(declaration_no: str, by: User) -> Declaration:
    if not by.holds(Duty.REVIEW_DECLARATION):
        raise NotPermitted
    return lock(declaration_no=declaration_no)


def _require_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Fault(
            _("Give a reason of at least ten characters."),
            field="reason",
            rule="reason.required",
            remedy=_("Say what you saw and why you decide so. The journal keeps it."),
        )
