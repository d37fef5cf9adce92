"""What people look at: thumbnail, tiles of every size, slices of a volume. Made from planes.

A pyramid is a file: ``TILES1``, a line feed, the length of the head (4 bytes), the head as JSON,
then the tiles as PNG. Level 0 is the whole picture, each next one half as wide and high, until one
tile holds it. A tile of attenuation is packed as the review bench reads it: R and G are 16 bits, B
effective Z times 4 (0: not known); a tile of colours is a picture.
"""

import json
import struct
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inspection.scans.rules.planes import Plane, Reading, Values

MAGIC = b"TILES1\n"
TILE = 512
THUMBNAIL = 240
FAST = [16, 1]  # cv2.IMWRITE_PNG_COMPRESSION
AXES = ("axial", "coronal", "sagittal")
Grey = NDArray[np.uint8]
COLOURS = ("red", "green", "blue")


@dataclass(frozen=True, kw_only=True)
class Level:
    """``tiles`` are (offset, length) row by row."""

    width: int
    height: int
    columns: int
    rows: int
    tiles: tuple[tuple[int, int], ...]


def face_of(reading: Reading) -> Any:
    """One picture of three channels (B, G, R of 8 bits) that stands for the scan."""
    if all(reading.plane(name) for name in COLOURS):
        return np.dstack(
            [_one(reading, name).values.astype(np.uint8) for name in reversed(COLOURS)]
        )
    main = reading.plane("transmission", "high", "low", "grey", "volume") or reading.planes[0]
    values = main.values if main.values.ndim == 2 else main.values.max(axis=0)
    if main.bits < 16:
        values = widened(values, main.bits)
    third = reading.plane("zeff")
    z = third.values if third is not None and third.values.shape == values.shape else None
    blue = np.zeros(values.shape, np.uint8) if z is None else np.minimum(z, 255).astype(np.uint8)
    return np.dstack([blue, (values & 255).astype(np.uint8), (values >> 8).astype(np.uint8)])


def widened(values: Values, bits: int) -> Values:
    """The same values over the whole range of 16 bits."""
    most = (1 << bits) - 1
    return (np.minimum(values, most).astype(np.uint32) * 65_535 // most).astype(np.uint16)


def thumbnail(reading: Reading) -> bytes:
    """A small JPEG with what matters stretched to be seen."""
    if all(reading.plane(name) for name in COLOURS):
        face = face_of(reading)
    else:
        main = reading.plane("transmission", "high", "low", "grey", "volume") or reading.planes[0]
        face = stretched(main.values if main.values.ndim == 2 else main.values.max(axis=0))
    rows, columns = face.shape[:2]
    factor = min(1.0, THUMBNAIL / max(rows, columns))
    size = (max(1, round(columns * factor)), max(1, round(rows * factor)))
    small = _cv2().resize(face, size, interpolation=_cv2().INTER_AREA)
    return bytes(_cv2().imencode(".jpg", small, [_cv2().IMWRITE_JPEG_QUALITY, 80])[1].tobytes())


def stretched(values: Any) -> Grey:
    """8 bits between the first and the last percent of what is there."""
    sample = values[:: max(1, values.shape[0] // 400), :: max(1, values.shape[1] // 400)]
    low, high = (float(one) for one in np.percentile(sample, (1, 99)))
    span = max(1.0, high - low)
    return np.clip((values.astype(np.float32) - low) * (255 / span), 0, 255).astype(np.uint8)


def pyramid(reading: Reading) -> bytes:
    face = face_of(reading)
    levels: list[dict[str, Any]] = []
    bodies: list[bytes] = []
    at = 0
    while True:
        rows, columns = face.shape[:2]
        tiles = []
        for top in range(0, rows, TILE):
            for left in range(0, columns, TILE):
                part = face[top : top + TILE, left : left + TILE]
                body = _cv2().imencode(".png", part, FAST)[1].tobytes()
                tiles.append((at, len(body)))
                bodies.append(body)
                at += len(body)
        levels.append({"width": columns, "height": rows, "tiles": tiles})
        if max(rows, columns) <= TILE:
            break
        face = _halved(face, colours=all(reading.plane(name) for name in COLOURS))
    said = json.dumps({"tile": TILE, "levels": levels}, separators=(",", ":")).encode()
    return b"".join([MAGIC, struct.pack(">I", len(said)), said, *bodies])


def levels_of(data: bytes) -> tuple[Level, ...]:
    """What a pyramid holds; offsets count from its first byte."""
    if not data.startswith(MAGIC):
        raise ValueError("not a pyramid")
    (length,) = struct.unpack_from(">I", data, len(MAGIC))
    begins = len(MAGIC) + 4 + length
    head = json.loads(data[len(MAGIC) + 4 : begins])
    return tuple(
        Level(
            width=one["width"],
            height=one["height"],
            columns=-(-one["width"] // TILE),
            rows=-(-one["height"] // TILE),
            tiles=tuple((begins + at, size) for at, size in one["tiles"]),
        )
        for one in head["levels"]
    )


def slice_of(volume: Plane, *, axis: str, number: int) -> bytes:
    """One cut of a volume as a grey PNG of 8 bits, stretched over the volume's own range."""
    cut = np.take(volume.values, number, axis=AXES.index(axis))
    return _grey_png(cut, *_range(volume))


def projection(volume: Plane, *, axis: str) -> bytes:
    """The brightest of every line through the volume."""
    return _grey_png(volume.values.max(axis=AXES.index(axis)), *_range(volume))


def _range(volume: Plane) -> tuple[float, float]:
    step = max(1, round((volume.values.size / 2_000_000) ** (1 / 3)))
    low, high = np.percentile(volume.values[::step, ::step, ::step], (1, 99.8))
    return float(low), float(max(high, low + 1))


def _grey_png(values: Any, low: float, high: float) -> bytes:
    grey = np.clip((values.astype(np.float32) - low) * (255 / (high - low)), 0, 255)
    return bytes(_cv2().imencode(".png", grey.astype(np.uint8), FAST)[1].tobytes())


def _halved(face: Any, *, colours: bool) -> Any:
    """Half as wide and high; 16-bit values are averaged as such, not byte by byte."""
    rows, columns = face.shape[:2]
    size = (max(1, (columns + 1) // 2), max(1, (rows + 1) // 2))
    if colours:
        return _cv2().resize(face, size, interpolation=_cv2().INTER_AREA)
    whole = (face[:, :, 2].astype(np.uint16) << 8) | face[:, :, 1]
    small = _cv2().resize(whole, size, interpolation=_cv2().INTER_AREA)
    z = _cv2().resize(face[:, :, 0], size, interpolation=_cv2().INTER_NEAREST)
    return np.dstack([z, (small & 255).astype(np.uint8), (small >> 8).astype(np.uint8)])


def _one(reading: Reading, name: str) -> Plane:
    found = reading.plane(name)
    assert found is not None
    return found


@cache
def _cv2() -> Any:
    """Loaded with the first picture: a web process that shows none need not carry it."""
    return import_module("cv2")
