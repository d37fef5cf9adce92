"""From thickness of materials to a dual-energy image: Beer and Lambert, bin by bin.

The beam is weakened in every energy bin by itself, so that it hardens as a real one does; two
detectors weigh the bins, scatter veils the picture, photons are counted. Effective Z is read back
from both attenuations with a table over (attenuation, ratio), as scanners do after calibration.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.simulator.materials import CABINET_KEV, CARGO_KEV, NAMES, loaded

Array = NDArray[Any]
Z_OF = (
    ("plastic", 5.6),
    ("water", 7.5),
    ("alu", 13.0),
    ("ivory", 15.5),
    ("steel", 26.0),
    ("lead", 60.0),
)
BINS, MOST = 96, 9.0  # of the calibration table: attenuation up to this
RATIOS = 256


@dataclass(frozen=True, kw_only=True)
class Beam:
    """A source with its detectors. ``per_cm``: material x bin; ``seen``: bin x (low, high)."""

    name: str
    per_cm: Array
    seen: Array
    zeds: NDArray[np.uint8]
    least_ratio: float
    most_ratio: float


@cache
def cabinet(*, kilovolts: int = 160) -> Beam:
    """A tube with 3 mm of aluminium and a sandwich detector."""
    table, kev = loaded(), np.array(CABINET_KEV, np.float32)
    part = slice(0, len(CABINET_KEV))
    shone = np.maximum(kilovolts - kev, 0) / kev * np.exp(-table["_al"][part] * 0.3)
    csi, copper = table["_csi"][part], table["_cu"][part]
    low = 1 - np.exp(-csi * 0.03)
    high = np.exp(-csi * 0.03 - copper * 0.06) * (1 - np.exp(-csi * 0.4))
    return _beam("cabinet", part, shone * low * kev, shone * high * kev)


@cache
def cargo() -> Beam:
    """An accelerator that changes between 3 and 6 MV from pulse to pulse."""
    mev = np.array(CARGO_KEV, np.float32) / 1000
    width = np.gradient(mev)
    low = np.maximum(3.05 - mev, 0) / mev * width * np.exp(-0.3 / mev) * mev
    high = np.maximum(6.2 - mev, 0) / mev * width * np.exp(-1.2 / mev) * mev
    return _beam("cargo", slice(len(CABINET_KEV), None), low, high)


def _beam(name: str, part: slice, low: Array, high: Array) -> Beam:
    table = loaded()
    per_cm = np.stack([table[one][part] for one in NAMES])
    seen = np.stack([low / low.sum(), high / high.sum()], 1).astype(np.float32)
    depths = np.geomspace(0.002, 400, 400, dtype=np.float32)
    levels = np.linspace(0.02, MOST, BINS)
    ratios, zeds = [], []
    for material, z in Z_OF if name == "cargo" else Z_OF[:-1]:  # lead is no reference at 160 kV
        through = np.exp(-depths[:, None] * per_cm[NAMES.index(material)]) @ seen
        lost = -np.log(np.maximum(through, 1e-12))
        ratios.append(np.interp(levels, lost[:, 0], lost[:, 0] / lost[:, 1]))
        zeds.append(z)
    by_level = np.array(ratios)
    least, most = float(by_level.min() * 0.98), float(by_level.max() * 1.02)
    across = np.linspace(least, most, RATIOS)
    found = np.empty((BINS, RATIOS), np.uint8)
    for level in range(BINS):
        order = np.argsort(by_level[:, level])
        z = np.interp(across, by_level[order, level], np.array(zeds)[order])
        found[level] = np.clip(np.rint(np.minimum(z, 50) * 4), 16, 255)
    return Beam(name=name, per_cm=per_cm, seen=seen, zeds=found, least_ratio=least, most_ratio=most)


def image_of(
    depth: Array, beam: Beam, rng: np.random.Generator, *, photons: float, scatter: float
) -> tuple[NDArray[np.uint16], NDArray[np.uint8]]:
    """Transmission (65,535 is air) and effective Z times 4 (0: no estimate).

    ``depth`` is material x height x width in cm.
    """
    count, height, width = depth.shape
    lost = beam.per_cm.T @ depth.reshape(count, -1)
    np.negative(lost, out=lost)
    np.exp(lost, out=lost)
    light = (beam.seen.T @ lost).reshape(2, height, width)
    if scatter:
        for one in light:
            small = cv2.resize(one * (1 - one), (width // 8, height // 8))
            veil = cv2.resize(cv2.GaussianBlur(small, (0, 0), 4), (width, height))
            one += scatter * veil
    noise = rng.standard_normal(light.shape, np.float32)
    light += noise * np.sqrt(np.maximum(light, 0) / photons + 2e-8)
    np.clip(light, 3e-5, 1, out=light)
    smooth = [cv2.GaussianBlur(-np.log(one), (3, 3), 0) for one in light]
    mean = light.mean(0)
    return np.rint(mean * 65_535).astype(np.uint16), _zed(smooth[0], smooth[1], beam)


def _zed(low: Array, high: Array, beam: Beam) -> NDArray[np.uint8]:
    ratio = low / np.maximum(high, 0.01)
    level = np.clip((low - 0.02) * ((BINS - 1) / (MOST - 0.02)), 0, BINS - 1).astype(np.int32)
    step = (RATIOS - 1) / (beam.most_ratio - beam.least_ratio)
    at = np.clip((ratio - beam.least_ratio) * step, 0, RATIOS - 1).astype(np.int32)
    z = beam.zeds[level, at]
    z[(low < 0.03) | (low > 8.0)] = 0
    return z
