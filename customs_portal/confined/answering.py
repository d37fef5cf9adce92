"""Inside a standing reader: hear a question, answer it, until nobody asks any more."""

import json
import struct
import sys
from collections.abc import Callable
from typing import Any

from customs_portal.confined.limits import hold_time

Answer = tuple[dict[str, Any], list[bytes]]


def answer_for_ever(
    look: Callable[[dict[str, Any], list[bytes]], Answer], *, cpu_seconds: int, too_much: Answer
) -> None:
    """``look`` gets the words and the parts; each question may use so much processor time."""
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while len(head := source.read(4)) == 4:
        words = json.loads(source.read(struct.unpack(">I", head)[0]))
        parts = [source.read(length) for length in words.pop("parts")]
        hold_time(cpu_seconds, for_good=False)
        try:
            answer, made = look(words, parts)
        except (MemoryError, RecursionError):
            answer, made = too_much
        del parts
        said = json.dumps({**answer, "parts": [len(one) for one in made]}).encode()
        target.write(struct.pack(">I", len(said)) + said)
        for one in made:
            target.write(one)
        target.flush()
