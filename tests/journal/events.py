"""News of the tests' own, never wired in the product."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from customs_portal.journal.events import Event


@dataclass(frozen=True, kw_only=True)
class CraneMoved(Event):
    name = "tests.crane-moved"
    feed = "tests"
    subject_fields = ("crane_no", "boxes")

    crane_no: str
    boxes: tuple[str, ...] = ()
    weight_t: Decimal = Decimal("0.00")
    moved_at: datetime | None = None
