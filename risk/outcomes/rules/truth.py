"""What several looks into one case say together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

STRENGTH = ("OPENED", "OFFICER", "IMAGE", "DOCUMENTS")  # from the strongest to the weakest


@dataclass(frozen=True, kw_only=True)
class Said:
    """One statement about a case that nothing has corrected."""

    source: str
    found: bool
    kind: str
    at: datetime


def truth_of(said: Iterable[Said]) -> Said | None:
    """The strongest way of looking decides; of several equal looks one fault is enough.

    A box that was opened and held contraband is a hit, even when the next box of the same
    declaration was clean and an image had shown nothing.
    """
    by_source: dict[str, list[Said]] = {}
    for one in said:
        by_source.setdefault(one.source, []).append(one)
    for source in STRENGTH:
        looks = by_source.get(source)
        if looks:
            return max(looks, key=lambda one: (one.found, one.at))
    return None
