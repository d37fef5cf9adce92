"""The demo's gantry sees what its story says: those goods, and what hides among them."""

import cv2
import numpy as np
import pytest

from customs_portal.simulation.cargo import HONEST, PLANTS, TOBACCO
from customs_portal.simulation.radiograph import HIDDEN, KIND_OF_LOAD, radiograph
from hardware_adapters.devices.xray_gantry.scene import GOODS
from inspection.vision.rules.simulator.goods import KINDS, TAUGHT

pytestmark = pytest.mark.feature("X-06")
SMALL = (640, 320)


def planes(png):
    pixels = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]
    return pixels[..., 0].astype(int) * 256 + pixels[..., 1], pixels[..., 2]


def test_every_story_has_a_picture():
    for goods in (*HONEST, TOBACCO):
        kind = KIND_OF_LOAD[goods.load]
        assert kind in TAUGHT
        assert goods.hs10[:2] in KINDS[kind].chapters, goods.name
    assert {one for plant in PLANTS for one in plant.hidden} <= set(HIDDEN)
    assert set(KIND_OF_LOAD) <= set(GOODS)


def test_the_same_seed_is_the_same_picture_in_the_gantrys_form():
    one, again = (radiograph(load="textiles", seed=7, size=SMALL) for _ in range(2))
    assert one == again != radiograph(load="textiles", seed=8, size=SMALL)
    transmission, zed = planes(one)
    assert transmission.shape == zed.shape == (320, 640)
    assert transmission.max() > 60_000  # air


def test_a_block_of_metal_behind_shirts_shows():
    honest, _ = planes(radiograph(load="textiles", seed=11, size=SMALL))
    bad, zed = planes(radiograph(load="textiles", hidden=("metal",), seed=11, size=SMALL))
    darker = bad < honest * 0.6
    assert darker.sum() > 300
    assert np.median(zed[darker & (zed > 0)]) > 4 * 13 or (zed[darker] == 0).mean() > 0.5


def test_what_no_story_knows_is_refused():
    with pytest.raises(KeyError, match="moon rock"):
        radiograph(load="moon rock", seed=1)
    with pytest.raises(KeyError, match="dragon"):
        radiograph(load="paper", hidden=("dragon",), seed=1)
