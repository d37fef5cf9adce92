"""Pixels of a picture from outside, decoded in a process of its own (``inside_picture.py``)."""

import base64
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from customs_portal.confined.alone import ask_alone

WALL_SECONDS = 40
MOST_BYTES = 64 * 1024 * 1024


class PictureUnfit(Exception):
    """``why``: not_a_picture, oversized, too_small, unreadable or too_much."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Opened:
    """``pixels``: height x width (grey) or height x width x 3, 8 bits. ``shrunk``: shown / true."""

    pixels: NDArray[np.uint8]
    form: str
    mode: str
    true_width: int
    true_height: int

    @property
    def shrunk(self) -> float:
        return self.pixels.shape[1] / self.true_width


def open_picture(data: bytes) -> Opened:
    """Raises ``PictureUnfit``."""
    if len(data) > MOST_BYTES:
        raise PictureUnfit("oversized")
    found = ask_alone(
        "inspection.vision.devices.inside_picture",
        data=data,
        library="PIL",
        wall_seconds=WALL_SECONDS,
    )
    try:
        if found["why"]:
            raise PictureUnfit(str(found["why"]))
        raw = zlib.decompress(base64.b64decode(found["pixels"]))
        shape = (int(found["height"]), int(found["width"]), int(found["channels"]))
        pixels = np.frombuffer(raw, np.uint8).reshape(shape)
        return Opened(
            pixels=pixels[..., 0] if shape[2] == 1 else pixels,
            form=str(found["form"]),
            mode=str(found["mode"]),
            true_width=int(found["true_width"]),
            true_height=int(found["true_height"]),
        )
    except (TypeError, KeyError, ValueError, zlib.error) as error:  # it died of its limits
        raise PictureUnfit("too_much") from error
