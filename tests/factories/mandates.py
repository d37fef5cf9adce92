"""Mandates made by the house's own operations."""

from datetime import timedelta

from django.utils import timezone

from clearance.enterprises.facts import MandateOffer
from clearance.enterprises.models import Mandate
from clearance.enterprises.operations.answer_mandate import accept_mandate
from clearance.enterprises.operations.offer_mandate import offer_mandate
from customs_portal.accounts.models import User
from tests.factories.clearance import MORNING


def an_offer(*, agent: User, now=MORNING, **changes: object) -> MandateOffer:
    """Everything the agent may file, for thirty days from today."""
    today = timezone.localdate(now)
    usual = {
        "agent_uscc": agent.enterprise.uscc,
        "kind": "LONG_TERM",
        "first_day": today,
        "last_day": today + timedelta(days=29),
    }
    return MandateOffer(**(usual | changes))


def an_offered_mandate(*, principal: User, agent: User, now=MORNING, **changes: object) -> Mandate:
    number = offer_mandate(offer=an_offer(agent=agent, now=now, **changes), by=principal, now=now)
    return Mandate.objects.get(mandate_no=number)


def a_mandate(*, principal: User, agent: User, now=MORNING, **changes: object) -> Mandate:
    """Offered and accepted."""
    mandate = an_offered_mandate(principal=principal, agent=agent, now=now, **changes)
    accept_mandate(mandate_no=mandate.mandate_no, by=agent, now=now)
    mandate.refresh_from_db()
    return mandate
