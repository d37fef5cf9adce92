"""What the machine says of a picture: a hint for the analyst, never a decision."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing seen. The box is in pixels of the scan, the confidence calibrated, in permille.

    In a volume the box lies in every slice from ``first_slice`` on, up to before ``end_slice``.
    """

    kind: str
    x: int
    y: int
    width: int
    height: int
    confidence_permille: int
    first_slice: int | None = None
    end_slice: int | None = None


@dataclass(frozen=True, kw_only=True)
class OddPart:
    """Where a load does not look like the rest of it; pixels of the scan."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What one model said of one scan.

    ``goods`` are kinds of goods seen with the share of the cargo in permille, greatest first;
    empty when the model cannot tell. ``matches_declared`` is None when nothing was declared or
    the goods cannot be told. ``odd`` is a part of the load that is more unlike the rest than in
    95 of 100 honest loads. ``fault`` is "" or why there is no advice; then nothing else counts,
    and ``made_at`` is None when nothing was ever made.
    """

    scan_no: str
    model: str
    digest: str
    made_at: datetime | None
    findings: tuple[Finding, ...]
    goods: tuple[tuple[str, int], ...]
    matches_declared: bool | None
    is_empty: bool | None
    fault: str
    odd: OddPart | None = None


class ModelFault(Exception):
    """The model cannot be trusted with this: ``cause`` names the file, the digest or the version.

    The bench goes on without advice and says so; nothing is concluded by an error.
    """

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(cause)
