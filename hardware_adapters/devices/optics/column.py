"""Numbers painted one character under the other: find the column, lay it out in a row.

Text recognisers read rows, not columns. The glyphs are found as blobs (light on dark, then
dark on light), the longest chain that runs down is taken, and each glyph is cut out and set
beside the one before it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[Any]

GLYPHS_AT_LEAST = 9
TILE = 48
CUTS = ((1.30, 0.84), (1.50, 0.98))  # height and width of a tile, in glyph heights


@dataclass(frozen=True, kw_only=True)
class Blob:
    left: int
    top: int
    width: int
    height: int

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


def column_strips(frame: Pixels) -> list[Pixels]:
    """The column as rows of glyphs, once for each way of cutting; empty when there is none."""
    chain = max((_longest_chain(_blobs(frame, dark)) for dark in (False, True)), key=len)
    if len(chain) < GLYPHS_AT_LEAST:
        return []
    return [_row(frame, chain, tall, wide) for tall, wide in CUTS]


def _blobs(frame: Pixels, dark_on_light: bool) -> list[Blob]:
    import cv2

    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    even = cv2.createCLAHE(3.0, (8, 8)).apply(cv2.medianBlur(grey, 3))
    size = max(15, frame.shape[0] // 24) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    kind = cv2.MORPH_BLACKHAT if dark_on_light else cv2.MORPH_TOPHAT
    _, mask = cv2.threshold(
        cv2.morphologyEx(even, kind, kernel), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask)
    low, high = frame.shape[0] * 0.018, frame.shape[0] * 0.14
    return [
        Blob(left=int(row[0]), top=int(row[1]), width=int(row[2]), height=int(row[3]))
        for row in stats[1:]
        if low < row[3] < high and 0.1 * row[3] < row[2] < 1.1 * row[3] and row[4] > 40
    ]


def _longest_chain(blobs: list[Blob]) -> list[Blob]:
    best: list[Blob] = []
    for start in blobs:
        chain = [start]
        while (below := _next_below(chain[-1], blobs)) is not None:
            chain.append(below)
        if len(chain) > len(best):
            best = chain
    return best


def _next_below(upper: Blob, blobs: list[Blob]) -> Blob | None:
    """The nearest blob straight beneath, of like height, within two and a half heights."""
    near = [
        one
        for one in blobs
        if abs(one.middle - upper.middle) < 0.5 * upper.height
        and 0.6 < one.height / upper.height < 1.6
        and 0.75 * upper.height < one.top - upper.top < 2.6 * upper.height
    ]
    return min(near, key=lambda one: one.top, default=None)


def _row(frame: Pixels, chain: list[Blob], tall: float, wide: float) -> Pixels:
    import cv2

    height = float(np.median([one.height for one in chain]))
    tiles = []
    for one in chain:
        centre, half, side = one.top + one.height / 2, height * tall / 2, height * wide / 2
        tile = frame[
            max(0, int(centre - half)) : int(centre + half),
            max(0, int(one.middle - side)) : int(one.middle + side),
        ]
        if tile.size:
            tiles.append(cv2.resize(tile, (int(TILE * wide / tall), TILE)))
    return np.hstack(tiles)
