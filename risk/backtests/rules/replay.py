"""What a book would have said of past judgements: pure counting, part by part."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from risk import statistics
from risk.facts import ShipmentFacts
from risk.rules.book import EMPTY, Book
from risk.rules.closures import FactFault, ParameterGap
from risk.rules.columns import columns_of
from risk.rules.vectors import VectorBook

CONTROLS = frozenset({"SCAN", "OPEN"})
MOST_CAUSES = 20
DATA, LEARNED = "D-", "M-"


@dataclass(frozen=True, kw_only=True)
class Past:
    """One judgement as it was; ``found`` is what control brought to light, None: nobody looked."""

    assessment_no: str
    subject_reference: str
    facts: ShipmentFacts | None  # None: what is stored cannot be read back
    hits: tuple[Mapping[str, Any], ...]
    score: int
    threshold: int
    controlled: bool
    found: bool | None


@dataclass(frozen=True, kw_only=True)
class Model:
    """A learned model tried: its points, many shipments at once; None: it gave no reading."""

    name: str
    points: Callable[[Sequence[ShipmentFacts]], Sequence[int | None]]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A judgement that would have gone the other way."""

    past: Past
    score_now: int
    stops_now: bool
    rules_now: tuple[str, ...]


@dataclass
class Tally:
    """Counts over all parts so far; ``groups``: then, now, found then, found now by group."""

    judged: int = 0
    then: int = 0
    now: int = 0
    both: int = 0
    known: int = 0
    found: int = 0
    found_then: int = 0
    found_now: int = 0
    wrong_sums: int = 0
    differing: int = 0
    causes: dict[str, int] = field(default_factory=dict)
    rules: dict[str, list[int]] = field(default_factory=dict)  # hits, stopped then, outcomes, found
    models_then: dict[str, list[int]] = field(default_factory=dict)  # as rules
    models: dict[str, list[int]] = field(default_factory=dict)
    # judged, then, now, found now, found then
    grades: dict[str, list[int]] = field(default_factory=dict)
    countries: dict[str, list[int]] = field(default_factory=dict)

    def failed(self, cause: str) -> None:
        if cause in self.causes or len(self.causes) < MOST_CAUSES:
            self.causes[cause] = self.causes.get(cause, 0) + 1
        else:
            self.causes["…"] = self.causes.get("…", 0) + 1


def replay(
    part: Sequence[Past], book: Book | None, tally: Tally, *, model: Model | None = None
) -> list[Change]:
    """Judge the part by the book, the model, or both; ``tally`` grows, what differs comes back.

    What other sources said then (rules of the house, orders, chance) stays as it was, and so do
    the data rules where no ``book`` is tried and the model where none is. What cannot be judged
    goes to a person.
    """
    replaced = (*(("D-",) if book else ()), *(("M-",) if model else ()))
    readable = [one for one in part if one.facts is not None]
    for _ in range(len(part) - len(readable)):
        tally.failed("facts")
    facts = [one.facts for one in readable if one.facts is not None]
    said = _said_by(book or EMPTY, facts)
    read = list(model.points(facts)) if model else [0] * len(facts)
    changes = []
    for at, past in enumerate(readable):
        others = [hit for hit in past.hits if not str(hit["rule"]).startswith(replaced)]
        rules = said.codes(at) if book else _coded(others, DATA)
        points = read[at]
        score = sum(int(hit["points"]) for hit in others) + said.points(at) + (points or 0)
        asked = any(hit.get("at_least") in CONTROLS for hit in others) or said.asks(at)
        failed = (book is not None and said.failed(at)) or points is None
        if failed:
            tally.failed("model" if points is None else _cause(book or EMPTY, facts[at]))
        stops = score >= past.threshold or asked or failed
        tally.wrong_sums += sum(int(hit["points"]) for hit in past.hits) != past.score
        named = [f"{LEARNED}{model.name}"] if model and points else []
        if model is None:
            named = _coded(others, LEARNED)
        _count(tally, past, stops, rules=rules, models=named)
        if stops != past.controlled:
            mine = (*(rules if book else ()), *(named if model else ()))
            names = (*(str(hit["rule"]) for hit in others), *mine)
            changes.append(Change(past=past, score_now=score, stops_now=stops, rules_now=names))
    tally.differing += len(changes)
    return changes


@dataclass(frozen=True)
class _Said:
    """What the rules of a book say of many shipments."""

    names: npt.NDArray[np.str_]
    spoke: npt.NDArray[np.bool_]
    grave: npt.NDArray[np.bool_]
    judged: Any

    def codes(self, at: int) -> list[str]:
        return list(self.names[self.spoke[at]].tolist())

    def points(self, at: int) -> int:
        return int(self.judged.points[at])

    def asks(self, at: int) -> bool:
        return bool((self.spoke[at] & self.grave).any())

    def failed(self, at: int) -> bool:
        return bool(self.judged.faulty[at])


def _said_by(book: Book, facts: list[ShipmentFacts]) -> _Said:
    vector = VectorBook(book.data_rules)
    columns = columns_of(facts, facts=vector.facts, items=vector.items)
    judged = vector.judge(columns, masks=True)
    codes = np.array([one.code for one in book.data_rules], dtype=np.str_)
    return _Said(
        names=codes,
        grave=np.array([one.at_least in CONTROLS for one in book.data_rules], dtype=bool),
        spoke=np.stack([judged.masks[code] for code in codes], axis=1)
        if len(codes)
        else np.zeros((len(facts), 0), dtype=bool),
        judged=judged,
    )


def _coded(hits: Sequence[Mapping[str, Any]], kind: str) -> list[str]:
    return [str(hit["rule"]) for hit in hits if str(hit["rule"]).startswith(kind)]


def _count(tally: Tally, past: Past, stops: bool, *, rules: list[str], models: list[str]) -> None:
    assert past.facts is not None
    tally.judged += 1
    tally.then += past.controlled
    tally.now += stops
    tally.both += stops and past.controlled
    known, found = past.found is not None, past.found is True
    tally.known += known
    tally.found += found
    tally.found_then += found and past.controlled
    tally.found_now += found and stops
    line = (True, past.controlled, stops, found and stops, found and past.controlled)
    for groups, name in (
        (tally.grades, past.facts.grade or "UNKNOWN"),
        (tally.countries, past.facts.departure_country),
    ):
        _add(groups.setdefault(name, [0, 0, 0, 0, 0]), line)
    spoke = (True, past.controlled, known, found)
    for lines, names in (
        (tally.rules, rules),
        (tally.models, models),
        (tally.models_then, _coded(past.hits, LEARNED)),
    ):
        for name in names:
            _add(lines.setdefault(name, [0, 0, 0, 0]), spoke)


def _add(counts: list[int], line: Sequence[bool]) -> None:
    for place, one in enumerate(line):
        counts[place] += one


def _cause(book: Book, facts: ShipmentFacts) -> str:
    """Why the book could not be asked about a shipment: the first rule that fails says it."""
    for rule in book.rules:
        try:
            rule.evidence(facts, {})
        except ParameterGap as gap:
            return f"{gap.code}: {gap.name}, {gap.day.isoformat()}"
        except FactFault as fault:
            return fault.name
    return "facts"


def wilson(*, successes: int, of: int) -> tuple[float, float, float] | None:
    """Share with its interval of 95 % after Wilson; None without a single trial."""
    if of == 0:
        return None
    return successes / of, *statistics.wilson(successes, of)


def findings(tally: Tally, *, most_permille: int, least_judgements: int) -> list[dict[str, str]]:
    """Why the book is not green; empty when it is."""
    found = [{"rule": "raised", "found": f"{cause} × {n}"} for cause, n in tally.causes.items()]
    if tally.wrong_sums:
        found.append({"rule": "sums", "found": str(tally.wrong_sums)})
    if tally.judged < least_judgements:
        found.append({"rule": "few", "found": f"{tally.judged} < {least_judgements}"})
    if tally.judged and tally.now * 1000 > most_permille * tally.judged:
        share = tally.now * 1000 / tally.judged
        found.append({"rule": "share", "found": f"{share:.1f} ‰ > {most_permille} ‰"})
    return found
