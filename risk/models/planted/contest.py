"""The learner with history beside boosters with plain features, on the same planted port.

Each ranks the same weeks and opens the riskiest share of each; its own findings come back to it
and are learned from. All begin with the same opened declarations of the first year.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import numpy as np

from risk.models.planted.history import HISTORY, Memory, exposure, plain
from risk.models.planted.world import HONEST, KINDS, SETTLED, World
from risk.models.ranking import Ranking, ranked_by

OPENED = 0.05
LEARNT = 0.25  # share of the first year that was opened, by chance
WEEK = 7
SEEDS = 3
GROWN_EVERY = 8
Chances = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What one ranking found among all faults of the judged half-year.

    ``finds`` holds, by kind, one number for each series that turned in that half-year: the
    declaration, counted from the turn, at which it was found out; None when it never was.
    """

    recall: float
    revenue: float
    by_kind: dict[str, float] = field(default_factory=dict)
    finds: dict[str, tuple[int | None, ...]] = field(default_factory=dict)


def contest(world: World, *, seed: int) -> dict[str, dict[str, Outcome]]:
    """By model, then by ranking (``probability`` or ``revenue``)."""
    dice = np.random.default_rng(seed)
    opened = (world.day < SETTLED) & (dice.random(len(world)) < LEARNT)
    judged = world.day >= SETTLED
    return {
        name: {
            ranking: outcome(world, _season(world, opened, model, ranking, seed), judged)
            for ranking in ("probability", "revenue")
        }
        for name, model in MODELS.items()
    }


def outcome(world: World, chosen: np.ndarray, judged: np.ndarray) -> Outcome:
    """Recall and revenue of the opened, by kind, and how soon a series was found out."""
    faulty = world.faulty & judged
    by_kind, finds = {}, {}
    for kind, name in enumerate(KINDS):
        if kind == HONEST:
            continue
        mine = faulty & (world.kind == kind)
        by_kind[name] = round(float(chosen[mine].mean()), 4) if mine.any() else 0.0
        turned = [one for one in np.unique(world.series[world.kind == kind]) if one >= 0]
        whole = [world.series == one for one in turned]
        finds[name] = tuple(
            found_at(world.faulty[rows], chosen[rows]) for rows in whole if judged[rows][0]
        )
    return Outcome(
        recall=float(chosen[faulty].mean()),
        revenue=float(world.stake[faulty & chosen].sum() / world.stake[faulty].sum()),
        by_kind=by_kind,
        finds=finds,
    )


def found_at(faulty: np.ndarray, chosen: np.ndarray) -> int | None:
    """The place, from 1 at the turn, of the first declaration of a series that was opened and
    bad: whoever opens an honest one of it has found nothing."""
    found = np.flatnonzero(faulty & chosen)
    return int(found[0]) + 1 if len(found) else None


def delay(finds: Sequence[int | None]) -> float:
    """The median place; a series never found counts as later than any other."""
    if not finds:
        return 0.0
    latest = max([one for one in finds if one is not None], default=0) + 1
    return float(median(latest if one is None else one for one in finds))


def within(finds: Sequence[int | None], many: int) -> float:
    """The share of series found by their ``many``-th declaration."""
    return sum(one is not None and one <= many for one in finds) / len(finds) if finds else 0.0


def weeks(world: World, judged: np.ndarray) -> list[np.ndarray]:
    number = world.day // WEEK
    return [np.flatnonzero((number == one) & judged) for one in np.unique(number[judged])]


def top(rows: np.ndarray, scores: np.ndarray) -> np.ndarray:
    return rows[np.argsort(-scores, kind="stable")[: round(len(rows) * OPENED)]]


def _booster(seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=120, learning_rate=0.06, max_leaf_nodes=15, min_samples_leaf=15,
        l2_regularization=1.0, max_features=0.6, early_stopping=False, random_state=seed,
    )  # fmt: skip


def _boosted(rows: np.ndarray, truth: np.ndarray, seed: int) -> Chances:
    """The mean of some boosters."""
    grown = [_booster(seed + at).fit(rows, truth) for at in range(SEEDS)]
    return lambda asked: sum(one.predict_proba(asked)[:, 1] for one in grown) / SEEDS


def _leaves(rows: np.ndarray, truth: np.ndarray, seed: int) -> Chances:
    """A regression over the leaves that a booster's trees reach (GBDT+LR)."""
    from sklearn.ensemble import GradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import OneHotEncoder

    trees = GradientBoostingClassifier(
        n_estimators=60, max_leaf_nodes=15, min_samples_leaf=15, subsample=0.7,
        max_features=0.6, random_state=seed,
    ).fit(rows, truth)  # fmt: skip
    hot = OneHotEncoder(handle_unknown="ignore")
    reached = hot.fit_transform(trees.apply(rows)[:, :, 0])
    regression = LogisticRegression(max_iter=400, C=0.1).fit(reached, truth)
    return lambda asked: regression.predict_proba(hot.transform(trees.apply(asked)[:, :, 0]))[:, 1]


MODELS: dict[str, tuple[Callable[[np.ndarray, np.ndarray, int], Chances], bool]] = {
    "gbdt": (_boosted, False),
    "gbdt_lr": (_leaves, False),
    "history": (_boosted, True),
}


def _season(
    world: World,
    opened: np.ndarray,
    model: tuple[Callable[[np.ndarray, np.ndarray, int], Chances], bool],
    ranking: str,
    seed: int,
) -> np.ndarray:
    """Week by week: describe, rank, open, learn; grown again every eighth week from all opened."""
    grow, remembers = model
    memory = Memory(world=world)
    worth, truth = exposure(world), world.faulty
    rows = plain(world)
    if remembers:  # no labels of parties: their history says more
        rows = np.column_stack([np.zeros((len(world), len(HISTORY))), rows[:, 4:]])
    seen, chosen = opened.copy(), np.zeros(len(world), bool)
    chances: Chances | None = None
    since = 0
    for week in weeks(world, np.ones(len(world), bool)):
        if remembers:
            rows[week, : len(HISTORY)] = [memory.describe(int(at)) for at in week]
        judged = week[world.day[week] >= SETTLED]
        if len(judged):
            if chances is None or since >= GROWN_EVERY:
                past = seen & (world.day < world.day[judged[0]])
                chances, since = grow(rows[past], truth[past], seed), 0
            since += 1
            told = chances(rows[judged])
            by = Ranking(ranking.upper())
            picked = top(judged, ranked_by(by, chances=told, worth=worth[judged]))
            chosen[picked] = seen[picked] = True
        if remembers:
            for at in week[seen[week]]:
                memory.learn(int(at), fault=bool(truth[at]))
    return chosen
