"""A firm offers an agent to file for it (电子委托)."""

from datetime import UTC, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clearance.enterprises.events import MandateOffered
from clearance.enterprises.facts import MandateOffer
from clearance.enterprises.models import Mandate, next_mandate_sequence
from clearance.enterprises.states import MandateKind, MandateState
from customs_portal.accounts.duties import Duty
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.journal.moves import told
from customs_portal.kit import seals
from customs_portal.kit.errors import Fault, Faults, NotPermitted
from customs_portal.kit.identifiers import IdentifierFault, check_uscc
from customs_portal.registry import law
from customs_portal.registry.models import Enterprise

PURPOSE = "mandate"
LONGEST_DOCUMENT = 35


@transaction.atomic
def offer_mandate(*, offer: MandateOffer, by: User, now: datetime) -> str:
    """Sign the terms for the firm of ``by`` and lay them before the agent; the mandate's number.

    Raises ``NotPermitted`` without the duty or for an agent's own people, ``Faults`` for terms
    that nobody could keep.
    """
    principal = by.enterprise
    if not by.holds(Duty.FILE_DECLARATION) or principal is None:
        raise NotPermitted
    if principal.kind == Enterprise.Kind.AGENT:
        raise NotPermitted(_("An agent is given mandates; it does not give them."))
    agent = _check(offer, principal=principal, now=now)
    mandate = Mandate(
        mandate_no=f"WT{timezone.localdate(now).year}{next_mandate_sequence():08d}",
        principal=principal,
        agent=agent,
        kind=offer.kind,
        transport_document=offer.transport_document,
        supervision_modes=sorted(set(offer.supervision_modes)),
        imports=offer.imports,
        exports=offer.exports,
        first_day=offer.first_day,
        last_day=offer.last_day,
        state=MandateState.OFFERED,
        offered_by=by,
        offered_at=now,
        move=told(at=now, by=by, law="mandate.longest_days"),
    )
    mandate.offer_signature = seals.sign(
        signed_by(mandate.terms, act="offer", person=by, at=now), purpose=PURPOSE
    )
    mandate.save()
    announce(
        MandateOffered(
            mandate_no=mandate.mandate_no,
            principal_uscc=str(principal.uscc),
            agent_uscc=str(agent.uscc),
            transport_document=mandate.transport_document,
            first_day=mandate.first_day,
            last_day=mandate.last_day,
            signature=mandate.offer_signature,
            offered_at=now,
        ),
        actor=by,
    )
    return mandate.mandate_no


def signed_by(
    terms: dict[str, object], *, act: str, person: User, at: datetime
) -> dict[str, object]:
    """The document under a signature: the terms, the act, who and when."""
    return {
        "terms": terms,
        "act": act,
        "person": person.get_username(),
        "at": at.astimezone(UTC).isoformat(),
    }


def _check(offer: MandateOffer, *, principal: Enterprise, now: datetime) -> Enterprise:
    """The agent. Raises ``Faults`` with everything that is wrong."""
    faults: list[Fault] = []
    agent = _agent(offer.agent_uscc, faults)
    if agent is not None and agent.pk == principal.pk:
        faults.append(
            Fault(
                _("A firm needs no mandate for itself."),
                field="agent_uscc",
                rule="mandate.itself",
                remedy=_("Enter the USCC of a customs agent."),
            )
        )
    if offer.kind not in MandateKind.values:
        faults.append(
            Fault(
                _("There is no such kind of mandate."),
                field="kind",
                rule="mandate.kind",
                remedy=_("Choose one bill of lading, or a time."),
            )
        )
    single = offer.kind == MandateKind.SINGLE
    if single != bool(offer.transport_document) or len(offer.transport_document) > LONGEST_DOCUMENT:
        faults.append(
            Fault(
                _("A mandate for one bill of lading names it; one for a time names none."),
                field="transport_document",
                rule="mandate.document",
                remedy=_("Enter the number of the bill of lading, at most 35 characters."),
            )
        )
    faults += _period_faults(offer, now=now)
    if not (offer.imports or offer.exports):
        faults.append(
            Fault(
                _("This mandate would allow nothing."),
                field="imports",
                rule="mandate.scope",
                remedy=_("Choose imports, exports or both."),
            )
        )
    for mode in offer.supervision_modes:
        if not (mode.isascii() and mode.isdigit() and len(mode) == 4):
            faults.append(
                Fault(
                    _("A supervision mode has four digits."),
                    field="supervision_modes",
                    rule="supervision_mode.shape",
                    remedy=_("For general trade enter 0110; leave it empty for every mode."),
                )
            )
            break
    if faults or agent is None:
        raise Faults(faults)
    return agent


def _agent(uscc: str, faults: list[Fault]) -> Enterprise | None:
    try:
        checked = check_uscc(uscc)
    except IdentifierFault as fault:
        fault.field = "agent_uscc"
        faults.append(fault)
        return None
    agent = Enterprise.objects.filter(uscc=checked, kind=Enterprise.Kind.AGENT).first()
    if agent is None:
        faults.append(
            Fault(
                _("No registered customs agent has this USCC."),
                field="agent_uscc",
                rule="mandate.agent",
                remedy=_("Ask the agent for its unified social credit code."),
            )
        )
    return agent


def _period_faults(offer: MandateOffer, *, now: datetime) -> list[Fault]:
    today = timezone.localdate(now)
    if offer.last_day < max(today, offer.first_day):
        return [
            Fault(
                _("The mandate would end before it begins, or is over already."),
                field="last_day",
                rule="mandate.period",
                remedy=_("Choose a last day from today on, and not before the first day."),
            )
        ]
    rule = law.ask("mandate.longest_days", on=today)
    if (offer.last_day - offer.first_day).days + 1 > int(rule.value):
        return [
            Fault(
                _("A mandate lasts at most %(days)s days.") % {"days": rule.value},
                field="last_day",
                rule="mandate.longest_days",
                remedy=_("Choose an earlier last day, and renew the mandate then."),
                law=rule.source,
            )
        ]
    return []
