"""Reading the number of a mechanical seal from a picture taken close by.

ISO 17712 wants the maker's mark and a unique number on the seal; what is looked for is two to
four letters and six to eight digits (``HD0153421``). Two looks must agree, the whole frame and
the place cut out and enlarged, and no third may contradict. A picture that shows no such number
says so; whether the seal is missing or only dirty is for a person. ``read_seal_picture`` runs in
a confined process only; the rest is arithmetic on read words.
"""

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from hardware_adapters.devices.optics.layout import Word
from hardware_adapters.devices.optics.solve import DIGIT_FOR, LETTER_FOR, clean

LETTERS, DIGITS = range(2, 5), range(6, 9)
FOLDS_ALLOWED = 1
CUT_HEIGHT = 72  # pixels of the letters in the enlarged cut
TURNS = (-6.0, 6.0)  # degrees: a seal hangs as it was pressed shut


@dataclass(frozen=True, kw_only=True)
class SealReading:
    """What one look saw: a number of the form of a seal's, and how sure the recogniser was."""

    look: str
    seal_no: str
    score: float
    word: Word


@dataclass(frozen=True, kw_only=True)
class SealRead:
    """``seal_no`` is empty unless two looks agree; ``readings`` tells what each saw."""

    seal_no: str
    confidence_permille: int
    readings: tuple[str, ...]
    milliseconds: int = 0


def seal_numbers_in(text: str) -> list[tuple[int, str]]:
    """Every way to take the whole text as a seal's number: characters folded, number."""
    characters = clean(text)
    found = set()
    for letters in LETTERS:
        head, tail = characters[:letters], characters[letters:]
        if len(tail) not in DIGITS:
            continue
        folded = "".join(LETTER_FOR.get(one, one) for one in head)
        folded += "".join(DIGIT_FOR.get(one, one) for one in tail)
        folds = sum(a != b for a, b in zip(characters, folded, strict=True))
        if folded[:letters].isalpha() and folded[letters:].isdigit() and folds <= FOLDS_ALLOWED:
            found.add((folds, folded))
    return sorted(found)


def readings_in(words: Sequence[Word], *, look: str) -> list[SealReading]:
    """Each word alone, and with its neighbour on the right; those of fewest folds first."""
    found = []
    for word in words:
        for text, score in ((word.text, word.score), *_with_next(word, words)):
            for folds, seal_no in seal_numbers_in(text)[:1]:
                found.append(
                    (folds, SealReading(look=look, seal_no=seal_no, score=score, word=word))
                )
    return [one for _, one in sorted(found, key=lambda pair: (pair[0], -pair[1].score))]


def _with_next(word: Word, words: Sequence[Word]) -> list[tuple[str, float]]:
    beside = [
        other
        for other in words
        if other is not word
        and abs(other.middle - word.middle) < 0.6 * word.height
        and -0.3 < (other.left - word.right) / word.height < 1.6
    ]
    if not beside:
        return []
    nearest = min(beside, key=lambda one: one.left)
    return [(word.text + nearest.text, min(word.score, nearest.score))]


def agree(readings: Iterable[SealReading]) -> SealRead:
    """Certain when two looks read the same number and no look read another as often."""
    heard = list(readings)
    texts = tuple(dict.fromkeys(f"{one.look} {one.seal_no}" for one in heard))
    looks = Counter(number for _, number in {(one.look, one.seal_no) for one in heard})
    best = looks.most_common(2)
    if not best or best[0][1] < 2 or (len(best) > 1 and best[1][1] >= best[0][1]):
        return SealRead(seal_no="", confidence_permille=0, readings=texts)
    number = best[0][0]
    scores = [one.score for one in heard if one.seal_no == number]
    confidence = min(999, max(0, int(1000 * sum(scores) / len(scores))))
    return SealRead(seal_no=number, confidence_permille=confidence, readings=texts)


def read_seal_picture(data: bytes) -> SealRead:
    """Read the seal's number in one JPEG or PNG."""
    from hardware_adapters.devices.optics.reader import calmed, frame_of, words_in

    started = time.perf_counter()
    frame = frame_of(data)
    heard = readings_in(words_in(frame), look="frame")[:1]
    if not heard:
        heard = readings_in(words_in(calmed(frame)), look="calmed frame")[:1]
    if heard:
        cut = _cut(frame, heard[0].word, turn=0.0)
        heard += readings_in(words_in(cut), look="enlarged")[:1]
        if not agree(heard).seal_no:
            heard += readings_in(words_in(calmed(cut)), look="calmed")[:1]
        for turn in TURNS:
            if agree(heard).seal_no:
                break
            turned = _cut(frame, heard[0].word, turn=turn)
            heard += readings_in(words_in(turned), look=f"turned {turn:+.0f}")[:1]
    elapsed = int((time.perf_counter() - started) * 1000)
    read = agree(heard)
    return SealRead(
        seal_no=read.seal_no,
        confidence_permille=read.confidence_permille,
        readings=read.readings,
        milliseconds=elapsed,
    )


def _cut(frame: Any, word: Word, *, turn: float) -> Any:
    """The word with room around it, its letters enlarged; turned by some degrees if asked."""
    import cv2

    height = word.height
    top, bottom = int(word.top - 1.2 * height), int(word.bottom + 1.2 * height)
    left, right = int(word.left - 1.5 * height), int(word.left + 9 * height)
    cut = frame[max(0, top) : bottom, max(0, left) : max(right, int(word.right + height))]
    scale = min(4.0, max(0.5, CUT_HEIGHT / height))
    large = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    if not turn:
        return large
    rows, columns = large.shape[:2]
    turning = cv2.getRotationMatrix2D((columns / 2, rows / 2), turn, 1.0)
    return cv2.warpAffine(large, turning, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
