"""Target encodings: how often declarations alike were found at fault, in whole numbers.

Encodings form a tree: each is its parent and one column more (commodity, then origin, then
departure ...). What was never seen together falls back to its parent, so an unseen code or
country is read as its heading, its chapter, or the average. Shares are ten-thousandths, divided
downwards: Python, numpy and a calculator agree on every digit.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.models.columns import UNKNOWN, Columns, Integers, Rows

ONE = 10_000
ROOT = "all"


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """``name`` is ``parent`` narrowed by ``column``."""

    name: str
    parent: str
    column: str


def encoding(path: str) -> Encoding:
    """``"hs6+origin"`` is ``"hs6"`` narrowed by ``origin``."""
    parent, _, column = path.rpartition("+")
    return Encoding(name=path, parent=parent or ROOT, column=column)


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Counts by encoding, rebuilt from the distinct rows of the training period.

    ``columns`` are those distinct rows, ``counts`` how often each came and ``faults`` how often
    it was found at fault. ``weight`` is how many declarations the parent's share is worth.
    """

    encodings: tuple[Encoding, ...]
    weight: int
    columns: Columns
    counts: Integers
    faults: Integers
    vocabularies: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def base(self) -> int:
        """The share of all, in ten-thousandths."""
        return int(ONE * self.faults.sum() // max(1, int(self.counts.sum())))

    @cached_property
    def _levels(self) -> dict[str, tuple[Integers, Integers, Integers]]:
        """By encoding: sorted keys, counts, faults."""
        ids: dict[str, Integers] = {ROOT: np.zeros(len(self.columns), np.int64)}
        levels = {}
        for one in self.encodings:
            words, codes = self._vocabulary(one.column)
            keys = _keys(ids[one.parent], codes, len(words))
            known = keys != UNKNOWN
            found, at = np.unique(keys[known], return_inverse=True)
            mine = np.full(len(keys), UNKNOWN, np.int64)
            mine[known] = at
            ids[one.name] = mine
            counts = np.zeros(len(found), np.int64)
            faults = np.zeros(len(found), np.int64)
            np.add.at(counts, at, self.counts[known])
            np.add.at(faults, at, self.faults[known])
            levels[one.name] = (found, counts, faults)
        return levels

    def _vocabulary(self, column: str) -> tuple[npt.NDArray[Any], Integers]:
        values = self.columns.column(column)
        if column not in self.vocabularies:
            self.vocabularies[column] = np.unique(values[~_lacking(values)])
        words = self.vocabularies[column]
        return words, _codes(words, values)

    def read(self, columns: Columns) -> tuple[Rows, Rows]:
        """Shares and counts, a row for each declaration and a column for each encoding."""
        levels = self._levels
        ids: dict[str, Integers] = {ROOT: np.zeros(len(columns), np.int64)}
        share: dict[str, Integers] = {ROOT: np.full(len(columns), self.base, np.int64)}
        codes: dict[str, Integers] = {}
        shares = np.empty((len(columns), len(self.encodings)), np.int32)
        counted = np.empty_like(shares)
        for at, one in enumerate(self.encodings):
            if one.column not in codes:
                words = self.vocabularies[one.column]
                codes[one.column] = _codes(words, columns.column(one.column))
            keys = _keys(ids[one.parent], codes[one.column], len(self.vocabularies[one.column]))
            found, counts, faults = levels[one.name]
            mine = _codes(found, keys)
            seen = mine != UNKNOWN
            n = np.where(seen, counts[mine], 0) if len(counts) else np.zeros_like(keys)
            s = np.where(seen, faults[mine], 0) if len(counts) else np.zeros_like(keys)
            ids[one.name] = mine
            share[one.name] = (ONE * s + self.weight * share[one.parent]) // (n + self.weight)
            shares[:, at], counted[:, at] = share[one.name], n
        return shares, counted


def distinct(columns: Columns, truth: npt.NDArray[np.bool_]) -> tuple[Columns, Integers, Integers]:
    """The distinct rows, how often each came, and how often it was at fault."""
    ids = np.zeros(len(columns), np.int64)
    for name in ("hs6", "departure", "origin", "rate", "tax_type", "mass", "price"):
        _, codes = np.unique(columns.column(name), return_inverse=True)
        _, ids = np.unique(ids * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    _, first, at = np.unique(ids, return_index=True, return_inverse=True)
    counts = np.bincount(at, minlength=len(first)).astype(np.int64)
    faults = np.bincount(at[truth], minlength=len(first)).astype(np.int64)
    return columns.taken(first), counts, faults


def tables_of(
    columns: Columns,
    truth: npt.NDArray[np.bool_],
    *,
    encodings: tuple[Encoding, ...],
    weight: int,
) -> Tables:
    rows, counts, faults = distinct(columns, truth)
    return Tables(encodings=encodings, weight=weight, columns=rows, counts=counts, faults=faults)


def _lacking(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    return values == (UNKNOWN if values.dtype.kind == "i" else "")


def _codes(words: npt.NDArray[Any], values: npt.NDArray[Any]) -> Integers:
    """The place of each value in the sorted ``words``; ``UNKNOWN`` for one that is not there."""
    if not len(words):
        return np.full(len(values), UNKNOWN, np.int64)
    at = np.minimum(np.searchsorted(words, values), len(words) - 1)
    return np.where(words[at] == values, at, UNKNOWN)


def _keys(parents: Integers, codes: Integers, size: int) -> Integers:
    unseen = (parents == UNKNOWN) | (codes == UNKNOWN)
    return np.where(unseen, UNKNOWN, parents * (size + 1) + codes)
