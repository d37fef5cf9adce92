"""How the facts of two periods are spread, and how well probabilities were kept."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from risk.cases.queries import Period
from risk.cases.queries.days import NUMBERS, SPREAD, WORDS, counted

MOST_WORDS = 30


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Cases of two periods in the same bins; ``labels`` name them."""

    fact: str
    labels: tuple[str, ...]
    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ReadingBin:
    """Readings of a model whose probability lies in one bin, and what was found among them."""

    model: str
    number: int
    read: int
    looked: int
    expected_ppm: int
    found: int


def spreads(*, before: Period, after: Period) -> list[Spread]:
    """Each fact of both periods, numbers in about tenths of the earlier one."""
    first, second = (_by_fact(one) for one in (before, after))
    numbers = [_of_number(fact, first[fact], second[fact]) for fact in NUMBERS]
    return numbers + [_of_word(fact, first[fact], second[fact]) for fact in WORDS]


def _by_fact(period: Period) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {fact: {} for fact in (*NUMBERS, *WORDS)}
    for key, (count,) in counted(SPREAD, since=period.since, until=period.until).items():
        fact, _, value = key.partition("|")
        found[fact][value] = count
    return found


def _of_number(fact: str, first: dict[str, int], second: dict[str, int]) -> Spread:
    """Cut where the earlier cases pass a tenth, at the steps by which numbers are counted."""
    steps = NUMBERS[fact][1]
    cuts: list[int] = []
    seen, tenths, whole = 0, 0, sum(first.values())
    for step in sorted(map(int, first)):
        if seen * 10 // whole > tenths:
            cuts.append(step)
            tenths = seen * 10 // whole
        seen += first[str(step)]
    return Spread(
        fact=fact,
        labels=_edges([steps[cut - 1] for cut in cuts]) or ("–",),
        before=_pooled(first, cuts),
        after=_pooled(second, cuts),
    )


def _pooled(counts: dict[str, int], cuts: list[int]) -> tuple[int, ...]:
    """A step belongs to the last cut that it reaches."""
    pools = [0] * (len(cuts) + 1)
    for step, count in counts.items():
        pools[bisect_right(cuts, int(step))] += count
    return tuple(pools)


def _of_word(fact: str, first: dict[Any, int], second: dict[Any, int]) -> Spread:
    words = sorted(
        {*first, *second}, key=lambda word: (-first.get(word, 0) - second.get(word, 0), str(word))
    )
    kept, rest = words[:MOST_WORDS], words[MOST_WORDS:]
    counts = [[one.get(word, 0) for word in kept] for one in (first, second)]
    if rest:
        counts = [
            [*kept_counts, sum(one.get(word, 0) for word in rest)]
            for kept_counts, one in zip(counts, (first, second), strict=True)
        ]
    return Spread(
        fact=fact,
        labels=(*(str(word) for word in kept), *(("…",) if rest else ())),
        before=tuple(counts[0]),
        after=tuple(counts[1]),
    )


def _edges(edges: list[float]) -> tuple[str, ...]:
    if not edges:
        return ()
    shown = [f"{edge:,.10g}" for edge in edges]
    pairs = zip(shown, shown[1:], strict=False)
    return (f"< {shown[0]}", *(f"{a} – {b}" for a, b in pairs), f"≥ {shown[-1]}")


def reading_bins(*, period: Period) -> list[ReadingBin]:
    """Tenths of probability by model, with the outcomes of the cases somebody looked into."""
    found = counted("reading", since=period.since, until=period.until)
    split = {(*key.rpartition("|")[::2],): figures for key, figures in found.items()}
    return [
        ReadingBin(
            model=model,
            number=int(number),
            read=read,
            looked=looked,
            expected_ppm=expected,
            found=hit,
        )
        for (model, number), (read, looked, expected, hit) in sorted(split.items())
    ]
