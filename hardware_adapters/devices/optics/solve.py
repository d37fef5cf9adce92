"""From read characters to a container number, and from readings to certainty. Pure.

A container number (ISO 6346) is four letters, the last of them U, J or Z, six digits and a
check digit. A reading may fold what looks alike by position (a 0 among the letters is an O),
because the position decides it. Nothing is ever guessed by means of the check digit: a
*computed* check digit proves nothing, only a check digit that was *read* and fits does.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from customs_portal.kit.identifiers import container_check_digit

LETTER_FOR = {"0": "O", "1": "I", "2": "Z", "5": "S", "6": "G", "8": "B", "4": "A", "7": "T"}
DIGIT_FOR = {
    "O": "0", "Q": "0", "D": "0", "U": "0", "C": "0", "I": "1", "L": "1", "J": "1", "Z": "2",
    "A": "4", "S": "5", "G": "6", "T": "7", "Y": "7", "B": "8", "E": "8",
}  # fmt: skip
FOLDS_ALLOWED = 3
SIZE_TYPE = re.compile(r"^[1-9LMC][0-9A-Z][A-Z][0-9OI]$")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One look's answer: ten characters, and the check digit if it was seen (else empty)."""

    look: str
    body: str
    check_digit: str
    score: float
    folds: int = 0

    @property
    def text(self) -> str:
        return self.body + self.check_digit

    @property
    def is_whole(self) -> bool:
        """The check digit was read and the arithmetic is right."""
        return bool(self.check_digit) and container_check_digit(self.body) == self.check_digit


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """``container_no`` is empty unless two looks agree; ``readings`` tells what each saw."""

    container_no: str
    confidence_permille: int
    readings: tuple[str, ...]


def clean(text: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def is_size_type(text: str) -> bool:
    """A size-type code such as 22G1: it stands beside the number and is no part of it."""
    return bool(SIZE_TYPE.match(clean(text)))


def readings_in(text: str, *, look: str, score: float) -> list[Reading]:
    """Every way in which the text contains a container number, fewest folds first."""
    characters = clean(text)
    found = []
    for start in range(len(characters) - 9):
        for length in (11, 10):
            window = characters[start : start + length]
            if len(window) < length:
                continue
            folded = _fold(window)
            if folded is None:
                continue
            folds = sum(a != b for a, b in zip(window, folded, strict=True))
            if folds <= FOLDS_ALLOWED:
                found.append(
                    Reading(
                        look=look,
                        body=folded[:10],
                        check_digit=folded[10:],
                        score=score,
                        folds=folds,
                    )
                )
    return sorted(found, key=lambda one: (not one.is_whole, one.folds, -len(one.text)))


def _fold(window: str) -> str | None:
    letters = "".join(LETTER_FOR.get(one, one) for one in window[:4])
    digits = "".join(DIGIT_FOR.get(one, one) for one in window[4:])
    if letters.isalpha() and letters[3] in "UJZ" and digits.isdigit():
        return letters + digits
    return None


def agree(readings: Iterable[Reading]) -> Outcome:
    """Certain when two looks read the same ten characters, a read check digit fits them, and
    no look contradicts with another whole number or more often with another check digit."""
    heard = tuple(readings)
    texts = tuple(dict.fromkeys(f"{one.look} {one.text}" for one in heard))
    bodies = Counter(body for _, body in {(one.look, one.body) for one in heard})
    whole = {one.body for one in heard if one.is_whole}
    if len(whole) != 1:
        return Outcome(container_no="", confidence_permille=0, readings=texts)
    body = whole.pop()
    fitting = sum(one.is_whole for one in heard if one.body == body)
    contrary = sum(bool(one.check_digit) and not one.is_whole for one in heard if one.body == body)
    rivals = max((count for other, count in bodies.items() if other != body), default=0)
    if bodies[body] < 2 or rivals >= bodies[body] or contrary >= fitting:
        return Outcome(container_no="", confidence_permille=0, readings=texts)
    scores = [one.score for one in heard if one.body == body]
    confidence = min(999, max(0, int(1000 * sum(scores) / len(scores))))
    return Outcome(
        container_no=body + container_check_digit(body),
        confidence_permille=confidence,
        readings=texts,
    )
