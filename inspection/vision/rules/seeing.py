"""From the answers of the net to findings and contents: pure numbers, no model file.

``heat``: kind x rows x columns at a stride of 8; ``edges``: left, top, right, bottom in strides;
``holds``: chances of contents per cell of 32 pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.goods import KINDS
from inspection.vision.rules.simulator.scenes import BELONGINGS, CONTENTS, NOTHING

Array = NDArray[Any]
STRIDE = 8
SAME_KIND, ANY_KIND = 0.45, 0.75  # overlaps from which two boxes are one thing
FAINTEST = 0.02  # of heat: below this a point is not even a doubt
MOST = 60


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One thing: kind as an index, box in pixels of what the net was shown, raw heat."""

    kind: int
    box: tuple[float, float, float, float]
    heat: float


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """Raw heat to chance, along a line of knots that never falls."""

    raw: tuple[float, ...]
    chance: tuple[float, ...]

    def chances(self, raw: Sequence[float] | Array) -> NDArray[np.float64]:
        return np.interp(np.asarray(raw, np.float64), self.raw, self.chance)


def seen_in(heat: Array, edges: Array, *, least: float) -> list[Seen]:
    """Peaks, strongest first, without doubles of the same kind."""
    top = np.stack(
        [cv2.dilate(np.ascontiguousarray(plane), np.ones((3, 3), np.uint8)) for plane in heat]
    )
    kinds, rows, columns = np.nonzero((heat >= top) & (heat > least))
    strength = heat[kinds, rows, columns]
    order = np.argsort(-strength, kind="stable")[: MOST * 4]
    kinds, rows, columns, strength = kinds[order], rows[order], columns[order], strength[order]
    left, up, right, down = edges[:, rows, columns]
    boxes = np.stack(
        [columns + 0.5 - left, rows + 0.5 - up, columns + 0.5 + right, rows + 0.5 + down], 1
    )
    boxes = boxes * STRIDE
    kept: list[int] = []
    for i in range(len(boxes)):
        if kept:
            over = overlaps(boxes[i], boxes[kept])
            if ((over > SAME_KIND) & (kinds[kept] == kinds[i])).any():
                continue
        kept.append(i)
        if len(kept) == MOST:
            break
    return [
        Seen(kind=int(kinds[i]), box=tuple(map(float, boxes[i])), heat=float(strength[i]))  # type: ignore[arg-type]
        for i in kept
    ]


def one_kind_each(seen: Sequence[Seen]) -> list[Seen]:
    """Of several kinds over the same place only the strongest: one thing is told once."""
    kept: list[Seen] = []
    for one in seen:
        boxes = np.array([other.box for other in kept])
        if kept and (overlaps(np.array(one.box), boxes) > ANY_KIND).any():
            continue
        kept.append(one)
    return kept


def overlaps(one: Array, many: Array) -> NDArray[np.float64]:
    """Shared area over joint area of one box with each of many."""
    wide = np.minimum(one[2], many[:, 2]) - np.maximum(one[0], many[:, 0])
    tall = np.minimum(one[3], many[:, 3]) - np.maximum(one[1], many[:, 1])
    both = np.clip(wide, 0, None) * np.clip(tall, 0, None)
    area = (many[:, 2] - many[:, 0]) * (many[:, 3] - many[:, 1])
    joint = (one[2] - one[0]) * (one[3] - one[1]) + area - both
    return np.asarray(both / np.maximum(joint, 1e-6), np.float64)


@dataclass(frozen=True, kw_only=True)
class Contents:
    """``shares`` of the loaded cells in permille, greatest first; () when it cannot be told.

    ``likeliest`` is the best guess even then ("" of an empty box): not for people to see.
    """

    shares: tuple[tuple[str, int], ...]
    certainty: float
    loaded: float
    likeliest: str = ""


def contents_of(holds: Array, *, tell: float, least_share: float = 0.08) -> Contents:
    """What lies in the picture. ``tell``: the certainty from which a kind is named at all."""
    nothing = CONTENTS.index(NOTHING)
    loaded = holds.argmax(0) != nothing
    share_loaded = float(loaded.mean()) if loaded.size else 0.0
    if loaded.sum() < max(2, 0.02 * loaded.size):
        return Contents(shares=(), certainty=0.0, loaded=share_loaded)
    cells = holds[:, loaded].copy()
    cells[nothing] = 0
    cells /= np.maximum(cells.sum(0), 1e-6)
    # neighbours speak for each other: a load is seldom one cell large
    mean = cells.mean(1)
    likeliest = CONTENTS[int(np.log(np.maximum(cells, 1e-9)).sum(1).argmax())]
    names = cells.argmax(0)
    told: dict[int, float] = {}
    for kind in np.unique(names):
        share = float((names == kind).mean())
        if share >= least_share:
            told[int(kind)] = share
    if not told:
        return Contents(
            shares=(), certainty=float(mean.max()), loaded=share_loaded, likeliest=likeliest
        )
    sure = {kind: float(cells[kind, names == kind].mean()) for kind in told}
    first = max(told, key=lambda kind: told[kind])
    certainty = sure[first]
    if certainty < tell:
        return Contents(shares=(), certainty=certainty, loaded=share_loaded, likeliest=likeliest)
    shares = sorted(
        ((CONTENTS[k], round(s * 1000)) for k, s in told.items() if sure[k] >= tell),
        key=lambda one: (-one[1], one[0]),
    )
    return Contents(
        shares=tuple(shares), certainty=certainty, loaded=share_loaded, likeliest=likeliest
    )


def agrees(shares: Sequence[tuple[str, int]], chapters: Sequence[str]) -> bool | None:
    """Whether what was recognised is of the chapters declared; None when either is unknown."""
    told = [(name, share) for name, share in shares if name not in (BELONGINGS, NOTHING)]
    if not told or not chapters:
        return None
    fitting = sum(share for name, share in told if KINDS[name].chapters & set(chapters))
    return fitting * 2 >= sum(share for _, share in told)


def name_of(kind: int) -> str:
    return CLASSES[kind]
