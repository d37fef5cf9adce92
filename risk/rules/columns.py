"""Facts of many shipments as columns: what the vector form of a rule reads.

Texts are numbers into a list of words, so that a question to a text is asked once a word and
not once a row. An unknown number is NaN, an unknown text -1.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from risk.facts import ShipmentFacts
from risk.rules.expressions import Fact, item_facts, shipment_facts

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Bools = NDArray[np.bool_]


@dataclass
class Words:
    """The different texts of a column, and what was asked of each of them already."""

    words: tuple[str, ...]
    asked: dict[Any, Bools] = field(default_factory=dict)

    def answers(self, key: Any, question: Callable[[str], bool]) -> Bools:
        """One answer a word, and False at the end, where the unknown text looks it up."""
        found = self.asked.get(key)
        if found is None:
            found = np.array([*map(question, self.words), False], dtype=bool)
            self.asked[key] = found
        return found


@dataclass(frozen=True)
class Texts:
    codes: Codes
    words: Words

    def cut(self, start: int, stop: int) -> "Texts":
        return Texts(self.codes[start:stop], self.words)


@dataclass(frozen=True)
class Lists:
    """Several texts a row: ``offsets[i]`` to ``offsets[i + 1]`` of ``codes`` are those of row i."""

    offsets: NDArray[np.int64]
    codes: Codes
    words: Words

    def cut(self, start: int, stop: int) -> "Lists":
        part = self.offsets[start : stop + 1]
        return Lists(part - part[0], self.codes[part[0] : part[-1]], self.words)

    def owners(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))


@dataclass(frozen=True)
class Columns:
    """``size`` rows; of shipments also their ``items``, whose rows ``owner`` points back."""

    size: int
    numbers: Mapping[str, Floats]
    texts: Mapping[str, Texts]
    lists: Mapping[str, Lists]
    faulty: Bools  # rows with a fact that is no number
    items: "Columns | None" = None
    offsets: NDArray[np.int64] | None = None  # where each shipment's goods begin

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """The shipment of each line of goods."""
        assert self.offsets is not None
        return np.repeat(np.arange(self.size), np.diff(self.offsets))

    def cut(self, start: int, stop: int) -> "Columns":
        """Rows ``start`` to ``stop`` with their goods; texts keep their words."""
        stop = min(stop, self.size)
        items, offsets = None, None
        if self.items is not None and self.offsets is not None:
            part = self.offsets[start : stop + 1]
            items, offsets = self.items.cut(int(part[0]), int(part[-1])), part - part[0]
        return Columns(
            size=stop - start,
            numbers={name: one[start:stop] for name, one in self.numbers.items()},
            texts={name: one.cut(start, stop) for name, one in self.texts.items()},
            lists={name: one.cut(start, stop) for name, one in self.lists.items()},
            faulty=self.faulty[start:stop],
            items=items,
            offsets=offsets,
        )


def columns_of(
    shipments: Sequence[ShipmentFacts], *, facts: Iterable[str], items: Iterable[str]
) -> Columns:
    """Columns of the facts asked for; every number of a shipment is looked at, asked or not."""
    known, of_items = shipment_facts(), item_facts()
    goods = [item for one in shipments for item in one.items]
    offsets = np.concatenate(([0], np.cumsum([len(one.items) for one in shipments]))).astype(
        np.int64
    )
    inner = _columns(goods, [of_items[name] for name in sorted(items)], of_items)
    outer = _columns(shipments, [known[name] for name in sorted({*facts, "on"})], known)
    faulty = outer.faulty.copy()
    faulty[np.repeat(np.arange(len(shipments)), np.diff(offsets))[inner.faulty]] = True
    return Columns(
        size=outer.size,
        numbers=outer.numbers,
        texts=outer.texts,
        lists=outer.lists,
        faulty=faulty,
        items=inner,
        offsets=offsets,
    )


def _columns(rows: Sequence[Any], wanted: list[Fact], known: Mapping[str, Fact]) -> Columns:
    numbers: dict[str, Floats] = {}
    texts: dict[str, Texts] = {}
    lists: dict[str, Lists] = {}
    for fact in wanted:
        values = [getattr(row, fact.name) for row in rows]
        if fact.kind in ("number", "flag"):
            numbers[fact.name] = _floats(values)
        elif fact.kind == "day":
            numbers[fact.name] = _floats([one and one.toordinal() for one in values])
        elif fact.kind == "text":
            codes, words = coded(values)
            texts[fact.name] = Texts(codes, words)
        else:
            lengths = np.cumsum([0, *(len(one) for one in values)]).astype(np.int64)
            codes, words = coded([text for one in values for text in one])
            lists[fact.name] = Lists(lengths, codes, words)
    return Columns(
        size=len(rows),
        numbers=numbers,
        texts=texts,
        lists=lists,
        faulty=_faulty(rows, [one.name for one in known.values() if one.kind == "number"]),
    )


def _floats(values: list[Any]) -> Floats:
    return np.array([math.nan if one is None else float(one) for one in values], dtype=np.float64)


def _faulty(rows: Sequence[Any], names: list[str]) -> Bools:
    found = np.zeros(len(rows), dtype=bool)
    for name in names:
        values = [getattr(row, name) for row in rows]
        found |= ~np.isfinite(np.array([0.0 if v is None else float(v) for v in values]))
    return found


def coded(values: Sequence[str | None]) -> tuple[Codes, Words]:
    """Each text's place in the list of different texts; -1 for an unknown one."""
    places: dict[str, int] = {}
    codes = np.fromiter(
        (-1 if one is None else places.setdefault(one, len(places)) for one in values),
        dtype=np.int32,
        count=len(values),
    )
    return codes, Words(tuple(places))
