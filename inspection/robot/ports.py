"""What the robots' list asks of the lines above it, which it may not call."""

from collections.abc import Callable

Seals = Callable[[str], tuple[str, ...]]

_asked: list[Seals] = []


def tell_seals(of_container: Seals, /) -> None:
    """A line says which seals its papers name for a container."""
    if of_container not in _asked:
        _asked.append(of_container)


def seals_declared(container_no: str) -> tuple[str, ...]:
    """Over all lines that told, each once."""
    return tuple(dict.fromkeys(seal for ask in _asked for seal in ask(container_no) if seal))
