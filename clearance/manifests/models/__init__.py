"""Tables of the manifests wing."""

from clearance.manifests.models.bills import (
    Manifest,
    ManifestContainer,
    ManifestLine,
    ManifestSequence,
)
from clearance.manifests.models.papers import (
    LandedDifference,
    LineChange,
    LineLock,
    SavedBillView,
    Tally,
    TallyRow,
    TerminalMessage,
)

__all__ = [
    "LandedDifference",
    "LineChange",
    "LineLock",
    "Manifest",
    "ManifestContainer",
    "ManifestLine",
    "ManifestSequence",
    "SavedBillView",
    "Tally",
    "TallyRow",
    "TerminalMessage",
]
