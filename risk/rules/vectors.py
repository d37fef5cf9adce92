"""A book over columns: many shipments judged at once by rules as data.

Says exactly what the compiled rules of ``book`` say of each shipment; a property test holds the
two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from risk.rules.book import DataRule
from risk.rules.columns import Bools, Columns
from risk.rules.expressions import facts_used, items_used
from risk.rules.steps import Scope, condition

CHUNK = 32_768  # rows whose columns stay in the processor's cache


@dataclass(frozen=True)
class Judged:
    """``points`` of the rules that spoke, row by row; ``hits`` counts them by rule."""

    points: NDArray[np.int64]
    hits: dict[str, int]
    faulty: Bools  # rows on which a rule could not be asked: a person looks at them
    masks: dict[str, Bools]  # by rule, where it spoke; only when asked for


class VectorBook:
    """The rules of a book over columns."""

    def __init__(self, rules: Sequence[DataRule]) -> None:
        self.rules = tuple(rules)
        self._conditions = tuple(condition(one.tree) for one in rules)
        trees = [one.tree for one in rules]
        self.facts = frozenset().union(*map(facts_used, trees)) | {"on"}
        self.items = frozenset().union(*map(items_used, trees))

    def judge(self, columns: Columns, *, masks: bool = False) -> Judged:
        points = np.zeros(columns.size, dtype=np.int64)
        faulty = columns.faulty.copy()
        hits = dict.fromkeys((one.code for one in self.rules), 0)
        kept = {one.code: np.zeros(columns.size if masks else 0, bool) for one in self.rules}
        for start in range(0, columns.size, CHUNK):
            part = columns.cut(start, start + CHUNK)
            here = slice(start, start + part.size)
            bare = Scope(part, {})
            for rule, asked in zip(self.rules, self._conditions, strict=True):
                scope = Scope(part, rule.timelines) if rule.timelines else bare
                yes = asked(scope).yes
                for name in rule.timelines:
                    gap = scope.period(name) < 0
                    faulty[here] |= gap
                    yes = yes & ~gap
                hits[rule.code] += int(np.count_nonzero(yes))
                points[here] += yes * np.int64(rule.points)
                if masks:
                    kept[rule.code][here] = yes
        return Judged(points=points, hits=hits, faulty=faulty, masks=kept if masks else {})
