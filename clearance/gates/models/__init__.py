"""Gate passes and their documents, trucks, passages, locks, ledgers and the queue."""

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

__all__ = [
    "OPEN_PASS_STATES",
    "DocumentLedger",
    "GatePass",
    "LedgerEntry",
    "Lock",
    "PassDocument",
    "Passage",
    "Truck",
    "Turn",
    "next_pass_sequence",
]
