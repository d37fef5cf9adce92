"""Scenes packed as a gantry sends them."""

import cv2
import numpy as np


def packed(scene):
    value = scene.transmission
    rgb = np.dstack([(value >> 8).astype(np.uint8), (value & 255).astype(np.uint8), scene.zed])
    return cv2.imencode(".png", rgb[..., ::-1])[1].tobytes()


def as_file(pixels, form=".png"):
    """RGB or grey pixels as a file."""
    turned = pixels[..., ::-1] if pixels.ndim == 3 else pixels
    return cv2.imencode(form, turned)[1].tobytes()
