"""The agent answers an offer, and either side ends what it no longer wants."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from clearance.enterprises.events import MandateAnswered, MandateEnded
from clearance.enterprises.models import Mandate
from clearance.enterprises.operations.offer_mandate import PURPOSE, signed_by
from clearance.enterprises.states import MandateState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit import seals
from customs_portal.kit.errors import DomainError, Fault, NotFound, NotPermitted

SHORTEST_REASON = 5
LONGEST_REASON = 400


class OfferIsOver(DomainError):
    """Its last day has passed."""

    code = "mandate_offer_is_over"
    sentence = gettext_noop("This offer's last day has passed.")
    remedy_sentence = gettext_noop("Ask the firm for a new offer.")


@transaction.atomic
def accept_mandate(*, mandate_no: str, by: User, now: datetime) -> None:
    """Sign the offer for the agent; from its first day on the agent may file.

    Raises ``NotPermitted``, ``NotFound`` for anybody but the agent, ``IllegalMove`` when it
    was answered or taken back, ``OfferIsOver``.
    """
    mandate = _lock(mandate_no, by, side="agent")
    if mandate.state == MandateState.OFFERED and timezone.localdate(now) > mandate.last_day:
        raise OfferIsOver(field="mandate_no")
    signature = seals.sign(
        signed_by(mandate.terms, act="accept", person=by, at=now), purpose=PURPOSE
    )
    mandate.accept(by=by, signature=signature, at=now)
    _tell_answer(mandate, accepted=True, by=by, now=now)


@transaction.atomic
def decline_mandate(*, mandate_no: str, reason: str, by: User, now: datetime) -> None:
    """Raises ``NotPermitted``, ``NotFound``, ``IllegalMove``, ``Fault`` without a reason."""
    mandate = _lock(mandate_no, by, side="agent")
    mandate.decline(by=by, reason=_reason(reason), at=now)
    _tell_answer(mandate, accepted=False, by=by, now=now)


@transaction.atomic
def end_mandate(*, mandate_no: str, reason: str, by: User, now: datetime) -> None:
    """The firm takes its offer back; either side revokes a mandate in force, from now on.

    What the agent filed before stands, and the agent goes on seeing it. Raises
    ``NotPermitted``, ``NotFound``, ``IllegalMove`` and ``Fault`` without a reason.
    """
    mandate = _lock(mandate_no, by, side="either")
    if mandate.state == MandateState.OFFERED:
        if mandate.principal_id != by.enterprise_id:
            raise NotPermitted(_("An offer is declined, not ended, by the agent."))
        mandate.take_back(by=by, reason=_reason(reason), at=now)
    else:
        mandate.revoke(by=by, reason=_reason(reason), at=now)
    announce(
        MandateEnded(
            mandate_no=mandate.mandate_no,
            principal_uscc=str(mandate.principal.uscc),
            agent_uscc=str(mandate.agent.uscc),
            state=mandate.state,
            reason=mandate.reason,
            ended_at=now,
        ),
        actor=by,
    )


def _lock(mandate_no: str, by: User, *, side: str) -> Mandate:
    if not by.holds(Duty.FILE_DECLARATION) or by.enterprise_id is None:
        raise NotPermitted
    own = Q(agent_id=by.enterprise_id)
    if side == "either":
        own |= Q(principal_id=by.enterprise_id)
    mandate = (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("principal", "agent")
        .filter(own, mandate_no=mandate_no)
        .first()
    )
    if mandate is None:
        raise NotFound(field="mandate_no")
    return mandate


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Fault(
            _("The other side must be able to read why."),
            field="reason",
            rule="reason.length",
            remedy=_("Write 5 to 400 characters."),
        )
    return reason


def _tell_answer(mandate: Mandate, *, accepted: bool, by: User, now: datetime) -> None:
    announce(
        MandateAnswered(
            mandate_no=mandate.mandate_no,
            principal_uscc=str(mandate.principal.uscc),
            agent_uscc=str(mandate.agent.uscc),
            accepted=accepted,
            signature=mandate.acceptance_signature,
            reason=mandate.reason,
            answered_at=now,
        ),
        actor=by,
    )
