"""Any picture becomes the same three planes."""

import numpy as np
import pytest

from inspection.vision.rules.looks import painted
from inspection.vision.rules.planes import of_picture, of_scan, taken
from inspection.vision.rules.simulator.materials import AT, NAMES
from inspection.vision.rules.simulator.physics import cabinet, image_of
from inspection.vision.rules.simulator.scenes import Clutter, Place, Wish, scene
from inspection.vision.rules.trial import light_of

pytestmark = pytest.mark.feature("I-04")


def block_of(material, deep):
    """One block in the middle of air."""
    depth = np.zeros((len(NAMES), 96, 96), np.float32)
    depth[AT[material], 30:66, 30:66] = deep
    transmission, zed = image_of(
        depth, cabinet(), np.random.default_rng(1), photons=1e6, scatter=0.0
    )
    return np.rint(np.sqrt(transmission / 65_535) * 255).astype(np.uint8), zed


def test_a_scan_tells_steel_from_plastic():
    steel, plastic = of_scan(*block_of("steel", 0.4)), of_scan(*block_of("plastic", 6))
    assert steel[1, 48, 48] > 0.8
    assert plastic[1, 48, 48] < 0.1
    assert steel[0, 48, 48] > steel[0, 5, 5] + 0.3


@pytest.mark.parametrize("seed", range(12))
def test_every_look_keeps_dark_dark_and_steel_metallic(seed):
    rng = np.random.default_rng(seed)
    steel = taken(painted(*block_of("steel", 0.5), rng))
    assert steel.planes[0, 40:56, 40:56].mean() > steel.planes[0, 2:12, 2:12].mean() + 0.2
    if not steel.is_grey:
        assert steel.planes[1, 40:56, 40:56].mean() > 0.5


def test_a_grey_picture_has_no_material():
    planes = of_picture(block_of("steel", 0.4)[0])
    assert not planes[1:].any()


def test_an_inverted_picture_is_turned_back():
    light, _ = block_of("water", 8)
    upright, turned = taken(light), taken(255 - light)
    assert turned.is_inverted and not upright.is_inverted
    assert np.abs(upright.planes[0] - turned.planes[0]).mean() < 0.05


def test_looks_of_a_scene_have_its_size():
    one = scene(11, Wish(place=Place.SUITCASE, clutter=Clutter.HEAVY))
    for seed in range(8):
        picture = painted(light_of(one), one.zed, np.random.default_rng(seed))
        assert picture.shape[:2] == (320, 320)
        assert picture.dtype == np.uint8
