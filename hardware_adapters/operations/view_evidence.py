"""Opening a picture kept as evidence: the look itself is journalled."""

from datetime import datetime

from django.db import transaction

from customs_portal.accounts.duties import Duty
from customs_portal.accounts.events import EvidenceViewed
from customs_portal.accounts.models import User
from customs_portal.journal.announce import announce
from customs_portal.kit import storage
from customs_portal.kit.errors import NotPermitted

MAY_LOOK = (
    Duty.REVIEW_IMAGE,
    Duty.INSPECT_GOODS,
    Duty.CONFIRM_READING,
    Duty.READ_JOURNAL,
    Duty.JUDGE_RISK,
)


@transaction.atomic
def view_evidence(*, key: str, reference: str, by: User, now: datetime) -> bytes:
    """The picture's bytes; ``reference`` is the number the officer was looking at."""
    if not any(by.holds(duty) for duty in MAY_LOOK):
        raise NotPermitted(duty=", ".join(MAY_LOOK))
    data = storage.read(key)
    announce(
        EvidenceViewed(username=by.get_username(), key=key, reference=reference[:64], at=now),
        actor=by,
    )
    return data
