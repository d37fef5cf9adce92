"""Telling the person at the terminal what is going on: a moving line, or plain lines."""

import sys
import time
from typing import TextIO

_EVERY_SECONDS = 5.0


class Terminal:
    """One updating line on a terminal; a plain line now and then in a log."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stdout
        self.moving = self.stream.isatty()
        self._open = False
        self._said_at = 0.0

    def line(self, text: str) -> None:
        """A line that stays."""
        self._write(("\r\x1b[K" if self._open else "") + text + "\n")
        self._open = False

    def progress(self, text: str) -> None:
        """A line that the next one replaces."""
        if self.moving:
            self._write("\r\x1b[K" + text[:100])
            self._open = True
        elif time.monotonic() - self._said_at > _EVERY_SECONDS:
            self._said_at = time.monotonic()
            self._write(text + "\n")

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
