"""A reader that stays: one confined process answers one question after another, with bytes.

Starting a process costs more than reading a picture does. Like ``alone.py``: an empty environment,
limits set before the first byte of a stranger; whatever kills it kills nothing else, and the next
question starts another. It is ended after ``MOST_QUESTIONS``, so that nothing can settle in it.

On the wire, both ways: length of the words (4 bytes), the words as JSON, then the parts whose
lengths the words name under ``parts``.
"""

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from typing import Any

from customs_portal.confined.alone import BEGIN, ROOT, place_of

MOST_QUESTIONS = 200
LONGEST_WORDS = 4 * 1024 * 1024


class Died(Exception):
    """It died of its limits, took too long, or answered nonsense."""


class Standing:
    """``module.main()`` answers; ``library`` is the one package folder it may import from."""

    def __init__(self, module: str, *, library: str, wall_seconds: float, most_bytes: int) -> None:
        self.module, self.library = module, library
        self.wall_seconds, self.most_bytes = wall_seconds, most_bytes
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._asked = 0

    def ask(self, words: dict[str, Any], *parts: bytes) -> tuple[dict[str, Any], list[bytes]]:
        """What it answered. Raises ``Died``; the next question finds a new process."""
        with self._turn:
            process = self._ready()
            until = time.monotonic() + self.wall_seconds
            watch = threading.Timer(self.wall_seconds, process.kill)
            watch.start()  # writing into a full pipe has no time limit of its own
            try:
                answer = self._asked_of(process, words, parts, until)
            except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
                self._end()
                raise Died(type(error).__name__) from error
            finally:
                watch.cancel()
            self._asked += 1
            if self._asked >= MOST_QUESTIONS:
                self._end()
            return answer

    def end(self) -> None:
        with self._turn:
            self._end()

    def _asked_of(
        self,
        process: "subprocess.Popen[bytes]",
        words: dict[str, Any],
        parts: tuple[bytes, ...],
        until: float,
    ) -> tuple[dict[str, Any], list[bytes]]:
        assert process.stdin is not None and process.stdout is not None
        head = json.dumps({**words, "parts": [len(one) for one in parts]}).encode()
        process.stdin.write(struct.pack(">I", len(head)) + head)
        for one in parts:
            process.stdin.write(one)
        process.stdin.flush()
        source = process.stdout.fileno()
        (length,) = struct.unpack(">I", _exactly(source, 4, until))
        if length > LONGEST_WORDS:
            raise ValueError(length)
        answer = json.loads(_exactly(source, length, until))
        lengths = [int(one) for one in answer.pop("parts")]
        if min(lengths, default=0) < 0 or sum(lengths) > self.most_bytes:
            raise ValueError(lengths)
        return answer, [_exactly(source, one, until) for one in lengths]

    def _ready(self) -> "subprocess.Popen[bytes]":
        if self._owner != os.getpid():  # a fork speaks with a process of its own
            self._process = None
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._owner, self._asked = os.getpid(), 0
        self._process = subprocess.Popen(  # noqa: S603 (our own module, no words from outside)
            [sys.executable, "-I", "-S", "-c", BEGIN, self.module, str(ROOT)]
            + [place_of(self.library)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            close_fds=True,
        )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()
        process.wait()


def _exactly(source: int, count: int, until: float) -> bytes:
    """Raises ``ValueError`` when it ends before, or is not there in time."""
    found = bytearray()
    while len(found) < count:
        left = until - time.monotonic()
        if left <= 0 or not select.select([source], [], [], left)[0]:
            raise ValueError("late")
        piece = os.read(source, min(count - len(found), 1 << 20))
        if not piece:
            raise ValueError("it ended")
        found += piece
    return bytes(found)
