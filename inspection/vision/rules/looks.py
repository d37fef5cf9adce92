"""How the same scene looks on the screens of different makers, and what happens to copies of it.

Training shows each scene in many looks, so that a real picture is one look more: dynamic range,
gamma, palettes, greyscale, inversion, blur, JPEG, margins and overlaid text.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[Any]
Rng = np.random.Generator
ZEDS = (4, 8, 10, 12, 15, 18, 22, 28)


@dataclass(frozen=True, kw_only=True)
class Palette:
    """Hue (of OpenCV, 0-180) and fullness of colour for each Z of ZEDS."""

    hue: tuple[float, ...]
    full: tuple[float, ...]


PALETTES = (
    Palette(hue=(14, 15, 22, 45, 58, 70, 104, 112), full=(1, 1, 0.9, 0.8, 0.9, 0.8, 0.9, 1)),
    Palette(hue=(18, 19, 24, 40, 62, 80, 108, 116), full=(0.9, 1, 0.9, 0.6, 0.8, 0.7, 0.8, 0.9)),
    Palette(hue=(10, 12, 16, 50, 66, 88, 100, 106), full=(1, 1, 0.8, 0.9, 1, 0.9, 1, 1)),
    Palette(hue=(20, 22, 28, 52, 60, 66, 112, 124), full=(0.7, 0.8, 0.7, 0.7, 0.8, 0.7, 0.9, 1)),
    Palette(hue=(16, 16, 17, 18, 96, 104, 108, 112), full=(1, 1, 0.9, 0.4, 0.5, 0.8, 1, 1)),
)


def painted(light: Bytes, zed: Bytes, rng: Rng) -> Bytes:
    """An RGB or grey picture of the scene as some scanner would export it."""
    bright = light.astype(np.float32) / 255
    power = rng.uniform(0.6, 1.7)  # a display of the plain transmission would be 2
    floor = rng.uniform(0, 0.2)
    bright = np.clip(floor + (1 - floor) * bright**power, 0, 1)
    kind = rng.random()
    if kind < 0.3:
        picture = np.rint(bright * 255).astype(np.uint8)
        if rng.random() < 0.3:
            picture = 255 - picture
        if rng.random() < 0.5:
            picture = np.repeat(picture[..., None], 3, 2)
    else:
        picture = _coloured(light, bright, zed, rng)
    return _copied(picture, rng)


def _coloured(light: Bytes, bright: NDArray[Any], zed: Bytes, rng: Rng) -> Bytes:
    palette = PALETTES[rng.integers(len(PALETTES))]
    smooth = cv2.medianBlur(zed, 3) if rng.random() < 0.7 else zed
    z = np.arange(256) / 4
    shift = rng.normal(0, 3)
    hue = np.clip(np.interp(z, ZEDS, palette.hue) + shift, 0, 179).astype(np.uint8)[smooth]
    full = (np.interp(z, ZEDS, palette.full) * rng.uniform(0.7, 1.1)).astype(np.float32)[smooth]
    dark = 1 - light.astype(np.float32) / 255
    value = np.clip(bright * rng.uniform(1.0, 1.25) + 0.15 * dark, 0, 1)
    depth = np.clip(dark * rng.uniform(2, 5), 0, 1) * np.clip((0.985 - dark) * 12, 0, 1)
    full = full * depth * (zed > 0)
    hsv = np.dstack([hue, np.clip(full * 255, 0, 255), value * 255]).astype(np.uint8)
    return cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)


def _copied(picture: Bytes, rng: Rng) -> Bytes:
    if rng.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.4, 1.3))
    if rng.random() < 0.25:
        noise = rng.normal(0, rng.uniform(1, 7), picture.shape)
        picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.15:
        white = (255,) * 3
        for _ in range(int(rng.integers(1, 4))):
            at = int(rng.uniform(0, picture.shape[1] * 0.8)), int(rng.uniform(10, picture.shape[0]))
            colour = white if rng.random() < 0.3 else tuple(int(v) for v in rng.integers(0, 255, 3))
            cv2.putText(
                picture, str(int(rng.integers(10**6))), at, 0, rng.uniform(0.3, 0.7), colour, 1
            )
    if rng.random() < 0.6:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.uniform(45, 96))]
        _, packed = cv2.imencode(".jpg", picture, quality)
        picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_UNCHANGED))
    return picture
