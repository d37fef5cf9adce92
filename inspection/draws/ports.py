"""What the draws ask of the wings above them, which they may not call."""

from collections.abc import Callable, Mapping

Workload = Callable[[], Mapping[str, int]]

_asked: list[Workload] = []


def tell_workload(of_officers: Workload, /) -> None:
    """A wing says how many open orders each officer has in hand."""
    if of_officers not in _asked:
        _asked.append(of_officers)


def workload() -> dict[str, int]:
    """Open orders by officer, over all wings that told."""
    found: dict[str, int] = {}
    for ask in _asked:
        for officer, count in ask().items():
            found[officer] = found.get(officer, 0) + count
    return found
