"""What comparing a box with its papers comes to. Plain values."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What the machine read in one picture; ``number`` "" when it is not certain."""

    number: str
    confidence_permille: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One part of the box (``states.Part``); ``agrees`` is None where that cannot be said.

    ``expected`` is empty where the papers say nothing; then nothing can differ.
    """

    part: str
    expected: tuple[str, ...]
    read: str
    agrees: bool | None


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """MATCHES, DIFFERS or UNREADABLE (``states.CheckState``), and why, line by line."""

    state: str
    lines: tuple[Line, ...]
