"""The check digit stands in a painted box: find the box beside the number, take what is inside.

A recogniser that sees the frame reads it as a letter; a lone 0 then passes for an O in a box.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_adapters.devices.optics.layout import Place

Pixels = NDArray[Any]

SIDE = 160  # pixels of the enlarged surroundings
LINE = 5  # of the frame itself, to be left out
SHAPE = (0.5, 1.4)  # width by height of the box
DIGIT_HEIGHT = 48


def inside_of_box(frame: Pixels, place: Place) -> Pixels | None:
    """The digit without its box, twice side by side; None when no box is seen."""
    import cv2

    height = place.letter_height
    top, bottom = int(place.bottom - 1.45 * height), int(place.bottom + 0.45 * height)
    left, right = int(place.right - 0.1 * height), int(place.right + 2.0 * height)
    around = frame[max(0, top) : bottom, max(0, left) : right]
    if min(around.shape[:2]) < 12:
        return None
    scale = SIDE / around.shape[0]
    large = cv2.resize(around, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    grey = cv2.medianBlur(cv2.cvtColor(large, cv2.COLOR_BGR2GRAY), 5)
    found = [*_holes(grey, cv2.THRESH_BINARY), *_holes(grey, cv2.THRESH_BINARY_INV)]
    if not found:
        return None
    x, y, width, tall = max(found, key=lambda one: one[2] * one[3])
    digit = large[y + LINE : y + tall - LINE, x + LINE : x + width - LINE]
    scale = DIGIT_HEIGHT / digit.shape[0]
    digit = cv2.resize(digit, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    return np.hstack([digit, digit])


def _holes(grey: Pixels, kind: int) -> list[tuple[int, int, int, int]]:
    """Upright rectangles that something encloses on all four sides."""
    import cv2

    _, mask = cv2.threshold(grey, 0, 255, cv2.THRESH_OTSU | kind)
    edges, family = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for index, edge in enumerate(edges):
        x, y, width, tall = cv2.boundingRect(edge)
        is_hole = family[0][index][3] >= 0
        is_box = tall > SIDE * 0.38 and SHAPE[0] < width / tall < SHAPE[1]
        if is_hole and is_box and cv2.contourArea(edge) > 0.8 * width * tall:
            found.append((x, y, width, tall))
    return found
