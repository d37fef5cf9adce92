"""What an X-ray of a loaded container looks like: attenuation, material, noise, packing.

Each load is a block of one material. Transmission follows Beer and Lambert with the path
through everything that stands in the beam; the effective Z of a pixel is the mean of the
materials by their share of attenuation. The image is one PNG: R (high byte) and G (low byte)
hold transmission, 65,535 is air; B holds effective Z times 4, 0 where nothing can be said.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Plane = NDArray[np.float64]

AIR = 65_535
STEEL_Z = 26.0


@dataclass(frozen=True, kw_only=True)
class Load:
    """A block in the box. Positions are fractions of the cargo room, from front and floor.

    ``density`` is attenuation per block; ``grain`` how many pieces it is stacked from.
    """

    z: float
    density: float
    start: float = 0.04
    end: float = 0.96
    floor: float = 0.0
    top: float = 0.8
    grain: int = 12
    rounded: bool = False


GOODS = {
    "machinery": Load(z=24.0, density=2.4, grain=7, top=0.72),
    "textiles": Load(z=7.2, density=0.75, grain=18, top=0.92),
    "plastics": Load(z=6.4, density=0.95, grain=14, top=0.85),
    "paper": Load(z=7.0, density=1.5, grain=10, top=0.7),
    "fruit": Load(z=7.4, density=1.1, grain=20, top=0.88),
    "ceramics": Load(z=13.0, density=1.7, grain=9, top=0.6),
    "electronics": Load(z=16.0, density=1.0, grain=22, top=0.82),
    "cigarettes": Load(z=7.0, density=1.9, grain=16, start=0.56, end=0.9, top=0.55),
    "metal": Load(z=29.0, density=3.6, grain=5, start=0.2, end=0.34, top=0.3),
    "drums": Load(z=10.0, density=1.8, grain=9, start=0.35, end=0.7, top=0.5, rounded=True),
}


def scan_image(*, loads: Sequence[Load], seed: int, size: tuple[int, int] = (2200, 760)) -> bytes:
    """The scan of a container with these loads, as the gantry packs it."""
    width, height = size
    noise = np.random.default_rng(seed)
    attenuation = np.zeros((height, width))
    weighted = np.zeros((height, width))
    _add(attenuation, weighted, _box(height, width), STEEL_Z)
    for load in loads:
        _add(attenuation, weighted, _block(load, height, width, noise), load.z)
    transmission = np.exp(-attenuation)
    photons = noise.poisson(transmission * 12_000) / 12_000
    dim = np.clip(photons, 0, 1)
    mean_z = np.divide(weighted, attenuation, out=np.zeros_like(weighted), where=attenuation > 0.04)
    blurred = mean_z + noise.normal(0, 0.35, mean_z.shape) * (mean_z > 0)
    return _packed(dim, np.where(attenuation > 6.5, 0, blurred))


def _add(attenuation: Plane, weighted: Plane, plane: Plane, z: float) -> None:
    attenuation += plane
    weighted += plane * z


def _room(height: int, width: int) -> tuple[int, int, int, int]:
    """Left, right, roof and floor of the cargo room in pixels."""
    return int(width * 0.06), int(width * 0.94), int(height * 0.12), int(height * 0.8)


def _box(height: int, width: int) -> Plane:
    """Walls with their corrugation, corner posts, roof, floor, and the trailer beneath."""
    plane = np.zeros((height, width))
    left, right, roof, floor = _room(height, width)
    across = np.arange(left, right)
    plane[roof:floor, left:right] += 0.16 + 0.03 * np.sin(across / width * 700)[None, :]
    for x in (left, right - 14):
        plane[roof - 8 : floor + 18, x : x + 14] += 1.1
    plane[roof - 8 : roof, left:right] += 0.5
    plane[floor : floor + 18, left:right] += 0.9
    beam = floor + 18
    plane[beam : beam + int(height * 0.035), left + 30 : right - 30] += 1.3
    rows, columns = np.mgrid[0:height, 0:width]
    for centre in (0.16, 0.74, 0.8, 0.86):
        distance = np.hypot(rows - height * 0.915, columns - width * centre)
        plane += np.where(distance < height * 0.06, 0.9, 0) + np.where(
            distance < height * 0.028, 1.4, 0
        )
    return plane


def _block(load: Load, height: int, width: int, noise: Any) -> Plane:
    """Pieces stacked side by side and on top of each other, none quite like the next."""
    plane = np.zeros((height, width))
    left, right, roof, floor = _room(height, width)
    room_w, room_h = right - left, floor - roof
    x0, x1 = left + int(load.start * room_w), left + int(load.end * room_w)
    y1, y0 = floor - int(load.floor * room_h), floor - int(load.top * room_h)
    step = max(14, (x1 - x0) // max(1, load.grain))
    tall = max(14, int(step * 0.8))
    for x in range(x0, x1 - step // 2, step):
        stack_top = y0 + int(noise.integers(0, max(1, tall // 2)))
        for y in range(y1 - tall, stack_top - 1, -tall):
            _piece(plane, load, x, y, min(step - 2, x1 - x), tall - 2, noise)
    return plane


def _piece(plane: Plane, load: Load, x: int, y: int, wide: int, tall: int, noise: Any) -> None:
    strength = load.density * float(noise.uniform(0.86, 1.12))
    if not load.rounded:
        plane[y : y + tall, x : x + wide] += strength
        plane[y : y + tall, x : x + 2] += 0.08
        return
    across = (np.arange(wide) - wide / 2) / (wide / 2)
    plane[y : y + tall, x : x + wide] += strength * np.sqrt(np.clip(1 - across**2, 0, 1))[None, :]


def _packed(transmission: Plane, mean_z: Plane) -> bytes:
    value = np.clip(np.rint(transmission * AIR), 0, AIR).astype(np.uint16)
    return packed(value, np.clip(np.rint(mean_z * 4), 0, 255).astype(np.uint8))


def packed(value: NDArray[np.uint16], z_times_4: NDArray[np.uint8]) -> bytes:
    """The PNG of a gantry: ``value`` is transmission, 65,535 is air."""
    pixels = np.dstack([(value >> 8).astype(np.uint8), (value & 255).astype(np.uint8), z_times_4])
    made = io.BytesIO()
    Image.fromarray(pixels).save(made, "PNG", compress_level=1)
    return made.getvalue()
