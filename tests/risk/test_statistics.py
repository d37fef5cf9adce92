"""Figures checked against numbers published elsewhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.statistics import (
    Share,
    calibration_error,
    chance_of,
    chi_square,
    population_stability,
    wilson,
)


def test_wilson_gives_the_published_interval():
    low, high = wilson(15, 148)  # Newcombe 1998, table I: 0.0624, 0.1605
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    assert wilson(0, 20)[0] == 0
    assert wilson(20, 20)[1] == 1


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_a_share_lies_in_its_interval(pair):
    share = Share(part=pair[0], of=pair[1])
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_a_share_of_nothing_is_not_known():
    nothing = Share(part=0, of=0)
    assert (nothing.value, nothing.low, nothing.high) == (None, None, None)
    assert nothing.overlaps(Share(part=1, of=1))
    with pytest.raises(ValueError):
        wilson(2, 1)


@pytest.mark.parametrize(
    ("statistic", "freedom", "chance"),
    [(3.841, 1, 0.05), (5.991, 2, 0.05), (18.307, 10, 0.05), (23.209, 10, 0.01), (0.0, 3, 1.0)],
)
def test_chi_square_tail_agrees_with_the_tables(statistic, freedom, chance):
    assert chance_of(statistic, freedom=freedom) == pytest.approx(chance, abs=1e-4)


def test_chi_square_adds_squares_over_what_was_expected():
    assert chi_square([12, 88], [10, 90]) == pytest.approx(4 / 10 + 4 / 90)


def test_the_same_spread_has_no_drift_and_an_empty_one_no_figure():
    assert population_stability([50, 50], [500, 500]) == pytest.approx(0, abs=1e-9)
    assert population_stability([90, 10], [10, 90]) > 1
    assert population_stability([], []) is None
    assert population_stability([1, 2], [0, 0]) is None
    assert math.isfinite(population_stability([100, 0], [0, 100]))


def test_calibration_error_weighs_bins_by_their_cases():
    assert calibration_error([]) is None
    assert calibration_error([(10, 1_000_000, 1), (90, 45_000_000, 45)]) == pytest.approx(0)
    assert calibration_error([(10, 5_000_000, 10)]) == pytest.approx(0.5)
