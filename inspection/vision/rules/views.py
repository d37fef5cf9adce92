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
VIEWS = (
    PLAIN,
    View(size=0.9, over_x=True),
    View(size=1.1, over_x=True, over_y=True),
    View(size=1.2, over_y=True),
)


@dataclass(frozen=True, kw_only=True)
class Group:
    """Boxes of one kind that several looks saw in one place.

    ``heats``: strongest of each look, 0 of a look that saw nothing there. ``spread``: mean
    deviation of the edges, in pixels of the planes.
    """

    kind: int
    box: Box
    heats: tuple[float, ...]
    heat: float
    spread: float


def grouped(looks: Sequence[Sequence[Seen]]) -> list[Group]:
    """What was seen by how many looks at the same pixels, strongest first."""
    of_kinds: dict[int, _Groups] = {}
    every = [(at, one) for at, look in enumerate(looks) for one in look]
    for at, one in sorted(every, key=lambda each: -each[1].heat):
        of_kinds.setdefault(one.kind, _Groups()).take(at, one)
    found = [one for kind, of_kind in of_kinds.items() for one in of_kind.told(kind, len(looks))]
    return sorted(found, key=lambda one: -one.heat)


class _Groups:
    """Boxes of one kind, grouped as they come, strongest first."""

    def __init__(self) -> None:
        self.boxes: NDArray[np.float64] = np.zeros((0, 4))
        self.sums: NDArray[np.float64] = np.zeros((0, 4))
        self.weights: list[float] = []
        self.members: list[list[tuple[int, float, NDArray[np.float64]]]] = []

    def take(self, look: int, one: Seen) -> None:
        box = np.array(one.box)
        if len(self.boxes):
            over = overlaps(box, self.boxes)
            at = int(over.argmax())
            if over[at] > SAME_THING:
                self.sums[at] += box * one.heat
                self.weights[at] += one.heat
                self.members[at].append((look, one.heat, box))
                self.boxes[at] = self.sums[at] / self.weights[at]
                return
        self.boxes = np.vstack([self.boxes, box])
        self.sums = np.vstack([self.sums, box * one.heat])
        self.weights.append(one.heat)
        self.members.append([(look, one.heat, box)])

    def told(self, kind: int, looks: int) -> list[Group]:
        return [
            self._group(kind, box, members, looks)
            for box, members in zip(self.boxes, self.members, strict=True)
        ]

    @staticmethod
    def _group(kind: int, box: Any, members: list[Any], looks: int) -> Group:
        heats = [0.0] * looks
        for look, heat, _ in members:
            heats[look] = max(heats[look], heat)
        mean = sum(heat for _, heat, _ in members[:looks]) / looks
        edges = np.array([edge for _, _, edge in members])
        return Group(
            kind=kind,
            box=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
            heats=tuple(heats),
            heat=min(SURE, mean),
            spread=float(edges.std(0).mean()),
        )
