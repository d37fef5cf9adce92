"""The one internal form of a scan: planes of 16-bit values and what is known about them.

A pack is a file: ``PLANES1``, a line feed, the length of the head (4 bytes, big endian), the head
as JSON, then each frame of each plane deflated by itself, its high bytes before its low bytes. A
frame can be read without the others. Nothing is lost: ``unpack(pack(planes))`` is the same arrays.
"""

import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"PLANES1\n"
AIR = 65_535
Values = NDArray[np.uint16]


@dataclass(frozen=True, kw_only=True)
class Plane:
    """``values`` are (rows, columns), or (frames, rows, columns) of a volume.

    ``bits`` of them are used; what was measured is ``value * scale + offset``.
    """

    name: str
    values: Values
    bits: int = 16
    scale: float = 1.0
    offset: float = 0.0

    @property
    def frames(self) -> int:
        return self.values.shape[0] if self.values.ndim == 3 else 1


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A file that was read. ``facts`` is what the file says of itself, ``notes`` what we say of it,
    ``dropped`` names what was left out of ``kept`` (empty: the file is kept as it came).
    """

    form: str
    planes: tuple[Plane, ...]
    facts: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    kept: bytes = b""

    @property
    def size(self) -> tuple[int, int, int]:
        """Width, height, frames of the largest plane."""
        largest = max(self.planes, key=lambda one: one.values.size).values
        rows, columns = largest.shape[-2:]
        return int(columns), int(rows), int(largest.shape[0] if largest.ndim == 3 else 1)

    def plane(self, *names: str) -> Plane | None:
        by_name = {one.name: one for one in self.planes}
        return next((by_name[name] for name in names if name in by_name), None)


def pack(planes: Sequence[Plane]) -> bytes:
    head: dict[str, Any] = {"planes": []}
    bodies: list[bytes] = []
    for plane in planes:
        frames = plane.values if plane.values.ndim == 3 else plane.values[None]
        made = [zlib.compress(_shuffled(frame), 1) for frame in frames]
        head["planes"].append(
            {
                "name": plane.name,
                "bits": plane.bits,
                "scale": plane.scale,
                "offset": plane.offset,
                "shape": list(plane.values.shape),
                "frames": [len(one) for one in made],
            }
        )
        bodies += made
    said = json.dumps(head, separators=(",", ":")).encode()
    return b"".join([MAGIC, struct.pack(">I", len(said)), said, *bodies])


def unpack(data: bytes, *, only: str = "", frame: int | None = None) -> tuple[Plane, ...]:
    """All planes, or one of them, or one frame of it. Raises ``ValueError`` for no pack."""
    if not data.startswith(MAGIC):
        raise ValueError("not a pack of planes")
    (length,) = struct.unpack_from(">I", data, len(MAGIC))
    at = len(MAGIC) + 4
    head = json.loads(data[at : at + length])
    at += length
    found = []
    for one in head["planes"]:
        shape = one["shape"]
        rows, columns = shape[-2:]
        frames: list[Values] = []
        for number, size in enumerate(one["frames"]):
            if (not only or only == one["name"]) and frame in (None, number):
                raw = zlib.decompress(data[at : at + size])
                frames.append(_ordered(raw, rows, columns))
            at += size
        if frames:
            whole = frames[0] if len(shape) == 2 or frame is not None else np.stack(frames)
            found.append(
                Plane(
                    name=one["name"],
                    values=whole,
                    bits=one["bits"],
                    scale=one["scale"],
                    offset=one["offset"],
                )
            )
    return tuple(found)


def _shuffled(frame: Values) -> bytes:
    little = np.ascontiguousarray(frame, dtype="<u2").view(np.uint8).reshape(-1, 2)
    return little[:, 1].tobytes() + little[:, 0].tobytes()


def _ordered(raw: bytes, rows: int, columns: int) -> Values:
    halves = np.frombuffer(raw, np.uint8).reshape(2, rows, columns).astype(np.uint16)
    return (halves[0] << 8) | halves[1]
