"""What judging asks of the wings above it, which it may not call."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Protocol


class Lots(Protocol):
    def __call__(self, filed: str, /, *, on: date) -> int: ...


_asked: list[Lots] = []


def let_lots_fall(lots: Lots, /) -> None:
    """A wing keeps the secret of each day: the lot of what a firm filed falls there, 0 to 999."""
    if lots not in _asked:
        _asked.append(lots)


def lot_of(filed: str, /, *, on: date) -> int:
    """The lot that falls on these words that day. Raises ``LookupError`` where nobody draws."""
    if not _asked:
        raise LookupError("no wing keeps the secret of a day")
    return _asked[-1](filed, on=on)


@contextmanager
def standing_in(lots: Lots, /) -> Iterator[None]:
    """Within the block all lots fall as ``lots`` says: for days that must not hang on chance."""
    _asked.append(lots)
    try:
        yield
    finally:
        _asked.remove(lots)
