"""From points to a channel: release, look at the documents, scan, open."""

from collections.abc import Iterable
from dataclasses import dataclass

from risk.verdicts import CHANNELS, DOCUMENTS, OPEN, RELEASE, SCAN, Hit


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """The points from which each channel begins, as the law pack gave them for a day."""

    documents: int
    scan: int
    open: int

    def channel(self, score: int, *, at_least: str = "") -> str:
        """The channel of that score, or the graver one that a hit asks for."""
        if score >= self.open:
            found = OPEN
        elif score >= self.scan:
            found = SCAN
        else:
            found = DOCUMENTS if score >= self.documents else RELEASE
        return graver(found, at_least)


def rank(channel: str) -> int:
    """0 for the lightest. Raises ``ValueError`` for a word that is no channel."""
    return CHANNELS.index(channel) if channel else 0


def graver(one: str, other: str) -> str:
    return one if rank(one) >= rank(other) else other


def least_of(hits: Iterable[Hit]) -> str:
    """The gravest of what the hits ask at least, "" when none of them asks."""
    asked = [hit.at_least for hit in hits if hit.at_least]
    return max(asked, key=rank) if asked else ""
