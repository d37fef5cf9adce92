"""Which read words belong together as one container number. Pure geometry."""

from collections.abc import Sequence
from dataclasses import dataclass

from hardware_adapters.devices.optics.solve import Reading, clean, is_size_type, readings_in


@dataclass(frozen=True, kw_only=True)
class Word:
    """A piece of read text with its upright box, in pixels of the whole frame."""

    text: str
    score: float
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return max(1.0, self.bottom - self.top)

    @property
    def width(self) -> float:
        return max(1.0, self.right - self.left)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a number stands, who read it, and how."""

    left: float
    top: float
    right: float
    bottom: float
    letter_height: float
    reading: Reading


def places(words: Sequence[Word], *, look: str) -> list[Place]:
    """Every place in the frame where a number stands, the best reading of each."""
    useful = [word for word in words if clean(word.text) and not is_size_type(word.text)]
    found: list[Place] = []
    for first in useful:
        for group in _groups(first, useful):
            score = sum(word.score for word in group) / len(group)
            text = "".join(word.text for word in group)
            for reading in readings_in(text, look=look, score=score)[:1]:
                found.append(_place(group, reading))
    found.sort(key=lambda one: (not one.reading.is_whole, one.reading.folds, -one.reading.score))
    kept: list[Place] = []
    for one in found:
        if not any(_overlap(one, other) for other in kept):
            kept.append(one)
    return kept


def _groups(first: Word, words: Sequence[Word]) -> list[list[Word]]:
    """The word alone, with its neighbours on the right, with the line beneath."""
    row = [first, *_to_the_right(first, words)]
    groups = [row[:count] for count in range(1, min(len(row), 4) + 1)]
    for below in words:
        if below is not first and _is_beneath(first, below):
            line = [below, *_to_the_right(below, words)]
            groups += [[first, *line[:count]] for count in range(1, min(len(line), 3) + 1)]
    return groups


def _to_the_right(word: Word, words: Sequence[Word]) -> list[Word]:
    row: list[Word] = []
    last = word
    for other in sorted(words, key=lambda one: one.left):
        same_row = abs(other.middle - last.middle) < 0.5 * max(last.height, other.height)
        gap = other.left - last.right
        similar = 0.45 < other.height / last.height < 2.2
        if other is not word and same_row and similar and -0.4 < gap / last.height < 2.5:
            row.append(other)
            last = other
    return row


def _is_beneath(upper: Word, lower: Word) -> bool:
    gap = lower.top - upper.bottom
    beside = min(upper.right, lower.right) - max(upper.left, lower.left)
    similar = 0.5 < lower.height / upper.height < 2.0
    return similar and -0.5 < gap / upper.height < 1.0 and beside > 0.3 * upper.width


def _place(group: Sequence[Word], reading: Reading) -> Place:
    return Place(
        left=min(word.left for word in group),
        top=min(word.top for word in group),
        right=max(word.right for word in group),
        bottom=max(word.bottom for word in group),
        letter_height=sum(word.height for word in group) / len(group),
        reading=reading,
    )


def _overlap(a: Place, b: Place) -> bool:
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    return width > 0 and height > 0
