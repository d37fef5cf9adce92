"""The drawing board: small planes of thickness, and how they are laid into a scene.

A board is ``SIDE`` pixels square; a thing on it is a list of (material, thickness in cm). ``lay``
turns, scales and shortens a thing and adds it to the scene; what it covers is its mask and box.
"""

import math
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.simulator.materials import AT

Array = NDArray[Any]
Rng = np.random.Generator
Thing = list[tuple[str, Array]]
SIDE = 160
MID = SIDE / 2
SEEN = 0.12  # of the greatest thickness of a thing: what belongs to its mask


@dataclass(frozen=True, kw_only=True)
class Laid:
    """Where a thing came to lie: its box (left, top, right, bottom) and the mask inside of it."""

    box: tuple[int, int, int, int]
    mask: NDArray[np.bool_]


def blank() -> Array:
    return np.zeros((SIDE, SIDE), np.float32)


def shape(points: list[tuple[float, float]]) -> Array:
    board = np.zeros((SIDE, SIDE), np.uint8)
    at = np.round(np.array(points) * 16).astype(np.int32)
    cv2.fillPoly(board, [at], 255, shift=4, lineType=cv2.LINE_AA)
    return board.astype(np.float32) / 255


def box(wide: float, tall: float, *, x: float = MID, y: float = MID) -> Array:
    a, b = wide / 2, tall / 2
    return shape([(x - a, y - b), (x + a, y - b), (x + a, y + b), (x - a, y + b)])


def oval(wide: float, tall: float, *, x: float = MID, y: float = MID, turn: float = 0) -> Array:
    board = blank()
    size = (max(1, round(wide / 2)), max(1, round(tall / 2)))
    cv2.ellipse(board, (round(x), round(y)), size, turn, 0, 360, 1, -1, cv2.LINE_AA)
    return board


def ring(radius: float, wide: int, *, x: float = MID, y: float = MID) -> Array:
    board = blank()
    cv2.circle(board, (round(x), round(y)), max(1, round(radius)), 1, wide, cv2.LINE_AA)
    return board


def line(points: list[tuple[float, float]], wide: int) -> Array:
    board = blank()
    at = np.round(np.array(points)).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(board, [at], False, 1, max(1, wide), cv2.LINE_AA)
    return board


def ball(radius: float, *, x: float = MID, y: float = MID, tall: float = 1.0) -> Array:
    """Chord of a ball (or of an egg, ``tall`` times as high), one at its middle."""
    rows, columns = np.ogrid[:SIDE, :SIDE]
    far = ((columns - x) / radius) ** 2 + ((rows - y) / (radius * tall)) ** 2
    return np.sqrt(np.clip(1 - far, 0, 1)).astype(np.float32)


def turned(radii: Array, start: float) -> Array:
    """Chord of a body turned on a lathe, lying; ``radii`` pixel by pixel from ``start``."""
    board = blank()
    rows = np.arange(SIDE, dtype=np.float32)[:, None] - MID
    first, last = int(start), min(SIDE, int(start) + len(radii))
    part = radii[: last - first]
    far = rows / np.maximum(part, 0.5)
    board[:, first:last] = np.sqrt(np.clip(1 - far**2, 0, 1)) * part / max(float(part.max()), 1)
    return board


def rough(rng: Rng, grain: float) -> Array:
    """Clouds around zero with a deviation of about one."""
    small = max(4, int(SIDE / max(grain, 1)))
    clouds = rng.standard_normal((small, small), np.float32)
    return cv2.resize(clouds, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)


def lay(
    depth: Array,
    thing: Thing,
    rng: Rng,
    *,
    x: float,
    y: float,
    turn: float,
    scale: float,
    thick: float = 1.0,
) -> Laid | None:
    """Adds the thing to the scene; None when next to nothing of it came to lie inside."""
    short, slant = rng.uniform(0.72, 1.0), rng.uniform(0, math.pi)
    matrix = (
        _turn(turn) @ _turn(-slant) @ np.diag([short, rng.choice([-1.0, 1.0])]) @ _turn(slant)
    ) * scale
    half = int(SIDE * scale * 0.71) + 2
    left, top = int(x) - half, int(y) - half
    shift = np.array([x - left, y - top]) - matrix @ np.array([MID, MID])
    move = np.hstack([matrix, shift[:, None]]).astype(np.float32)
    height, width = depth.shape[1:]
    x0, y0, x1, y1 = (
        max(0, left),
        max(0, top),
        min(width, left + 2 * half),
        min(height, top + 2 * half),
    )
    if x1 - x0 < 4 or y1 - y0 < 4:
        return None
    whole: Array | None = None
    for material, plane in thing:
        seen = cv2.warpAffine(plane, move, (2 * half, 2 * half), flags=cv2.INTER_LINEAR)
        part = seen[y0 - top : y1 - top, x0 - left : x1 - left] * (thick / math.sqrt(short))
        depth[AT[material], y0:y1, x0:x1] += part
        weighed = part * WEIGHT[AT[material]]
        whole = weighed if whole is None else whole + weighed
    if whole is None:
        return None
    mask = whole > SEEN * min(
        float(whole.max()), 4 * float(np.median(whole[whole > 0])) if (whole > 0).any() else 1
    )
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if mask.sum() < 30:
        return None
    a, b, c, d = columns[0], rows[0], columns[-1] + 1, rows[-1] + 1
    return Laid(box=(int(x0 + a), int(y0 + b), int(x0 + c), int(y0 + d)), mask=mask[b:d, a:c])


def _turn(angle: float) -> NDArray[np.float64]:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s], [s, c]])


def _weights() -> Array:
    from inspection.vision.rules.simulator.materials import MATERIALS

    return np.array([density for _, density in MATERIALS.values()], np.float32)


WEIGHT = _weights()  # thickness weighed by density: a foil of steel counts as the bag around it
