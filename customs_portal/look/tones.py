"""Which tone a state has. The words come from the state's own enum; only the tone is ours."""

from typing import Any

TONES: dict[str, str] = {
    # waiting for somebody
    "DRAFT": "off",
    "NEW": "info",
    "WAITING": "info",
    "QUEUED": "info",
    "ACCEPTED": "info",
    "APPLIED": "info",
    "ORDERED": "info",
    "CLAIMED": "info",
    "ASSIGNED": "info",
    "DRAWN": "info",
    "ACKNOWLEDGED": "info",
    "IN_PROGRESS": "info",
    "IN_INSPECTION": "info",
    "AWAITING_MANIFEST": "info",
    "AWAITING_WEIGHT": "info",
    "BILLED": "info",
    "PENDING": "info",
    "MAINTENANCE": "maint",
    "FILLING": "info",
    # needs an answer
    "PRESENTED": "minor",
    "MISMATCHED": "minor",
    "RETURNED": "minor",
    "IN_RE_REVIEW": "minor",
    "DOCUMENTS_ASKED": "minor",
    "DUE_SOON": "minor",
    "SECOND_OPINION": "minor",
    # stopped
    "TAX_DUE": "minor",
    "HELD": "major",
    "SUSPICIOUS": "major",
    "SUSPECT": "major",
    "LATE": "major",
    "FAILED": "major",
    "OVERDUE": "critical",
    "DETAINED": "critical",
    "FAULT": "critical",
    "REFUSED": "critical",
    # done
    "APPROVED": "ok",
    "CLEARED": "ok",
    "CLEARED_TO_LEAVE": "ok",
    "RELEASED": "ok",
    "RELEASED_FOR_PICKUP": "ok",
    "RELEASED_FOR_LOADING": "ok",
    "COMPLETED": "ok",
    "PASSED": "ok",
    "OPENED": "ok",
    "PAID": "ok",
    "ACTIVE": "ok",
    "CONNECTED": "ok",
    "CLEAR": "ok",
    "NO_FAULT": "ok",
    # over, or away
    "CLOSED": "off",
    "CONCLUDED": "off",
    "FREED": "off",
    "VOID": "off",
    "EXPIRED": "off",
    "WITHDRAWN": "off",
    "CANCELLED": "off",
    "LOST": "off",
    "OFFLINE": "off",
}


def tone_of_state(value: Any) -> str:
    """The tone of a state: its enum's own ``tone`` if it has one, else by its code."""
    own = getattr(value, "tone", "")
    return str(own) if own else TONES.get(str(getattr(value, "value", value)).upper(), "info")


def word_of_state(value: Any) -> str:
    """The word of a state: the enum's label, else the code made readable."""
    label = getattr(value, "label", None)
    if label is not None:
        return str(label)
    text = str(value or "")
    return text.replace("_", " ").capitalize() if text.isupper() else text
