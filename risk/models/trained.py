"""A model in memory: tables, trees and calibration, and the readings they give."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from risk.models.calibration import Calibration
from risk.models.columns import Columns, Integers, Rows
from risk.models.encodings import Tables
from risk.models.features import Scales, matrix, names_of, part_of
from risk.models.trees import Forest
from risk.statistics import population_stability


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What was learned. Scores are the same in numpy, in plain Python and in ONNX."""

    tables: Tables
    scales: Scales
    forest: Forest
    calibration: Calibration

    @cached_property
    def features(self) -> tuple[str, ...]:
        return names_of(self.tables)

    def matrix(self, columns: Columns) -> Rows:
        return matrix(columns, self.tables, self.scales)

    def scores(self, columns: Columns) -> Integers:
        return self.forest.scores(self.matrix(columns))

    def parts(self, row: Rows) -> tuple[int, tuple[tuple[str, int], ...]]:
        """The score of a row of the matrix, and its parts: the base, then what moved it."""
        score, moved = self.forest.explained(row)
        parts = {"base": self.forest.base}
        for name, points in zip(self.features, moved.tolist(), strict=True):
            if points:
                parts[part_of(name)] = parts.get(part_of(name), 0) + points
        return score, tuple(parts.items())


@dataclass(frozen=True, kw_only=True)
class Drift:
    """Permille of ``rows`` that the training period has not seen, and the shift of chapters.

    ``psi_permille`` is the population stability index over chapters, in thousandths: below 100
    little has moved, from 250 on the model reads another trade than it learned.
    """

    rows: int
    new_codes: int
    new_origins: int
    new_routes: int
    psi_permille: int


def drift_of(trained: Trained, columns: Columns) -> Drift:
    """How far these declarations are from the training period."""
    _, counted = trained.tables.read(columns)
    at = {one.name: number for number, one in enumerate(trained.tables.encodings)}

    def unseen(name: str) -> int:
        return round(1000 * float((counted[:, at[name]] == 0).mean()))

    return Drift(
        rows=len(columns),
        new_codes=unseen("hs2+hs4+hs6"),
        new_origins=unseen("origin"),
        new_routes=unseen("origin+departure"),
        psi_permille=round(1000 * _stability(trained, columns)),
    )


def _stability(trained: Trained, columns: Columns) -> float:
    """The population stability index over chapters."""
    before, after = trained.tables.columns.column("hs2"), columns.column("hs2")
    chapters = np.unique(np.concatenate([before, after]))
    old = np.bincount(
        np.searchsorted(chapters, before), trained.tables.counts, minlength=len(chapters)
    )
    new = np.bincount(np.searchsorted(chapters, after), minlength=len(chapters))
    return population_stability(old.tolist(), new.tolist()) or 0.0
