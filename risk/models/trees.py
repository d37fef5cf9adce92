"""Trees of whole numbers: every node has a value, and a score tells exactly where it came from.

The value of a node is the expected value of its branch. On the way from root to leaf each step
changes the value; the feature asked there is answerable for the change. Roots and changes add up
to the leaves' values without remainder, because all of them are integers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from risk.models.columns import Integers, Rows
from risk.models.reading import ModelFault

SCALE = 100_000  # a logit
LEAF = -1


@dataclass(frozen=True, kw_only=True)
class Forest:
    """Nodes of all trees in one row of arrays; ``left`` is taken when feature <= threshold.

    A leaf has ``feature`` -1 and points to itself.
    """

    roots: Integers
    feature: Integers
    threshold: Integers
    left: Integers
    right: Integers
    value: Integers

    def checked(self, features: int) -> "Forest":
        """This forest. Raises ``ModelFault`` when its arrays do not make trees."""
        size = len(self.value)
        arrays = (self.feature, self.threshold, self.left, self.right)
        if any(len(one) != size for one in arrays) or not len(self.roots):
            raise ModelFault("the trees are cut off")
        inner = self.feature != LEAF
        at = np.arange(size)
        sound = (
            (self.feature >= LEAF).all()
            and (self.feature < features).all()
            and (self.left[inner] > at[inner]).all()
            and (self.right[inner] > at[inner]).all()
            and (self.left < size).all()
            and (self.right < size).all()
            and (self.roots >= 0).all()
            and (self.roots < size).all()
        )
        if not sound:
            raise ModelFault("the trees lead nowhere")
        return self

    @cached_property
    def base(self) -> int:
        """The score before anything is asked."""
        return int(self.value[self.roots].sum())

    def scores(self, rows: Rows, *, at_once: int = 20_000) -> Integers:
        """The score of every row."""
        done = np.empty(len(rows), np.int64)
        for start in range(0, len(rows), at_once):
            part = rows[start : start + at_once]
            total = np.zeros(len(part), np.int64)
            which = np.arange(len(part))
            for root in self.roots:
                node = np.full(len(part), root)
                while True:
                    asked = self.feature[node]
                    if (asked == LEAF).all():
                        break
                    goes = part[which, np.maximum(asked, 0)] <= self.threshold[node]
                    node = np.where(goes, self.left[node], self.right[node])
                total += self.value[node]
            done[start : start + at_once] = total
        return done

    def explained(self, row: Rows) -> tuple[int, Integers]:
        """The score of one row, and what each feature added to the base."""
        node = self.roots.copy()
        moved = np.zeros(len(row), np.int64)
        while (inner := self.feature[node] != LEAF).any():
            now = node[inner]
            asked = self.feature[now]
            goes = row[asked] <= self.threshold[now]
            then = np.where(goes, self.left[now], self.right[now])
            np.add.at(moved, asked, self.value[then] - self.value[now])
            node[inner] = then
        return int(self.value[node].sum()), moved


def forest_of(boosters: Sequence[Any]) -> Forest:
    """The trees of several histogram boosters, averaged and quantised.

    Features are whole numbers, so a threshold between two of them is its floor.
    """
    share = SCALE / len(boosters)
    nodes: list[tuple[int, int, int, int, int]] = []
    roots = []
    for booster in boosters:
        start = round(float(np.ravel(booster._baseline_prediction)[0]) * share)
        for number, (predictor,) in enumerate(booster._predictors):
            roots.append(len(nodes))
            _append(nodes, predictor.nodes, share, start if number == 0 else 0)
    columns = np.array(nodes, np.int64).T
    return Forest(
        roots=np.array(roots, np.int64), feature=columns[0], threshold=columns[1],
        left=columns[2], right=columns[3], value=columns[4],
    )  # fmt: skip


def _append(
    nodes: list[tuple[int, int, int, int, int]], tree: Any, share: float, start: int
) -> None:
    first = len(nodes)
    expected = np.zeros(len(tree))
    for at in range(len(tree) - 1, -1, -1):  # children stand behind their parents
        node = tree[at]
        if node["is_leaf"]:
            expected[at] = node["value"]
            continue
        left, right = int(node["left"]), int(node["right"])
        if min(left, right) <= at:
            raise ModelFault("a branch stands before its root")
        counts = tree["count"][[left, right]].astype(np.float64)
        expected[at] = (expected[[left, right]] * counts).sum() / counts.sum()
    for at, node in enumerate(tree):
        value = start + round(float(expected[at]) * share)
        if node["is_leaf"]:
            nodes.append((LEAF, 0, first + at, first + at, value))
        else:
            threshold = int(np.floor(node["num_threshold"]))
            left, right = first + int(node["left"]), first + int(node["right"])
            nodes.append((int(node["feature_idx"]), threshold, left, right, value))
