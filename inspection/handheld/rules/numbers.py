"""Seal numbers as they are read and typed. Pure."""

import re

SHORTEST_SEAL = 5
_NOT_OF_A_NUMBER = re.compile(r"[^0-9A-Z]")


def plain(number: str) -> str:
    """Upper case, letters and digits only: ``sl-0001 234`` is the same seal as ``SL0001234``."""
    return _NOT_OF_A_NUMBER.sub("", number.upper())


def seal_among(*, words: tuple[str, ...], typed: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """The expected seals, and the one that the words name: an expected one when it is there, else
    the surest word that could be a seal (five signs or more, a digit among them)."""
    expected = tuple(number for one in typed if (number := plain(one)))
    read = [plain(word) for word in words]
    agreeing = next((word for word in read if word in expected), "")
    likely = (
        word for word in read if len(word) >= SHORTEST_SEAL and any(sign.isdigit() for sign in word)
    )
    return expected, agreeing or next(likely, "")
