"""The published file of a day: one line for each row, leaf, drawn subject and pick."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from customs_portal.journal.queries import exported
from customs_portal.kit import storage
from inspection.draws.models import DrawDay, LiveLot
from inspection.draws.rules.lottery import sha256
from risk.assessments.queries import FallenLot

OF_THE_DAY = (
    "inspection.draw-secret-committed", "inspection.pool-committed", "inspection.beacon-fixed",
    "inspection.pool-drawn", "inspection.draw-lapsed", "inspection.lots-committed",
)  # fmt: skip
REVEALED = "inspection.draw-secret-revealed"
FILED = "declaration"


def lot_leaves(lots: Iterable[LiveLot]) -> list[str]:
    """The lots of a day as leaves, not yet in order."""
    return [f"L|{one.subject_id}|{one.kind}|{one.grade}|{one.rate}|{one.lot}" for one in lots]


def filed_leaf(subject_id: str, lot: FallenLot, /) -> str:
    """The lot that fell on a declaration, the digest it was made of, whether it was kept to."""
    begun = filed_leaf_begun(subject_id, lot)
    return f"{begun}|{lot.lot}|{sha256(lot.filed)}|{int(lot.drawn)}"


def filed_leaf_begun(subject_id: str, lot: FallenLot, /) -> str:
    """So much of the leaf as its firm may know before the secret is told."""
    return f"F|{subject_id}|{FILED}|{lot.grade}|{lot.rate}"


def body_of(day: DrawDay, /) -> Iterator[str]:
    """Every line but the last, which tells the secret."""
    draws = {one.draw_no: one for one in day.draws.all()}
    for entry in exported(names=OF_THE_DAY, numbers=[day.commitment, *draws]):
        yield json.dumps({"entry": entry})
        said, name = entry["payload"], entry["name"]
        more: list[Any] = []
        if name == "inspection.pool-committed":
            more = draws[said["draw_no"]].leaves.split("\n")
        elif name == "inspection.pool-drawn":
            more = draws[said["draw_no"]].drawn
        elif name == "inspection.lots-committed":
            more = day.lot_leaves.split("\n")
        yield from map(json.dumps, more)
    for told in day.picks.order_by("pk").values_list("told", flat=True):
        yield json.dumps({"pick": told})


def day_file(*, day: date) -> str | None:
    """The whole file, once the secret has been told; None before."""
    kept = DrawDay.objects.filter(day=day).exclude(revealed_at=None).first()
    if kept is None:
        return None
    last = exported(names=[REVEALED], numbers=[kept.commitment])
    body = storage.read(kept.file_key).decode()
    return f"{body}\n{json.dumps({'entry': last[0]})}\n"


@dataclass(frozen=True, kw_only=True)
class PublishedDay:
    """One day as everybody may see it; ``secret`` once it is told."""

    day: date
    commitment: str
    secret: str
    draws: tuple[tuple[str, str, str, str], ...]

    @property
    def is_told(self) -> bool:
        return bool(self.secret)


def published_days(*, last: int = 60) -> list[PublishedDay]:
    """The newest days with the root of each pool: number, site, root, state."""
    days = DrawDay.objects.order_by("-day").prefetch_related("draws")[:last]
    return [
        PublishedDay(
            day=one.day,
            commitment=one.commitment,
            secret=one.secret if one.revealed_at else "",
            draws=tuple(
                (draw.draw_no, draw.place_code, draw.root, draw.get_state_display())
                for draw in sorted(one.draws.all(), key=lambda draw: draw.draw_no)
            ),
        )
        for one in days
    ]
