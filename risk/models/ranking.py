"""By what a model ranks declarations: the choice is dated policy (``risk.model_ranking``)."""

from enum import StrEnum
from typing import Any

import numpy.typing as npt


class Ranking(StrEnum):
    PROBABILITY = "PROBABILITY"
    REVENUE = "REVENUE"


def ranked_by(
    ranking: Ranking, *, chances: npt.NDArray[Any], worth: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """What to sort by, greatest first: the chance of a fault, or the revenue it would cost."""
    return chances * worth if ranking == Ranking.REVENUE else chances
