"""What one delivery may be at most, and how a delivery that cannot be read is named."""

from typing import Any

MEBIBYTE = 1024 * 1024
MOST_BYTES = 192 * MEBIBYTE
MOST_PIXELS = 40_000_000  # of one plane
MOST_SAMPLES = 96_000_000  # of all planes together
MOST_SIDE = 60_000
LEAST_SIDE = 8
MEMORY = 2_560 * MEBIBYTE
CPU_SECONDS = 60
WALL_SECONDS = 120


class Unreadable(Exception):
    """``rule`` names what is wrong, ``field`` where, ``words`` fill the sentence."""

    def __init__(self, rule: str, field: str = "file", **words: Any) -> None:
        super().__init__(rule)
        self.rule, self.field = rule, field
        self.words = {name: str(value)[:80] for name, value in words.items()}


def check_size(*, columns: int, rows: int, frames: int = 1, planes: int = 1) -> None:
    """Before anything is unpacked: what the file says of its own size."""
    if columns < LEAST_SIDE or rows < LEAST_SIDE or frames < 1:
        raise Unreadable("too_small", columns=columns, rows=rows)
    beyond = columns > MOST_SIDE or rows > MOST_SIDE or columns * rows > MOST_PIXELS
    if beyond or columns * rows * frames * planes > MOST_SAMPLES:
        raise Unreadable("too_many_pixels", columns=columns, rows=rows, frames=frames)
