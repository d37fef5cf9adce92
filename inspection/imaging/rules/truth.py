"""Does a mark find what is there? Boxes in pixels of the scan: x, y, width, height."""

from collections.abc import Iterable, Mapping
from typing import Any

PERMILLE = 1_000
NAMES = ("x", "y", "width", "height")


def covered_permille(mark: Mapping[str, Any], thing: Mapping[str, Any]) -> int:
    """How much of the thing lies under the mark."""
    wide = min(mark["x"] + mark["width"], thing["x"] + thing["width"]) - max(mark["x"], thing["x"])
    tall = min(mark["y"] + mark["height"], thing["y"] + thing["height"]) - max(
        mark["y"], thing["y"]
    )
    if wide <= 0 or tall <= 0:
        return 0
    return wide * tall * PERMILLE // (thing["width"] * thing["height"])


def finds_any(
    marks: Iterable[Mapping[str, Any]], truth: Iterable[Mapping[str, Any]], *, permille: int
) -> bool:
    """Whether one of the marks covers at least that much of one of the things."""
    things = list(truth)
    return any(covered_permille(mark, thing) >= permille for mark in marks for thing in things)


def is_right(
    *,
    verdict: str,
    marks: Iterable[Mapping[str, Any]],
    truth: Iterable[Mapping[str, Any]],
    overlap_permille: int,
) -> bool:
    """A clean scan called clear, or a thing that was suspected where it lies."""
    things = list(truth)
    if not things:
        return verdict == "CLEAR"
    return verdict == "SUSPECT" and finds_any(marks, things, permille=overlap_permille)


def is_a_box(given: object, *, width: int, height: int) -> bool:
    """Whole numbers, and inside the scan."""
    if not isinstance(given, Mapping):
        return False
    if any(type(given.get(name)) is not int for name in NAMES):
        return False
    x, y, wide, tall = (given[name] for name in NAMES)
    return x >= 0 and y >= 0 and wide > 0 and tall > 0 and x + wide <= width and y + tall <= height
