"""Gate passes and their documents, trucks, passages, locks, ledgers and the queue."""

from clearance.gates.models.journeys import Journey, JourneyDisturbance
from clearance.gates.models.ledgers import DocumentLedger, LedgerEntry
from clearance.gates.models.locks import Lock
from clearance.gates.models.passages import Passage
from clearance.gates.models.passes import (
    OPEN_PASS_STATES,
    GatePass,
    PassDocument,
    Truck,
    next_pass_sequence,
)
from clearance.gates.models.queue import Turn
from clearance.gates.models.safety_locks import (
    OPEN_LOCK_STATES,
    SafetyLockEntry,
    SafetyLockUse,
)

__all__ = [
    "OPEN_LOCK_STATES",
    "OPEN_PASS_STATES",
    "DocumentLedger",
    "GatePass",
    "Journey",
    "JourneyDisturbance",
    "LedgerEntry",
    "Lock",
    "PassDocument",
    "Passage",
    "SafetyLockEntry",
    "SafetyLockUse",
    "Truck",
    "Turn",
    "next_pass_sequence",
]
