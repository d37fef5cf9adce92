"""One scan, looked at several times: larger, smaller, turned over; what was seen is put together.

A net sees a thing better at one size than at another and nobody knows beforehand at which. Boxes of
one kind that lie over each other become one, its edges weighed by strength; its strength is the
mean over all looks, so that what only one look saw counts little (weighted boxes fusion:
Solovyev, Wang and Gabruseva, Image and Vision Computing 107, 2021).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.planes import Planes
from inspection.vision.rules.seeing import Seen, overlaps

Box = tuple[float, float, float, float]
SAME_THING = 0.5  # overlap from which boxes of two looks are one thing
SURE = 0.9999  # strengths stay below 1, for chances


@dataclass(frozen=True, kw_only=True)
class View:
    """``size``: against the one the net learned at; then turned over along rows, columns, both."""

    size: float
    over_x: bool = False
    over_y: bool = False
    across: bool = False

    @property
    def is_plain(self) -> bool:
        return self.size == 1 and not (self.over_x or self.over_y or self.across)

    def of(self, planes: Planes) -> Planes:
        if self.across:
            planes = planes.transpose(0, 2, 1)
        if self.over_x:
            planes = planes[:, :, ::-1]
        if self.over_y:
            planes = planes[:, ::-1]
        return np.ascontiguousarray(planes)

    def back(self, box: Box, *, width: int, height: int) -> Box:
        """A box of the view in pixels of the planes, which are ``width`` by ``height``."""
        left, top, right, bottom = box
        wide, tall = (height, width) if self.across else (width, height)
        if self.over_y:
            top, bottom = tall - bottom, tall - top
        if self.over_x:
            left, right = wide - right, wide - left
        return (top, left, bottom, right) if self.across else (left, top, right, bottom)

    def stored(self) -> list[Any]:
        return [self.size, self.over_x, self.over_y, self.across]


def view_of(row: Sequence[Any]) -> View:
    """From ``stored``. Raises TypeError and ValueError."""
    size, over_x, over_y, across = row
    return View(size=float(size), over_x=bool(over_x), over_y=bool(over_y), across=bool(across))


PLAIN = View(size=1)
FIVE = (
    PLAIN,
    View(size=0.9, over_x=True),
    View(size=1.1, over_x=True, over_y=True),
    View(size=1.2, over_y=True),
    View(size=1.1, over_y=True, across=True),
)


def fused(looks: Sequence[Sequence[Seen]]) -> list[Seen]:
    """One list from several looks at the same pixels, strongest first."""
    if len(looks) == 1:
        return list(looks[0])
    groups: dict[int, _Groups] = {}
    for one in sorted((one for look in looks for one in look), key=lambda one: -one.heat):
        groups.setdefault(one.kind, _Groups()).take(one)
    found = [seen for kind, of_kind in groups.items() for seen in of_kind.seen(kind, len(looks))]
    return sorted(found, key=lambda one: -one.heat)


class _Groups:
    """Boxes of one kind, grouped as they come, strongest first."""

    def __init__(self) -> None:
        self.boxes: NDArray[np.float64] = np.zeros((0, 4))
        self.sums: NDArray[np.float64] = np.zeros((0, 4))
        self.weights: list[float] = []
        self.heats: list[list[float]] = []

    def take(self, one: Seen) -> None:
        box = np.array(one.box)
        if len(self.boxes):
            over = overlaps(box, self.boxes)
            at = int(over.argmax())
            if over[at] > SAME_THING:
                self.sums[at] += box * one.heat
                self.weights[at] += one.heat
                self.heats[at].append(one.heat)
                self.boxes[at] = self.sums[at] / self.weights[at]
                return
        self.boxes = np.vstack([self.boxes, box])
        self.sums = np.vstack([self.sums, box * one.heat])
        self.weights.append(one.heat)
        self.heats.append([one.heat])

    def seen(self, kind: int, looks: int) -> list[Seen]:
        return [
            Seen(
                kind=kind,
                box=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
                heat=min(SURE, sum(heats[:looks]) / looks),
            )
            for box, heats in zip(self.boxes, self.heats, strict=True)
        ]
