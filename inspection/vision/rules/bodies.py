"""Bodies in a CT volume: what is dense hangs together, and each such body is measured.

A volume is density in g/cm3 (Hounsfield units over 1000, plus one) and, from a scanner of two
energies, effective Z; both at cubic voxels of ``VOXEL_MM``.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
VOXEL_MM = 4.0
# One body does not lie in two of them: powders, then explosives and ivory, light metals, heavy ones
BANDS = ((1.09, 1.42), (1.42, 2.15), (2.15, 4.0), (4.0, np.inf))
SMOOTHING = 0.6  # voxels; the noise of a voxel must not tear a body apart
LEAST_VOXELS = 24
LONGEST = 160  # voxels along an axis: what is larger is looked at in coarser voxels
MEASURES = (
    "log_voxels", "density", "density_spread", "zed", "zed_spread", "zed_known", "thickness",
    "mean_depth", "long", "middle", "short", "filling", "ring_denser", "ring_density",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Body:
    """``low`` and ``high`` are corners of its box in voxels; ``measures`` stand as ``MEASURES``."""

    low: tuple[int, int, int]
    high: tuple[int, int, int]
    measures: NDArray[np.float32]
    voxels: Array


def density_of(hounsfield: Array) -> NDArray[np.float32]:
    """Near water: a thousand units are one g/cm3; dense metals are told too light by this."""
    return np.clip(np.asarray(hounsfield, np.float32) / 1000 + 1, 0, 12)


def at_voxels(values: Array, spacing_mm: tuple[float, float, float]) -> NDArray[np.float32]:
    """The volume in cubic voxels. ``spacing_mm``: slices, rows, columns."""
    from scipy import ndimage

    share = [own / VOXEL_MM for own in spacing_mm]
    most = max(size * one for size, one in zip(values.shape, share, strict=True))
    share = [one * min(1.0, LONGEST / most) for one in share]
    if all(abs(one - 1) < 0.02 for one in share):
        return np.asarray(values, np.float32)
    broad = [max(0.0, (1 / one - 1) / 2) for one in share]  # what is left out must be averaged in
    smooth = ndimage.gaussian_filter(np.asarray(values, np.float32), broad)
    return np.asarray(ndimage.zoom(smooth, share, order=1), np.float32)


def bodies_in(density: Array, zed: Array | None = None) -> list[Body]:
    """Every body dense enough to matter, the largest first; ``zed`` None when not measured."""
    from scipy import ndimage

    smooth = ndimage.gaussian_filter(np.asarray(density, np.float32), SMOOTHING)
    all_sides = np.ones((3, 3, 3), bool)
    found = []
    for low, high in BANDS:
        numbered, _count = ndimage.label((smooth >= low) & (smooth < high), structure=all_sides)
        sizes = np.bincount(numbered.ravel())
        for number, box in enumerate(ndimage.find_objects(numbered), start=1):
            if box is not None and sizes[number] >= LEAST_VOXELS:
                found.append(_measured(density, zed, numbered, number, box))
    return sorted(found, key=lambda one: -one.measures[0])


def _measured(
    density: Array, zed: Array | None, numbered: Array, number: int, box: tuple[slice, ...]
) -> Body:
    from scipy import ndimage

    wide = tuple(slice(max(0, one.start - 2), one.stop + 2) for one in box)
    inside = numbered[wide] == number
    around = ndimage.binary_dilation(inside, iterations=2) & ~inside
    values, ring = density[wide][inside], density[wide][around]
    z = zed[wide][inside] if zed is not None else np.zeros(1, np.float32)
    depth = ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1, 1:-1][inside]
    at = np.argwhere(inside).astype(np.float32)
    spread = np.cov(at.T) if len(at) > 3 else np.eye(3)
    short, middle, long = np.sqrt(np.clip(np.linalg.eigvalsh(spread), 0.05, None))
    mean = float(values.mean())
    filled = len(values) / np.prod([one.stop - one.start for one in box])
    measures = [
        np.log(len(values)), mean, values.std(), z.mean(), z.std(), float(zed is not None),
        depth.max(), depth.mean(), long, middle, short, filled,
        float((ring > mean * 1.15).mean()) if len(ring) else 0.0,
        float(ring.mean()) if len(ring) else 0.0,
    ]  # fmt: skip
    return Body(
        low=tuple(int(one.start) for one in box),  # type: ignore[arg-type]
        high=tuple(int(one.stop) for one in box),  # type: ignore[arg-type]
        measures=np.array(measures, np.float32),
        voxels=at.astype(np.int32) + [one.start for one in wide],
    )
