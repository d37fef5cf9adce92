"""Learning from labelled history, in the order of time, from declared columns alone.

The last quarter of the file chooses how many trees there are and what a score means; then the
trees are grown again from the whole file. Whoever trains on a year never looks beyond it.
Encodings are out of fold: no declaration is described by its own outcome.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from risk.models.calibration import fitted
from risk.models.columns import Columns, Integers, Rows, joined
from risk.models.encodings import Encoding, tables_of
from risk.models.features import ENCODINGS, Scales, matrix, scales_of
from risk.models.measures import figures
from risk.models.trained import Trained
from risk.models.trees import Forest, forest_of

Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How to learn; the defaults were chosen by time-ordered folds inside one year."""

    seeds: tuple[int, ...] = (1, 2, 3)
    folds: int = 10
    most_trees: int = 120
    fewest_trees: int = 30
    rate: float = 0.1
    leaves: int = 15
    least_leaf: int = 20
    smoothing: float = 1.0
    share_of_features: float = 0.5
    weight: int = 1
    late_share: float = 0.25
    masked_share: float = 0.1
    masks: tuple[tuple[str, ...], ...] = (
        ("rate", "tax_type", "price"),
        ("rate", "tax_type", "price", "mass"),
    )
    encodings: tuple[Encoding, ...] = ENCODINGS


@dataclass(frozen=True, kw_only=True)
class Learned:
    """The model, and how its forerunner did on the late part, which it had not seen."""

    trained: Trained
    trees: int
    late_rows: int
    late_scores: Integers
    late_truth: Truth

    @property
    def figures(self) -> dict[str, float]:
        return figures(self.late_truth, self.late_scores)


def train(columns: Columns, truth: Truth, *, plan: Plan = Plan()) -> Learned:  # noqa: B008
    """A model of rows in the order of time."""
    late = np.arange(len(columns)) >= round(len(columns) * (1 - plan.late_share))
    early = _grown(columns.taken(~late), truth[~late], plan, trees=plan.most_trees)
    trees, scores = _chosen(early, columns.taken(late), truth[late], plan)
    calibration = fitted(scores, truth[late])
    whole = _grown(columns, truth, plan, trees=trees)
    trained = Trained(
        tables=tables_of(columns, truth, encodings=plan.encodings, weight=plan.weight),
        scales=whole.scales,
        forest=whole.forest(trees),
        calibration=calibration,
    )
    return Learned(
        trained=trained, trees=trees, late_rows=len(scores), late_scores=scores,
        late_truth=truth[late],
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Grown:
    boosters: list[Any]
    scales: Scales
    columns: Columns
    truth: Truth
    plan: Plan

    def forest(self, trees: int) -> Forest:
        for booster in self.boosters:
            booster._predictors = booster._predictors[:trees]
        return forest_of(self.boosters)


def _grown(columns: Columns, truth: Truth, plan: Plan, *, trees: int) -> _Grown:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    scales = scales_of(columns)
    boosters = []
    for seed in plan.seeds:
        rows, answers = out_of_fold(columns, truth, scales, plan, seed=seed)
        booster = HistGradientBoostingClassifier(
            max_iter=trees, learning_rate=plan.rate, max_leaf_nodes=plan.leaves,
            min_samples_leaf=plan.least_leaf, l2_regularization=plan.smoothing,
            max_features=plan.share_of_features, early_stopping=False, random_state=seed,
        )  # fmt: skip
        with threadpool_limits(1, user_api="openmp"):  # rows are few; threads would only wait
            boosters.append(booster.fit(rows.astype(np.float32), answers))
    return _Grown(boosters=boosters, scales=scales, columns=columns, truth=truth, plan=plan)


def out_of_fold(
    columns: Columns, truth: Truth, scales: Scales, plan: Plan, *, seed: int
) -> tuple[Rows, Truth]:
    """The matrix to learn from: each row described by the other folds, some rows masked too.

    Masked twins stand beside some rows, so that a shipment whose rate or price is not known is
    read by trees that have met such shipments.
    """
    dice = np.random.default_rng(seed)
    fold = dice.integers(plan.folds, size=len(columns))
    hides = dice.random((len(plan.masks), len(columns))) < plan.masked_share
    rows, answers = [], []
    for number in range(plan.folds):
        here = fold == number
        tables = tables_of(
            columns.taken(~here), truth[~here], encodings=plan.encodings, weight=plan.weight
        )
        twins = [
            columns.taken(here & hidden).masked(mask)
            for hidden, mask in zip(hides, plan.masks, strict=True)
        ]
        rows.append(matrix(joined([columns.taken(here), *twins]), tables, scales))
        answers += [truth[here], *(truth[here & hidden] for hidden in hides)]
    return np.concatenate(rows), np.concatenate(answers)


def _chosen(grown: _Grown, columns: Columns, truth: Truth, plan: Plan) -> tuple[int, Integers]:
    """How many trees tell the later declarations best, and their scores."""
    tables = tables_of(grown.columns, grown.truth, encodings=plan.encodings, weight=plan.weight)
    rows = matrix(columns, tables, grown.scales)
    told = np.zeros((plan.most_trees, len(rows)))
    for booster in grown.boosters:
        for at, logits in enumerate(booster._staged_raw_predict(rows.astype(np.float32))):
            told[at] += np.ravel(logits) / len(grown.boosters)
    losses = (np.logaddexp(0, told) - told * truth).mean(axis=1)
    trees = plan.fewest_trees + int(np.argmin(losses[plan.fewest_trees - 1 :]))
    return trees, grown.forest(trees).scores(rows)
