"""CT volumes with their truth: density and effective Z of every voxel of a bag.

Bodies are ellipsoids, boxes and sheets among clothes; each carries what reconstruction does to it:
noise, a blurred edge, a streak beside metal. The same seed gives the same volume.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
DENSE: dict[str, tuple[float, float]] = {  # kind: density in g/cm3, effective Z
    "sheet_explosive": (1.65, 7.3),
    "powder": (1.2, 7.0),
    "ivory": (1.85, 15.5),
    "ammunition": (8.0, 29.0),
}
INNOCENT: dict[str, tuple[float, float]] = {
    "water": (1.0, 7.5),
    "polymer": (1.0, 6.0),
    "alu": (2.7, 13.0),
    "steel": (7.8, 26.0),
    "paper": (0.8, 7.0),
    "glass": (2.4, 11.6),
    "fruit": (1.02, 7.4),
}


@dataclass(frozen=True, kw_only=True)
class Volume:
    """``label``: 0 nothing of note, else 1 plus the index in ``kinds``; boxes are (low, high)."""

    density: Array
    zed: Array
    label: NDArray[np.uint8]
    kinds: tuple[str, ...]
    boxes: tuple[tuple[tuple[int, int, int], tuple[int, int, int]], ...]


def volume(seed: int, *, side: int = 64, threats: int | None = None) -> Volume:
    rng = np.random.default_rng([seed, 20_261])
    coarse = rng.random((side // 8,) * 3, np.float32)
    density = 0.02 + 0.25 * _grown(coarse, side) ** 2
    zed = np.full((side,) * 3, 7.0, np.float32)
    label = np.zeros((side,) * 3, np.uint8)
    for _ in range(int(rng.integers(4, 12))):
        name = tuple(INNOCENT)[rng.integers(len(INNOCENT))]
        body = _body(side, rng, thin=name in ("steel", "alu", "glass"))
        density[body], zed[body] = INNOCENT[name]
    count = int(rng.integers(0, 3)) if threats is None else threats
    kinds: list[str] = []
    boxes: list[Any] = []
    for _ in range(count):
        name = tuple(DENSE)[rng.integers(len(DENSE))]
        body = _body(side, rng, thin=name in ("sheet_explosive", "ammunition"))
        if body.sum() < 60:
            continue
        density[body], zed[body] = DENSE[name]
        kinds.append(name)
        label[body] = len(kinds)
    for number in range(1, len(kinds) + 1):
        at = np.nonzero(label == number)
        if not len(at[0]):
            at = tuple(np.array([0]) for _ in range(3))
        boxes.append((tuple(int(a.min()) for a in at), tuple(int(a.max()) + 1 for a in at)))
    density, zed = _blurred(density), _blurred(zed)
    density += rng.normal(0, 0.05, density.shape).astype(np.float32)
    zed += rng.normal(0, 0.3, zed.shape).astype(np.float32)
    return Volume(density=density, zed=zed, label=label, kinds=tuple(kinds), boxes=tuple(boxes))


def _grown(coarse: Array, side: int) -> Array:
    slices = np.stack([cv2.resize(one, (side, side)) for one in coarse])
    flat = cv2.resize(slices.reshape(len(coarse), -1), (side * side, side))
    return np.asarray(flat.reshape(side, side, side), np.float32)


def _blurred(plane: Array) -> Array:
    """Partial volume: a voxel sees a little of its neighbours, along all three axes."""
    for axis in range(3):
        plane = (np.roll(plane, 1, axis) + 2 * plane + np.roll(plane, -1, axis)) / 4
    return np.asarray(plane, np.float32)


def _body(side: int, rng: np.random.Generator, *, thin: bool) -> NDArray[np.bool_]:
    middle = rng.uniform(side * 0.2, side * 0.8, 3)
    size = rng.uniform(side * 0.05, side * 0.16, 3)
    if thin:
        size[rng.integers(3)] = rng.uniform(1.2, 2.5)
    axes = np.ogrid[:side, :side, :side]
    far = [np.abs(axis - at) / reach for axis, at, reach in zip(axes, middle, size, strict=True)]
    if rng.random() < 0.5:
        return np.asarray(far[0] ** 2 + far[1] ** 2 + far[2] ** 2 <= 1)
    return np.asarray((far[0] <= 1) & (far[1] <= 1) & (far[2] <= 1))
