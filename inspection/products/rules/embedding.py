"""What a picture looks like, as one vector. A classical descriptor, nothing learned.

The object is cut out of its ground, brought to one size, and told by four parts: how its matter
(or light) is spread over the whole and over its quarters, what material (or colour) it is, the
edges in cells at two sizes, and its outline. Each part has the length 1 before it is weighted.
A part that cannot be known (no effective Z) is 0 and counts for nothing.

``METHOD`` stands beside every stored vector; a change of anything here changes it, and
``./portal manage embed_products`` computes what is missing.
"""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspection.scans.rules.planes import Plane

METHOD = "hog-hist-1"
SIZE = 96
INK = 0.06
BINS = 16
WEIGHTS = {"spread": 0.9, "matter": 0.8, "edges": 1.0, "outline": 0.5}
Vector = NDArray[np.float32]
ANGLES = 9


def embed(planes: Sequence[Plane]) -> Vector:
    """A vector of length 1. Raises ``ValueError`` for planes without a picture in them."""
    density, matter = _density(planes), _matter(planes)
    if density.size == 0:
        raise ValueError("no picture")
    box = _box(density)
    inside = _fitted(density[box])
    kind = None if matter is None else _fitted(matter[box], "INTER_NEAREST")
    weight = np.where(inside > INK, 1.0, 0.0)
    parts = {
        "spread": _spread(inside, weight),
        "matter": np.zeros(3 * BINS) if kind is None else _kinds(kind, weight),
        "edges": _edges(inside),
        "outline": _outline(density[box]),
    }
    whole = np.concatenate([_unit(part) * WEIGHTS[name] for name, part in parts.items()])
    return _unit(whole).astype(np.float32)


def length() -> int:
    """How many numbers a vector of this method has."""
    return int(embed([Plane(name="grey", values=np.eye(16, dtype=np.uint16) * 60_000)]).size)


def _density(planes: Sequence[Plane]) -> Any:
    """0 is nothing, 1 is much: attenuation of a scan, difference from the ground of a picture."""
    by_name = {one.name: one for one in planes}
    scan = next((by_name[n] for n in ("transmission", "high", "low") if n in by_name), None)
    if scan is not None:
        seen = np.maximum(_flat(scan), 1) / float((1 << scan.bits) - 1)
        return np.clip(-np.log(seen) / 4.0, 0, 1).astype(np.float32)
    if "volume" in by_name:
        values = _flat(by_name["volume"]).astype(np.float32)
        return values / max(1.0, float(values.max()))
    names = [name for name in ("red", "green", "blue", "grey") if name in by_name]
    stack = [
        _flat(by_name[name]).astype(np.float32) / ((1 << by_name[name].bits) - 1) for name in names
    ]
    edge = [
        float(np.median(np.concatenate([one[0], one[-1], one[:, 0], one[:, -1]]))) for one in stack
    ]
    apart = [np.abs(one - ground) for one, ground in zip(stack, edge, strict=True)]
    return np.clip(np.max(apart, axis=0) * 1.4, 0, 1)


def _matter(planes: Sequence[Plane]) -> Any:
    """0..1: effective Z, the ratio of two energies, or hue; None when there is none."""
    by_name = {one.name: one for one in planes}
    if "zeff" in by_name:
        return np.clip(_flat(by_name["zeff"]).astype(np.float32) / 160, 0, 1)
    if "low" in by_name and "high" in by_name:
        low, high = (
            -np.log(np.maximum(_flat(by_name[name]), 1) / 65_535.0) for name in ("low", "high")
        )
        ratio = np.divide(low, high, out=np.zeros_like(low), where=high > 0.03)
        return np.clip((ratio - 0.8) / 1.6, 0, 1).astype(np.float32)
    if "red" in by_name:
        colours = np.dstack([_flat(by_name[n]).astype(np.uint8) for n in ("red", "green", "blue")])
        hsv = _cv2().cvtColor(colours, _cv2().COLOR_RGB2HSV)
        hue = hsv[:, :, 0].astype(np.float32) / 180
        return np.where(hsv[:, :, 1] > 40, hue * 0.9 + 0.1, 0).astype(np.float32)
    return None


def _flat(plane: Plane) -> Any:
    return plane.values if plane.values.ndim == 2 else plane.values.max(axis=0)


def _box(density: Any) -> tuple[slice, slice]:
    """Where the object stands; the whole picture when nothing stands out."""
    rows = np.flatnonzero((density > INK).mean(axis=1) > 0.02)
    columns = np.flatnonzero((density > INK).mean(axis=0) > 0.02)
    if rows.size < 8 or columns.size < 8:
        return slice(None), slice(None)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _fitted(values: Any, way: str = "INTER_AREA") -> Any:
    return _cv2().resize(
        np.ascontiguousarray(values, np.float32), (SIZE, SIZE), interpolation=getattr(_cv2(), way)
    )


def _spread(inside: Any, weight: Any) -> Any:
    half = SIZE // 2
    parts = [(slice(0, SIZE), slice(0, SIZE))]
    parts += [(slice(r, r + half), slice(c, c + half)) for r in (0, half) for c in (0, half)]
    return np.concatenate([_soft(inside[part], weight[part]) for part in parts])


def _kinds(kind: Any, weight: Any) -> Any:
    half = SIZE // 2
    parts = ((slice(0, SIZE),) * 2, (slice(0, half), slice(0, SIZE)), (slice(half, SIZE),) * 2)
    return np.concatenate([_soft(kind[part], weight[part]) for part in parts])


def _soft(values: Any, weight: Any) -> Any:
    """A histogram that a small shift of brightness changes only a little; root of the counts."""
    counts, _edges_of = np.histogram(values, bins=BINS, range=(0, 1), weights=weight)
    smooth = np.convolve(counts, (0.25, 0.5, 0.25), mode="same")
    return np.sqrt(smooth / max(1.0, float(smooth.sum())))


def _edges(inside: Any) -> Any:
    """Histograms of the directions of edges, in 6 x 6 and in 3 x 3 cells."""
    grey = _cv2().GaussianBlur(inside, (0, 0), 1.2)
    return np.concatenate([_directions(grey, cells) for cells in (6, 3)])


def _directions(grey: Any, cells: int) -> Any:
    down, right = np.gradient(grey)
    strength = np.hypot(down, right)
    angle = (np.arctan2(down, right) % np.pi) * (ANGLES / np.pi)
    first = np.floor(angle).astype(int)
    share = angle - first
    size = SIZE // cells
    rows, columns = np.mgrid[0:SIZE, 0:SIZE] // size
    cell = (rows * cells + columns) * ANGLES
    found = np.bincount(
        np.concatenate([cell + first % ANGLES, cell + (first + 1) % ANGLES]).ravel(),
        weights=np.concatenate([strength * (1 - share), strength * share]).ravel(),
        minlength=cells * cells * ANGLES,
    )
    return np.sqrt(found / max(1e-9, float(found.sum())))


def _outline(density: Any) -> Any:
    """Width to height, how full the box is, and the profile along both axes."""
    rows, columns = density.shape
    ink = (density > INK).astype(np.float32)
    across = _cv2().resize(ink.mean(axis=0)[None], (12, 1), interpolation=_cv2().INTER_AREA)[0]
    along = _cv2().resize(ink.mean(axis=1)[None], (12, 1), interpolation=_cv2().INTER_AREA)[0]
    shape = np.arctan2(rows, columns)
    return np.concatenate([[np.sin(shape), np.cos(shape), float(ink.mean())], across, along])


def _unit(values: Any) -> Any:
    size = float(np.linalg.norm(values))
    return values / size if size > 0 else values


@cache
def _cv2() -> Any:
    """Loaded with the first picture: a web process that shows none need not carry it."""
    return import_module("cv2")
