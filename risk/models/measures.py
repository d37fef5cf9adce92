"""How good an ordering of declarations is, and how honest its probabilities are."""

import numpy as np
import numpy.typing as npt

from risk import statistics
from risk.models.columns import Floats

Truth = npt.NDArray[np.bool_]
SHARES = (1, 2, 5, 10)


def ordered(scores: npt.NDArray[np.int64] | Floats) -> npt.NDArray[np.int64]:
    """Riskiest first; equals stay in the order of the file."""
    return np.argsort(-scores, kind="stable")


def at_share(
    truth: Truth, scores: npt.NDArray[np.int64] | Floats, percent: float
) -> tuple[float, float]:
    """Precision and recall among the riskiest ``percent`` of all."""
    first = ordered(scores)[: max(1, round(len(truth) * percent / 100))]
    found = int(truth[first].sum())
    return found / len(first), found / max(1, int(truth.sum()))


def area(truth: Truth, scores: npt.NDArray[np.int64] | Floats) -> float:
    """The area under the curve: how often a faulty one stands before a sound one."""
    _, at, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[at]
    faulty = int(truth.sum())
    sound = len(truth) - faulty
    if not faulty or not sound:
        return 0.5
    return float((ranks[truth].sum() - faulty * (faulty + 1) / 2) / (faulty * sound))


def reliability(truth: Truth, ppm: npt.NDArray[np.int64], *, bins: int = 10) -> list[list[int]]:
    """For each tenth of probability: how many, the mean told (ppm), and how many were faulty."""
    which = np.minimum(ppm * bins // 1_000_000, bins - 1)
    return [
        [int(here.sum()), int(ppm[here].mean()) if here.any() else 0, int(truth[here].sum())]
        for here in (which == at for at in range(bins))
    ]


def calibration_error(truth: Truth, ppm: npt.NDArray[np.int64]) -> float:
    """The mean distance between what is told and what is found, over tenths of probability."""
    bins = [(count, told * count, found) for count, told, found in reliability(truth, ppm)]
    return statistics.calibration_error(bins) or 0.0


def figures(
    truth: Truth, scores: npt.NDArray[np.int64] | Floats, ppm: npt.NDArray[np.int64] | None = None
) -> dict[str, float]:
    """Everything a card says of a model, by name."""
    said: dict[str, float] = {}
    for percent in SHARES:
        precision, recall = at_share(truth, scores, percent)
        said[f"precision_at_{percent}"] = round(precision, 4)
        said[f"recall_at_{percent}"] = round(recall, 4)
    said["auc"] = round(area(truth, scores), 4)
    if ppm is not None:
        said["ece"] = round(calibration_error(truth, ppm), 4)
    return said
