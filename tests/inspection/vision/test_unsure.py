"""Goods that nobody taught, guesses that nobody is shown, and chances that mean what they say."""

import numpy as np
import pytest

from inspection.vision.rules import measures
from inspection.vision.rules.seeing import contents_of
from inspection.vision.rules.simulator.goods import KINDS, UNSEEN
from inspection.vision.rules.simulator.materials import MATERIALS
from inspection.vision.rules.simulator.scenes import (
    CONTENTS,
    OTHER,
    UNTOLD,
    Clutter,
    Place,
    Wish,
    scene,
)
from inspection.vision.rules.simulator.strangers import MASS, STRANGE, stranger

pytestmark = pytest.mark.feature("I-06")


def test_strangers_are_as_heavy_as_goods_and_never_one_kept_for_the_test():
    for seed in range(400):
        kind = stranger(np.random.default_rng(seed))
        mass = sum(MATERIALS[name][1] * share for name, share in kind.fill.items())
        assert MASS[0] * 0.99 <= mass <= MASS[1] * 1.01
        main = max(kind.fill, key=lambda name: kind.fill[name] * MATERIALS[name][1])
        for name in UNSEEN:
            kept = KINDS[name]
            theirs = max(kept.fill, key=lambda one: kept.fill[one] * MATERIALS[one][1])
            assert (kind.form, main) != (kept.form, theirs)


def test_strangers_differ_and_the_same_seed_is_the_same_one():
    kinds = [stranger(np.random.default_rng(seed)) for seed in range(60)]
    assert kinds[7] == stranger(np.random.default_rng(7))
    assert len({one.form for one in kinds}) > 10
    assert len({tuple(sorted(one.fill)) for one in kinds}) > 40


@pytest.mark.parametrize("seed", range(12))
def test_where_a_stranger_lies_the_map_has_no_kind(seed):
    told = scene(
        4_100_000 + seed,
        Wish(place=Place.CONTAINER, load=(STRANGE,), threats=0, clutter=Clutter.LIGHT),
    )
    assert set(np.unique(told.contents)) <= {CONTENTS.index("nothing"), OTHER, UNTOLD}
    assert told.chapters == ()


def cells(*rows):
    """Chances of contents of four cells in a row, each given by its kinds."""
    holds = np.zeros((len(CONTENTS), 1, len(rows)), np.float32)
    for at, row in enumerate(rows):
        for kind, chance in row.items():
            holds[CONTENTS.index(kind), 0, at] = chance
    return holds


def test_the_likeliest_kind_is_kept_where_it_is_too_unsure_to_be_told():
    unsure = contents_of(cells(*[{"grain": 0.5, "sugar": 0.4, "fish": 0.1}] * 4), tell=0.8)
    assert (unsure.shares, unsure.likeliest) == ((), "grain")


def test_all_cells_speak_for_the_likeliest_kind():
    """Two cells lean a little to sugar, two are nearly certain that it is none."""
    rows = [{"grain": 0.4, "sugar": 0.6}] * 2 + [{"grain": 0.99, "sugar": 0.01}] * 2
    assert contents_of(cells(*rows), tell=0.5).likeliest == "grain"


def test_an_empty_box_holds_nothing_likely():
    assert contents_of(cells(*[{"nothing": 1.0}] * 4), tell=0.5).likeliest == ""


def drawn(count, seed):
    """Findings whose chance is known: too timid in the middle, too bold below."""
    rng = np.random.default_rng(seed)
    raw = rng.beta(0.5, 2.0, count)
    chance = 1 / (1 + np.exp(-(2.4 * np.log(raw) - 0.6 * np.log(1 - raw) + 2.2)))
    return raw, chance, rng.random(count) < chance


def test_calibration_finds_the_chances_that_made_the_findings():
    raw, _, true = drawn(4_000, 1)
    fitted = measures.fitted_smoothly(raw, true)
    again, chance, came_true = drawn(4_000, 2)
    strong = again > 0.3
    assert np.abs(fitted.chances(again) - chance).mean() < 0.02
    assert measures.calibration_error(fitted.chances(again[strong]), came_true[strong]) < 0.05


@pytest.mark.parametrize("turned", ["all true", "all false", "upside down", "few"])
def test_calibration_never_falls_whatever_it_is_given(turned):
    raw, _, true = drawn(600, 3)
    true = {
        "all true": np.ones_like(true),
        "all false": np.zeros_like(true),
        "upside down": raw < 0.2,
        "few": true,
    }[turned]
    if turned == "few":
        raw, true = raw[:5], true[:5]
    chances = measures.fitted_smoothly(raw, true).chances(np.linspace(0, 1, 201))
    assert (np.diff(chances) >= -1e-12).all()
    assert 0 <= chances.min() <= chances.max() <= 1
