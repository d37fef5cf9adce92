"""From a score to a probability: steps that only go up (isotonic), fitted on later declarations."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.models.columns import Integers

LEAST, MOST = 100, 999_900  # nobody is told that a thing is certain


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """A score from ``scores[i]`` up to the next has the probability ``ppm[i]``."""

    scores: Integers
    ppm: Integers

    def probabilities(self, scores: Integers) -> Integers:
        at = np.searchsorted(self.scores, scores, side="right") - 1
        return self.ppm[np.maximum(at, 0)]


def fitted(scores: Integers, truth: npt.NDArray[np.bool_], *, fewest: int = 25) -> Calibration:
    """Neighbouring steps that fall are pooled (PAV), and so are steps of fewer than ``fewest``.

    A step of n with k faults tells (k + 1/2) / (n + 1): a small step is no certainty.
    """
    order = np.argsort(scores, kind="stable")
    starts, first = np.unique(scores[order], return_index=True)
    sizes = np.diff([*first.tolist(), len(scores)])
    faults = np.add.reduceat(truth[order].astype(np.int64), first)
    steps: list[list[int]] = []  # start, size, faults
    for start, size, found in zip(starts.tolist(), sizes.tolist(), faults.tolist(), strict=True):
        steps.append([start, size, found])
        while len(steps) > 1 and _falls(steps[-2], steps[-1], fewest):
            _, more, found_more = steps.pop()
            steps[-1][1] += more
            steps[-1][2] += found_more
    ppm = [round((found + 0.5) / (size + 1) * 1_000_000) for _, size, found in steps]
    return Calibration(
        scores=np.array([step[0] for step in steps], np.int64),
        ppm=np.clip(np.maximum.accumulate(np.array(ppm, np.int64)), LEAST, MOST),
    )


def _falls(one: list[int], other: list[int], fewest: int) -> bool:
    return one[1] < fewest or one[2] * other[1] >= other[2] * one[1]
