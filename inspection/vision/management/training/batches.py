"""Batches for the eye: a scene, shown larger or smaller, turned, in some maker's look."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.management.training.rendering import (
    CROWDED_SEEDS,
    STRANGE_SEEDS,
    TRAIN_SEEDS,
    Rendered,
    rendered,
)
from inspection.vision.rules.looks import painted
from inspection.vision.rules.planes import HARD_Z, SOFT_Z, of_picture, of_scan, shown_at
from inspection.vision.rules.simulator.contraband import CLASSES
from inspection.vision.rules.simulator.scenes import UNTOLD

SHARE = 1.0  # of the size of a scan: stripes and edges of three pixels are gone at half of it
SIZE, STRIDE, CELL = 256, 8, 32
FINE = round(CELL * SHARE / STRIDE)  # points of the grid along a cell of the scene's contents
GRID, CELLS = SIZE // STRIDE, SIZE // CELL
PLAIN_FIRST, PLAIN_LATER = 0.9, 0.5  # share shown as the scanner's own planes, not as a picture
HARD = 0.15  # share of a batch taken from clean scenes that raised the most alarm
STRANGE = 0.08  # share whose load is of no taught kind
CROWDED = 0.5  # share taken from scenes that hold many things, once there are some

Rng = np.random.Generator
Arrays = tuple[NDArray[Any], ...]


@dataclass
class Library:
    """All scenes rendered by now, and how alarming each clean one was when last seen."""

    folder: Path
    planes: list[NDArray[Any]] = field(default_factory=list)
    contents: list[NDArray[Any]] = field(default_factory=list)
    truth: list[NDArray[np.int32]] = field(default_factory=list)
    alarm: dict[int, float] = field(default_factory=dict)
    crowded: list[int] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)
    pieces: dict[int, int] = field(default_factory=dict)
    plain: float = PLAIN_FIRST

    def __len__(self) -> int:
        return len(self.planes)

    def look_for_more(self) -> None:
        for family in (TRAIN_SEEDS, CROWDED_SEEDS, STRANGE_SEEDS):
            taken = self.pieces.get(family, 0)
            for piece in rendered(self.folder, first_seed=family, skip=taken):
                self._take(piece, family)
                self.pieces[family] = self.pieces.get(family, 0) + 1

    def _take(self, piece: Rendered, family: int) -> None:
        for at in range(len(piece.light)):
            rows = piece.truth[piece.truth[:, 0] == at][:, 1:]
            if family == CROWDED_SEEDS:
                self.crowded.append(len(self.planes))
            elif family == STRANGE_SEEDS:
                self.strange.append(len(self.planes))
            elif not len(rows):
                self.alarm.setdefault(len(self.planes), 0.5)
            whole = of_scan(piece.light[at], piece.zed[at])
            whole = whole if SHARE == 1 else shown_at(whole, SHARE)
            self.planes.append(np.rint(whole * 255).astype(np.uint8))
            self.contents.append(piece.contents[at])
            self.truth.append(rows)

    def chosen(self, count: int, rng: Rng) -> list[int]:
        hard = [
            i
            for i, _ in sorted(self.alarm.items(), key=lambda one: -one[1])[
                : max(50, len(self) // 40)
            ]
        ]

        def one() -> int:
            drawn = rng.random()
            if hard and drawn < HARD:
                return hard[rng.integers(len(hard))]
            if self.crowded and drawn < HARD + CROWDED:
                return self.crowded[rng.integers(len(self.crowded))]
            if self.strange and drawn > 1 - STRANGE:
                return self.strange[rng.integers(len(self.strange))]
            return int(rng.integers(len(self)))

        return [one() for _ in range(count)]

    def batch(self, count: int, rng: Rng) -> tuple[list[int], Arrays]:
        chosen = self.chosen(count, rng)
        shown = [self._shown(at, rng) for at in chosen]
        return chosen, tuple(np.stack(part) for part in zip(*shown, strict=True))

    def _shown(self, at: int, rng: Rng) -> Arrays:
        scale = rng.uniform(0.75, 1.3)
        spare = self.planes[at].shape[-1] - SIZE / scale
        x, y = (rng.uniform(min(0, spare), max(0, spare)) for _ in range(2))
        move = np.array([[scale, 0, -x * scale], [0, scale, -y * scale]], np.float32)
        seen = np.stack([cv2.warpAffine(one, move, (SIZE, SIZE)) for one in self.planes[at]])
        fine = np.kron(self.contents[at], np.ones((FINE, FINE), np.uint8))
        small = np.array([[scale, 0, -x * scale / 8], [0, scale, -y * scale / 8]], np.float32)
        fine = cv2.warpAffine(fine, small, (GRID, GRID), flags=cv2.INTER_NEAREST)
        truth = self.truth[at].astype(np.float32)
        boxes, kinds = (truth[:, 1:] * SHARE - [x, y, x, y]) * scale, truth[:, 0].astype(int)
        seen, fine, boxes = _turned(seen, fine, boxes, rng.random(3) < 0.5)
        planes = seen.astype(np.float32) / 255
        if rng.random() > self.plain:
            planes = of_picture(painted(*_as_scanned(planes), rng))
        return (planes.astype(np.float32), *targets(boxes, kinds), _cells(fine))


def _as_scanned(planes: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Light and Z back from the planes, for the painter."""
    dark, metal, known = planes
    z = SOFT_Z + (HARD_Z - SOFT_Z) * metal / np.maximum(known, 0.01)
    zed = np.where(known > 0.5, np.clip(z * 4, 1, 255), 0).astype(np.uint8)
    return np.rint((1 - dark) * 255).astype(np.uint8), zed


def _turned(seen, fine, boxes, flips):  # type: ignore[no-untyped-def]
    if flips[0]:
        seen, fine = seen[..., ::-1], fine[:, ::-1]
        boxes = np.stack([SIZE - boxes[:, 2], boxes[:, 1], SIZE - boxes[:, 0], boxes[:, 3]], 1)
    if flips[1]:
        seen, fine = seen[:, ::-1], fine[::-1]
        boxes = np.stack([boxes[:, 0], SIZE - boxes[:, 3], boxes[:, 2], SIZE - boxes[:, 1]], 1)
    if flips[2]:
        seen, fine, boxes = seen.transpose(0, 2, 1), fine.T, boxes[:, [1, 0, 3, 2]]
    return np.ascontiguousarray(seen), fine, boxes


def _cells(fine: NDArray[Any]) -> NDArray[np.int64]:
    split = fine.reshape(CELLS, 4, CELLS, 4).transpose(0, 2, 1, 3).reshape(CELLS, CELLS, 16)
    same = (split == split[..., :1]).all(2)
    return np.where(same, split[..., 0], UNTOLD).astype(np.int64)


def targets(boxes: NDArray[Any], kinds: NDArray[np.int64]) -> Arrays:
    heat = np.zeros((len(CLASSES), GRID, GRID), np.float32)
    edges, inside = np.zeros((4, GRID, GRID), np.float32), np.zeros((GRID, GRID), np.float32)
    rows, columns = np.mgrid[:GRID, :GRID].astype(np.float32) + 0.5
    whole = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for i in np.argsort(-whole):
        x0, y0, x1, y1 = cut = np.clip(boxes[i], 0, SIZE) / STRIDE
        left = (cut[2] - cut[0]) * (cut[3] - cut[1]) * STRIDE**2
        if left < 0.35 * whole[i] or min(x1 - x0, y1 - y0) < 1:
            continue
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        sx, sy = max((x1 - x0) / 9, 0.8), max((y1 - y0) / 9, 0.8)
        hill = np.exp(-((columns - x) ** 2 / (2 * sx * sx) + (rows - y) ** 2 / (2 * sy * sy)))
        hill[min(int(y), GRID - 1), min(int(x), GRID - 1)] = 1
        heat[kinds[i]] = np.maximum(heat[kinds[i]], hill)
        near = hill > 0.45
        edges[:, near] = np.stack([columns - x0, rows - y0, x1 - columns, y1 - rows])[:, near]
        inside[near] = 1
    return heat, edges, inside
