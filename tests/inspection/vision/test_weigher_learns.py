"""The recipe of the weigher: which findings were true, and trees that learn it in whole numbers."""

import numpy as np
import pytest

from inspection.vision.management.training.rendering import WEIGH_SEEDS, render
from inspection.vision.management.training.weighing_learning import examples, true_ones, weigher
from inspection.vision.rules.artefact import loaded
from inspection.vision.rules.views import VIEWS, Group
from inspection.vision.rules.weighing import FINE, LOGIT, STRENGTH, Weigher, columns_for

pytestmark = pytest.mark.feature("I-06")
NAMES = columns_for(len(VIEWS))


def group(left, *, kind=0, heat=0.5):
    return Group(kind=kind, box=(left, 0, left + 10, 10), heats=(heat,), heat=heat, spread=0)


def test_of_two_findings_of_one_thing_only_the_first_is_true():
    boxes, kinds = np.array([[0, 0, 10, 10]], np.float32), np.array([0])
    found = [group(0), group(2), group(0, kind=1), group(40)]
    assert true_ones(found, boxes, kinds).tolist() == [True, False, False, False]


def test_two_things_side_by_side_are_both_found():
    boxes = np.array([[0, 0, 10, 10], [40, 0, 50, 10]], np.float32)
    assert true_ones([group(41), group(1)], boxes, np.array([0, 0])).tolist() == [True, True]


def test_trees_learn_what_the_mean_of_the_looks_does_not_know():
    """Truth hangs on two columns and not on the strength; unseen rows are told apart."""
    rng = np.random.default_rng(3)
    rows = rng.integers(0, 1_000, (3_000, len(NAMES)))
    rows[:, STRENGTH] = rng.integers(-3_000, 3_000, len(rows))
    true = rows[:, NAMES.index("rival")] + rows[:, NAMES.index("long")] < 900
    served = Weigher(weigher(rows[:2_500], true[:2_500], seed=1)).served
    told = served.scores(rows[2_500:]) / LOGIT + rows[2_500:, STRENGTH] / FINE
    assert ((told > 0) == true[2_500:]).mean() > 0.9
    assert ((rows[2_500:, STRENGTH] > 0) == true[2_500:]).mean() < 0.65


def test_examples_are_what_the_eye_finds_in_scenes_of_their_own_seeds(tmp_path, monkeypatch):
    from inspection.vision.management.training import rendering

    monkeypatch.setattr(rendering, "PIECE", 10)
    render(tmp_path, first_seed=WEIGH_SEEDS, scenes=10)
    seen = list(examples(loaded(), tmp_path, scenes=10, seed=1))
    assert 5 <= len(seen) <= 10
    for rows, true in seen:
        assert rows.shape == (len(true), len(NAMES))
    assert 3 <= sum(int(true.sum()) for _, true in seen) < sum(len(true) for _, true in seen) / 4
