"""Rows of the reports, the same for the screen and for a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from risk.outcomes.pages.words import word_of
from risk.outcomes.queries.chance import ChanceReport
from risk.outcomes.queries.monitoring import Drift
from risk.outcomes.queries.rates import Comparison, Rate
from risk.statistics import Share

_RATE_HEAD = ("judged", "stopped", "looked_into", "found", "hit_low", "hit_high")
_IDLE_HEAD = ("stops_looked_into", "stops_for_nothing", "nothing_low", "nothing_high")
RATE_HEAD = ("group", "name", *_RATE_HEAD, *_IDLE_HEAD)
FAIRNESS_HEAD = ("grouping", *RATE_HEAD, "others_stopped", "others_for_nothing", "differs")
CHANCE_HEAD = (
    "grade", "judged", "drawn", "drawn_low", "drawn_high", "expected", "permille_by_law", "within",
)  # fmt: skip
DRIFT_HEAD = ("fact", "psi", "level", "bin", "before", "after")
LABEL_HEAD = (
    "outcome_no", "subject_reference", "assessment_no", "source", "evidence", "found", "kind",
    "category", "reason", "by", "corrects", "replaced", "recorded_at",
)  # fmt: skip
SORTS = {
    "key": lambda rate: rate.key,
    "judged": lambda rate: rate.judged,
    "stopped": lambda rate: rate.stopped.value or -1.0,
    "looked": lambda rate: rate.hit.of,
    "hit": lambda rate: rate.hit.value if rate.hit.value is not None else -1.0,
    "idle": lambda rate: rate.idle.value if rate.idle.value is not None else -1.0,
}


def sorted_rates(rates: Iterable[Rate], sort: str) -> list[Rate]:
    by = SORTS.get(sort.lstrip("-"))
    found = list(rates)
    return found if by is None else sorted(found, key=by, reverse=sort.startswith("-"))


def rate_rows(grouping: str, rates: Iterable[Rate]) -> Iterator[list[Any]]:
    for one in rates:
        yield _rate_cells(grouping, one)


def _rate_cells(grouping: str, one: Rate) -> list[Any]:
    return [
        *(one.key, word_of(grouping, one.key), one.judged, one.stopped.part),
        *(one.hit.of, one.hit.part, *_ends(one.hit)),
        *(one.idle.of, one.idle.part, *_ends(one.idle)),
    ]


def fairness_rows(tables: Iterable[tuple[str, Iterable[Comparison]]]) -> Iterator[list[Any]]:
    for grouping, comparisons in tables:
        for one in comparisons:
            others = [_figure(one.others.stopped.value), _figure(one.others.idle.value)]
            cells = _rate_cells(grouping, one.rate)
            yield [grouping, *cells, *others, " ".join(one.differs)]


def chance_rows(report: ChanceReport) -> Iterator[list[Any]]:
    for one in report.grades:
        yield [
            *(one.grade, one.drawn.of, one.drawn.part, *_ends(one.drawn)),
            *(f"{one.expected:.3f}", " ".join(map(str, one.permille)), "1" if one.within else "0"),
        ]


def drift_rows(drifts: Iterable[Drift]) -> Iterator[list[Any]]:
    for one in drifts:
        bins = zip(one.spread.labels, one.spread.before, one.spread.after, strict=True)
        for label, before, after in bins:
            yield [one.spread.fact, _figure(one.psi), one.level, label, before, after]


def _ends(share: Share) -> tuple[str, str]:
    return _figure(share.low), _figure(share.high)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.4f}"
