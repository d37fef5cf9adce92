"""How well it sees: average precision, recall, calibration; counted, never estimated."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inspection.vision.rules.seeing import Calibration, Seen, overlaps

HIT = 0.5  # overlap from which a box is found


@dataclass(frozen=True, kw_only=True)
class Truth:
    boxes: NDArray[np.float32]
    kinds: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Every finding of a set: kind, raw strength, and whether it was a true one."""

    kinds: NDArray[np.int64]
    raw: NDArray[np.float64]
    true: NDArray[np.bool_]
    scene: NDArray[np.int64]
    wanted: NDArray[np.int64]  # how many there were of each kind


def matched(seen: Sequence[Sequence[Seen]], truth: Sequence[Truth], *, classes: int) -> Matched:
    """The strongest finding takes the box first; each box is found once."""
    wanted = np.bincount([kind for one in truth for kind in one.kinds], minlength=classes)
    rows = [(n, one) for n, many in enumerate(seen) for one in many]
    rows.sort(key=lambda row: -row[1].heat)
    taken: set[tuple[int, int]] = set()
    true = []
    for n, one in rows:
        right = [
            q for q, kind in enumerate(truth[n].kinds) if kind == one.kind and (n, q) not in taken
        ]
        found = -1
        if right:
            over = overlaps(np.array(one.box, np.float32), truth[n].boxes[right])
            if over.max() >= HIT:
                found = right[int(over.argmax())]
                taken.add((n, found))
        true.append(found >= 0)
    return Matched(
        kinds=np.array([one.kind for _, one in rows], np.int64),
        raw=np.array([one.heat for _, one in rows], np.float64),
        true=np.array(true, np.bool_),
        scene=np.array([n for n, _ in rows], np.int64),
        wanted=np.asarray(wanted, np.int64),
    )


def average_precisions(found: Matched) -> list[float | None]:
    """Of each kind, area under the curve of precision; None when the set held none of it."""
    told: list[float | None] = []
    for kind, wanted in enumerate(found.wanted):
        if not wanted:
            told.append(None)
            continue
        true = found.true[found.kinds == kind].astype(np.float64)
        recall = np.cumsum(true) / wanted
        precision = np.cumsum(true) / (np.arange(len(true)) + 1)
        precision = np.maximum.accumulate(precision[::-1])[::-1]
        told.append(float(np.sum(np.diff(np.concatenate([[0.0], recall])) * precision)))
    return told


def mean_precision(found: Matched) -> float:
    told = [one for one in average_precisions(found) if one is not None]
    return float(np.mean(told)) if told else 0.0


def scene_alarms(
    found: Matched, truth: Sequence[Truth], *, least: float
) -> tuple[float, float, float]:
    """Recall of things, share of scenes with a threat that alarm, share of clean ones that do."""
    strong = found.raw >= least
    recall = float(found.true[strong].sum() / max(1, found.wanted.sum()))
    alarmed = np.zeros(len(truth), np.bool_)
    alarmed[found.scene[strong]] = True
    dirty = np.array([bool(one.kinds) for one in truth], np.bool_)
    return (
        recall,
        float(alarmed[dirty].mean()) if dirty.any() else 0.0,
        float(alarmed[~dirty].mean()) if (~dirty).any() else 0.0,
    )


def strength_for(found: Matched, truth: Sequence[Truth], *, clean_alarmed: float) -> float:
    """The least strength at which no more than this share of clean scenes alarms."""
    clean = [n for n, one in enumerate(truth) if not one.kinds]
    worst = np.zeros(len(truth))
    np.maximum.at(worst, found.scene, found.raw)
    return float(np.quantile(worst[clean], 1 - clean_alarmed)) + 1e-6 if clean else 1.0


def fitted(raw: NDArray[np.float64], true: NDArray[np.bool_], *, knots: int = 16) -> Calibration:
    """Isotonic: chances by pools of neighbours, joined until they never fall."""
    order = np.argsort(raw)
    pools = [
        [float(raw[p].mean()), float(true[p].mean()), float(len(p))]
        for p in np.array_split(order, knots)
        if len(p)
    ]
    at = 0
    while at < len(pools) - 1:
        if pools[at][1] > pools[at + 1][1]:
            (r0, c0, n0), (r1, c1, n1) = pools[at], pools.pop(at + 1)
            both = n0 + n1
            pools[at] = [(r0 * n0 + r1 * n1) / both, (c0 * n0 + c1 * n1) / both, both]
            at = max(0, at - 1)
        else:
            at += 1
    return Calibration(
        raw=(0.0, *(p[0] for p in pools), 1.0),
        chance=(0.0, *(p[1] for p in pools), max(p[1] for p in pools)),
    )


def fitted_smoothly(
    raw: NDArray[np.float64], true: NDArray[np.bool_], *, knots: int = 41
) -> Calibration:
    """Beta calibration (Kull, Silva Filho and Flach, AISTATS 2017) by Newton's method.

    ``logit(chance) = a ln(raw) - b ln(1 - raw) + c`` with a, b >= 0: three numbers, so that few
    strong findings do not bend the line as they bend the steps of ``fitted``.
    """
    s = np.clip(raw, 1e-4, 1 - 1e-4)
    columns = np.stack([np.log(s), -np.log(1 - s), np.ones_like(s)], 1)
    used = [0, 1, 2]
    while True:
        weights = _logistic(columns[:, used], true.astype(np.float64))
        falling = [at for at, w in zip(used, weights, strict=True) if at < 2 and w < 0]
        if not falling:
            break
        used.remove(falling[0])
    at = 1 / (1 + np.exp(-np.linspace(-6, 6, knots)))
    shown = np.stack([np.log(at), -np.log(1 - at), np.ones_like(at)], 1)[:, used]
    chance = 1 / (1 + np.exp(-(shown @ weights)))
    return Calibration(
        raw=(0.0, *map(float, at), 1.0),
        chance=(0.0, *map(float, chance), float(chance[-1])),
    )


def _logistic(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    w = np.zeros(x.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        slope = x.T @ (y - p) - 1e-3 * w
        curve = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(w))
        step = np.linalg.solve(curve, slope)
        w = w + step
        if np.abs(step).max() < 1e-8:
            break
    return np.asarray(w)


def calibration_error(
    chance: NDArray[np.float64], true: NDArray[np.bool_], *, bins: int = 10
) -> float:
    """Mean distance between the chance told and the share that was true."""
    if not len(chance):
        return 0.0
    at = np.minimum((chance * bins).astype(int), bins - 1)
    parts = [(at == b) for b in range(bins)]
    return float(sum(abs(chance[p].mean() - true[p].mean()) * p.mean() for p in parts if p.any()))
