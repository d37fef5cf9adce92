"""Why a declaration moves, where that takes more than a word."""

from datetime import datetime
from typing import Any

from clearance.declarations.states import Because
from customs_portal.journal.moves import told


def judged(controlled: bool, *, at: datetime, documents: bool = False) -> dict[str, Any]:
    """Risk has judged: held or looked at by the law on reviews, or let go as nothing was found."""
    if documents:
        return told(at=at, reason=Because.DOCUMENTS, law="declaration.review_minutes")
    return told(
        at=at,
        reason=Because.RISK if controlled else Because.NO_RISK,
        law="declaration.review_minutes" if controlled else "",
    )
