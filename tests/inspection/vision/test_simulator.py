"""The simulator: physics that can be computed by hand, and truth that is exact."""

import math

import numpy as np
import pytest

from inspection.vision.rules.simulator import goods
from inspection.vision.rules.simulator.belongings import THINGS
from inspection.vision.rules.simulator.contraband import CLASSES, KINDS
from inspection.vision.rules.simulator.materials import AT, NAMES
from inspection.vision.rules.simulator.physics import cabinet, cargo, image_of
from inspection.vision.rules.simulator.scenes import CONTENTS, Clutter, Place, Wish, scene
from inspection.vision.rules.simulator.volumes import DENSE, volume

pytestmark = pytest.mark.feature("I-04")


def of(beam, **centimetres):
    depth = np.zeros((len(NAMES), 32, 32), np.float32)
    for material, deep in centimetres.items():
        depth[AT[material]] = deep
    rng = np.random.default_rng(1)
    return image_of(depth, beam, rng, photons=1e9, scatter=0.0)


@pytest.mark.parametrize("beam", [cabinet(), cargo()], ids=["cabinet", "cargo"])
def test_what_passes_is_the_sum_of_what_passes_in_every_bin(beam):
    by_hand = (
        sum(
            float(weight) * math.exp(-5 * float(per_cm))
            for weights in (beam.seen[:, 0], beam.seen[:, 1])
            for weight, per_cm in zip(weights, beam.per_cm[AT["water"]], strict=True)
        )
        / 2
    )
    transmission, _ = of(beam, water=5)
    assert transmission.mean() / 65_535 == pytest.approx(by_hand, rel=1e-3)


@pytest.mark.parametrize("beam", [cabinet(), cargo()], ids=["cabinet", "cargo"])
def test_what_lies_behind_each_other_weakens_together(beam):
    both, _ = of(beam, water=4, alu=1)
    water, _ = of(beam, water=4)
    alu, _ = of(beam, alu=1)
    assert both.mean() < min(water.mean(), alu.mean())
    alone = math.log(65_535 / water.mean()) + math.log(65_535 / alu.mean())
    assert math.log(65_535 / both.mean()) <= alone * 1.001  # the beam has hardened


@pytest.mark.parametrize(
    ("material", "deep", "zed"), [("plastic", 4, 5.6), ("water", 5, 7.5), ("steel", 0.4, 26)]
)
def test_the_effective_number_of_a_plain_material_is_read_back(material, deep, zed):
    _, found = of(cabinet(), **{material: deep})
    assert found.mean() / 4 == pytest.approx(zed, rel=0.06)


def test_air_is_white_and_has_no_number():
    transmission, zed = of(cabinet())
    assert transmission.min() > 65_000
    assert not zed.any()


def test_the_same_seed_makes_the_same_scene():
    one, again, other = scene(41), scene(41), scene(42)
    assert (one.transmission == again.transmission).all()
    assert (one.boxes == again.boxes).all()
    assert (
        one.transmission.shape != other.transmission.shape
        or (one.transmission != other.transmission).any()
    )


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("place", list(Place))
def test_the_truth_of_every_kind_fits_its_picture(kind, place):
    told = scene(7, Wish(place=place, kind=kind, threats=2, clutter=Clutter.LIGHT))
    assert set(told.kinds) == {kind}
    for (left, top, right, bottom), mask in zip(told.boxes, told.masks, strict=True):
        assert 0 <= left < right <= 320
        assert 0 <= top < bottom <= 320
        assert mask.shape == (bottom - top, right - left)
        assert mask[0].any() and mask[-1].any() and mask[:, 0].any() and mask[:, -1].any()


def test_every_kind_has_several_shapes():
    for kind, draw in KINDS.items():
        outlines = set()
        for seed in range(12):
            thing = draw(np.random.default_rng(seed))
            whole = sum(plane for _, plane in thing) > 0.05
            outlines.add(round(float(whole.mean()), 3))
        assert len(outlines) >= 4, kind


def test_there_are_eleven_kinds_thirty_goods_and_twenty_belongings():
    assert len(CLASSES) >= 10
    assert len(goods.KINDS) >= 30
    assert len({kind.chapter for kind in goods.KINDS.values()}) >= 30
    assert len(set(THINGS)) >= 20


@pytest.mark.parametrize("name", list(goods.KINDS))
def test_every_kind_of_goods_fills_cells_of_the_map(name):
    told = scene(3, Wish(place=Place.CONTAINER, clutter=Clutter.LIGHT, threats=0, load=(name,)))
    assert told.goods == (name,)
    assert told.chapters == (goods.KINDS[name].chapter,)
    if name in CONTENTS:
        assert (told.contents == CONTENTS.index(name)).any() or name in ("car", "tyres")


def test_a_container_may_be_empty():
    told = scene(3, Wish(place=Place.CONTAINER, threats=0, load=(), clutter=Clutter.LIGHT))
    assert not told.goods
    assert not told.contents.any()


def test_a_whole_container_is_drawn_as_a_gantry_sends_it():
    told = scene(5, Wish(place=Place.CONTAINER, size=(2200, 760)))
    assert told.transmission.shape == told.zed.shape == (760, 2200)


def test_a_volume_says_where_its_dense_things_lie():
    one = volume(3, side=64)
    again = volume(3, side=64)
    assert (one.density == again.density).all()
    assert one.density.shape == one.zed.shape == one.label.shape == (64, 64, 64)
    for kind, (low, high) in zip(one.kinds, one.boxes, strict=True):
        assert kind in DENSE
        assert all(0 <= a < b <= 64 for a, b in zip(low, high, strict=True))
