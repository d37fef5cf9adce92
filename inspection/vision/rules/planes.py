"""One representation for every picture: what it holds back, and of what it seems to be made.

Three planes between 0 and 1: ``dark`` (1 minus the root of the transmission), ``metal`` (0 organic,
1 steel; by effective Z or by the colour that scanners paint it in) and ``known`` (how much the
material can be believed: 0 all over in a greyscale picture).
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Planes = NDArray[Any]
Bytes = NDArray[Any]
SOFT_Z, HARD_Z = 5.0, 27.0
HUES = (0, 8, 22, 34, 62, 92, 108, 125, 150, 180)  # of OpenCV: red .. orange .. green .. blue
METAL = (0.1, 0.08, 0.1, 0.25, 0.42, 0.7, 0.9, 1.0, 0.6, 0.1)
GREY_BELOW = 0.045  # mean saturation under which a picture counts as greyscale


def of_scan(light: Bytes, zed: Bytes) -> Planes:
    """From the root of the transmission in 255 steps and Z times 4 (0: unknown)."""
    dark = 1 - light.astype(np.float32) / 255
    z = zed.astype(np.float32) / 4
    known = (zed > 0).astype(np.float32)
    metal = np.clip((z - SOFT_Z) / (HARD_Z - SOFT_Z), 0, 1) * known
    return np.stack([dark, metal, known])


def shown_at(planes: Planes, share: float) -> Planes:
    """The same planes larger or smaller; what is made smaller is averaged."""
    size = max(1, round(planes.shape[2] * share)), max(1, round(planes.shape[1] * share))
    how = cv2.INTER_AREA if share < 1 else cv2.INTER_LINEAR
    return np.stack([cv2.resize(one, size, interpolation=how) for one in planes])


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How a picture of unknown making was understood."""

    planes: Planes
    is_grey: bool
    is_inverted: bool


def of_picture(pixels: Bytes) -> Planes:
    return taken(pixels).planes


def taken(pixels: Bytes) -> Taken:
    """From RGB or grey pixels of unknown making: pseudo-colour, greyscale, inverted or not."""
    if pixels.ndim == 2:
        pixels = np.repeat(pixels[..., None], 3, 2)
    hsv = cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_RGB2HSV)
    grey = cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_RGB2GRAY)
    bright = grey.astype(np.float32) / 255
    inverted = _inverted(bright)
    if inverted:
        bright = 1 - bright
    air = float(np.quantile(bright[::4, ::4], 0.98))
    dark = np.clip(1 - bright / max(air, 0.2), 0, 1)
    saturation = hsv[..., 1].astype(np.float32) / 255 * (hsv[..., 2] > 12)
    if float(saturation.mean()) < GREY_BELOW:
        none = np.zeros_like(dark)
        return Taken(planes=np.stack([dark, none, none]), is_grey=True, is_inverted=inverted)
    known = np.clip(saturation * 3, 0, 1)
    metal = METAL_OF_HUE[hsv[..., 0]] * known
    planes = np.stack([dark, metal.astype(np.float32), known.astype(np.float32)])
    return Taken(planes=planes, is_grey=False, is_inverted=inverted)


def _inverted(bright: NDArray[Any]) -> bool:
    """Whether air is black: the rim of a picture is air, or at least its lighter part."""
    rim = np.concatenate(
        [bright[:4].ravel(), bright[-4:].ravel(), bright[:, :4].ravel(), bright[:, -4:].ravel()]
    )
    return (
        float(np.median(rim)) < 0.3
        and float(np.quantile(bright[::4, ::4], 0.9)) > float(np.median(rim)) + 0.1
    )


METAL_OF_HUE = np.interp(np.arange(256), HUES, METAL).astype(np.float32)
