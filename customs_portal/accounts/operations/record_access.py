"""Journalling who came in, who was refused, and who looked at evidence."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.events import EvidenceViewed, SignedIn, SignInRefused
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce


@transaction.atomic
def record_sign_in(*, user: User, address: str, second_factor: bool, now: datetime) -> None:
    announce(
        SignedIn(username=user.username, address=address, second_factor=second_factor, at=now),
        actor=user,
    )


@transaction.atomic
def record_refusal(*, username: str, address: str, now: datetime) -> None:
    announce(SignInRefused(username=username[:150], address=address, at=now))


@transaction.atomic
def record_evidence_view(*, user: User, key: str, reference: str, now: datetime) -> None:
    """Every view of a picture or scan is a fact about the viewer."""
    announce(
        EvidenceViewed(username=user.username, key=key, reference=reference, at=now), actor=user
    )
