"""Reading container numbers from photographs (PP-OCRv4 by onnxruntime, offline).

Several looks at one picture: the whole frame; the place of the number cut out and enlarged;
the boxed check digit by itself; a column of characters laid out in a row. ``solve.agree``
says whether they make one certain number. Runs in a confined process only.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hardware_adapters.devices.optics.boxed import inside_of_box
from hardware_adapters.devices.optics.column import column_strips
from hardware_adapters.devices.optics.layout import Place, Word, places
from hardware_adapters.devices.optics.solve import (
    DIGIT_FOR,
    Outcome,
    Reading,
    agree,
    clean,
    readings_in,
)

Pixels = NDArray[Any]

FRAME_SIDE = 1920
LETTER_PIXELS = 56
PLACES = 2


@dataclass(frozen=True, kw_only=True)
class Read:
    """What one picture said."""

    outcome: Outcome
    places: int
    milliseconds: int


def read_picture(data: bytes) -> Read:
    """Read the container number of one JPEG or PNG.

    A frame that shows several containers names none: which one is meant is for a person.
    """
    started = time.perf_counter()
    frame = frame_of(data)
    found = places(words_in(frame), look="frame")
    best = _outcome_of(frame, found)
    rivals = [
        one for one in found if one.reading.is_whole and one.reading.text != best.container_no
    ]
    if best.container_no and rivals:
        texts = (*best.readings, *(f"other {one.reading.text}" for one in rivals))
        best = Outcome(container_no="", confidence_permille=0, readings=texts)
    elapsed = int((time.perf_counter() - started) * 1000)
    return Read(outcome=best, places=len(found), milliseconds=elapsed)


def read_words(data: bytes) -> tuple[str, ...]:
    """Every word on the picture, letters and digits only, the surest first."""
    words = sorted(words_in(frame_of(data)), key=lambda word: -word.score)
    return tuple(text for word in words if (text := clean(word.text)))


def _outcome_of(frame: Pixels, found: Sequence[Place]) -> Outcome:
    """The first place that gives certainty; a column of characters is looked at last."""
    heard: list[Reading] = []
    for place in found[:PLACES]:
        readings = _looks_at(frame, place)
        outcome = agree(readings)
        if outcome.container_no:
            return outcome
        heard += readings
    return agree([*heard, *_looks_at_column(frame)])


def _looks_at(frame: Pixels, place: Place) -> list[Reading]:
    """The frame's own reading, the enlarged cut, and as needed the check digit's box."""
    readings = [place.reading]
    cut = _cut(frame, place, right=3.2)
    readings += _first(places(words_in(cut), look="enlarged"))
    if not agree(readings).container_no:
        calm = calmed(cut)
        readings += _first(places(words_in(calm), look="calmed"))
    if not agree(readings).container_no:
        readings += _with_box_digit(frame, place, readings)
    return readings


def _first(found: Sequence[Place]) -> list[Reading]:
    return [found[0].reading] if found else []


def _with_box_digit(frame: Pixels, place: Place, readings: Sequence[Reading]) -> list[Reading]:
    """The same ten characters, with the digit read from the box to the right of them."""
    body = readings[0].body
    answers = []
    for index, box in enumerate(_boxes(frame, place), start=1):
        text, score = _recognise(box)
        digits = {DIGIT_FOR.get(one, one) for one in clean(text)}
        if len(digits) == 1 and (digit := digits.pop()).isdigit() and score > 0.6:
            answers.append(Reading(look=f"box {index}", body=body, check_digit=digit, score=score))
    return answers


def _boxes(frame: Pixels, place: Place) -> list[Pixels]:
    """Two cuts with the box around the digit, and one from inside of it where it is seen."""
    import cv2

    height = place.letter_height
    top, bottom = int(place.bottom - 1.15 * height), int(place.bottom + 0.15 * height)
    found = []
    for start, end in ((0.05, 1.3), (0.3, 1.6)):
        box = frame[
            max(0, top) : bottom,
            int(place.right + start * height) : int(place.right + end * height),
        ]
        if box.size == 0 or min(box.shape[:2]) < 6:
            continue
        scale = 64 / box.shape[0]
        large = cv2.resize(box, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        found.append(np.hstack([large, large]))
    inside = inside_of_box(frame, place)
    return found if inside is None else [*found, inside]


def _looks_at_column(frame: Pixels) -> list[Reading]:
    """Characters one under the other, laid out in a row and read twice in two cuts."""
    readings: list[Reading] = []
    for index, strip in enumerate(column_strips(frame)):
        text, score = _recognise(strip)
        readings += readings_in(text, look=f"column {index + 1}", score=score)[:1]
    return readings


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)


def warm_up() -> bool:
    """Load the models now, so that the first picture does not wait for them."""
    _engine()
    return True


def words_in(pixels: Pixels) -> list[Word]:
    lines, _ = _engine()(pixels)
    words = []
    for corners, text, score in lines or []:
        across = [float(corner[0]) for corner in corners]
        down = [float(corner[1]) for corner in corners]
        words.append(
            Word(
                text=text,
                score=float(score),
                left=min(across),
                right=max(across),
                top=min(down),
                bottom=max(down),
            )
        )
    return words


def _recognise(pixels: Pixels) -> tuple[str, float]:
    lines, _ = _engine()(pixels, use_det=False, use_cls=False)
    return (str(lines[0][0]), float(lines[0][1])) if lines else ("", 0.0)


def frame_of(data: bytes) -> Pixels:
    import io

    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((FRAME_SIDE, FRAME_SIDE))
        return np.ascontiguousarray(np.asarray(upright)[:, :, ::-1])


def _cut(frame: Pixels, place: Place, *, right: float) -> Pixels:
    import cv2

    height = place.letter_height
    top, bottom = int(place.top - 0.7 * height), int(place.bottom + 0.7 * height)
    left, end = int(place.left - 0.8 * height), int(place.right + right * height)
    cut = frame[max(0, top) : bottom, max(0, left) : end]
    scale = min(4.0, max(0.5, LETTER_PIXELS / height))
    return cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)


def calmed(cut: Pixels) -> Pixels:
    """Even light, stronger contrast, speckle gone."""
    import cv2

    grey = cv2.cvtColor(cut, cv2.COLOR_BGR2GRAY)
    even = cv2.createCLAHE(2.5, (8, 8)).apply(cv2.medianBlur(grey, 3))
    return cv2.cvtColor(even, cv2.COLOR_GRAY2BGR)
