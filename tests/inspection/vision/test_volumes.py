"""Bodies in CT volumes: cut out, measured, judged by a small net whose card can be recomputed."""

import json
import shutil

import numpy as np
import pytest

from inspection.vision.rules import ct_artefact, ct_trial
from inspection.vision.rules.artefact import digest_of
from inspection.vision.rules.bodies import at_voxels, bodies_in, density_of
from inspection.vision.rules.simulator.volumes import volume
from inspection.vision.verdicts import ModelFault

pytestmark = pytest.mark.feature("H-02")


def block(density, *, side=32, low=10, high=20):
    whole = np.full((side, side, side), 0.1, np.float32)
    whole[low:high, low:high, low:high] = density
    return whole


def test_a_block_is_one_body_with_its_own_measures():
    body, *_rim = bodies_in(block(1.65), np.full((32, 32, 32), 7.3, np.float32))
    told = dict(zip(ct_artefact.MEASURES, body.measures.tolist(), strict=True))
    assert told["density"] == pytest.approx(1.65, abs=0.05)
    assert told["zed"] == pytest.approx(7.3, abs=0.01) and told["zed_known"] == 1
    assert 8 <= body.high[0] - body.low[0] <= 10
    assert told["thickness"] == pytest.approx(5, abs=1)


@pytest.mark.parametrize("density", [0.0, 0.8, 1.0])
def test_what_is_as_light_as_water_or_lighter_is_no_body(density):
    assert bodies_in(block(density)) == []


def test_two_blocks_apart_are_two_things_rims_and_specks_are_none():
    whole = block(1.65)
    whole[24:30, 24:30, 24:30] = 1.65
    whole[2, 2, 2] = 8
    seen = ct_artefact.loaded().look(whole, least=0.0)
    assert len(seen) > 2
    corners = sorted(one.body.low for one in ct_artefact.one_a_thing(seen))
    assert [tuple(round(each / 12) for each in one) for one in corners] == [(1, 1, 1), (2, 2, 2)]


def test_hounsfield_units_and_spacings_of_a_scanner_become_density_in_cubic_voxels():
    assert density_of(np.array([-1000, 0, 650])).tolist() == pytest.approx([0, 1, 1.65])
    fine = np.repeat(block(1.65), 2, axis=0)
    cubic = at_voxels(fine, (2.0, 4.0, 4.0))
    assert cubic.shape == (32, 32, 32)
    assert cubic[15, 15, 15] == pytest.approx(1.65, abs=0.01)
    assert max(at_voxels(np.zeros((400, 20, 20), np.float32), (4.0, 4.0, 4.0)).shape) <= 160


def test_the_shipped_eye_finds_what_its_card_says_it_finds():
    eye = ct_artefact.loaded()
    figures = ct_trial.examine(eye, count=60, first=ct_trial.HELD_OUT_SEEDS).figures(eye)
    assert figures["things"] >= 20
    assert figures["recall"] >= eye.card["figures"]["recall"] - 0.1
    assert figures["clean_volumes_alarmed"] <= eye.card["figures"]["clean_volumes_alarmed"] + 0.1


def test_one_energy_is_enough_to_look_and_says_less():
    eye = ct_artefact.loaded()
    bag = volume(ct_trial.HELD_OUT_SEEDS + 1)
    assert all(0 <= one.chance <= 1 for one in eye.look(bag.density, None, least=0.0))
    assert eye.look(np.zeros((16, 16, 16), np.float32)) == []


@pytest.fixture
def copy(tmp_path):
    for name in (ct_artefact.JSON_NAME, ct_artefact.ONNX_NAME):
        shutil.copy(ct_artefact.SHIPPED / name, tmp_path / name)
    return tmp_path


def rewritten(folder, **changes):
    """The document altered by somebody who can compute a digest."""
    path = folder / ct_artefact.JSON_NAME
    document = json.loads(path.read_text("utf-8")) | changes
    document["digest"] = digest_of(document, (folder / ct_artefact.ONNX_NAME).read_bytes())
    path.write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize(
    ("changes", "cause"),
    [
        ({"version": 0}, "of version 0"),
        ({"format": "x"}, "no eye for volumes"),
        ({"measures": ["x"]}, "not those of this version"),
        ({"alarm_at": "much"}, "lacks a part"),
    ],
)
def test_another_model_is_refused_with_its_reason(copy, changes, cause):
    rewritten(copy, **changes)
    with pytest.raises(ModelFault, match=cause):
        ct_artefact.loaded(copy)


def test_a_cut_an_altered_and_a_missing_model_are_refused(copy):
    onnx, text = copy / ct_artefact.ONNX_NAME, copy / ct_artefact.JSON_NAME
    whole = onnx.read_bytes()
    onnx.write_bytes(whole[:-9])
    with pytest.raises(ModelFault, match="digest"):
        ct_artefact.loaded(copy)
    onnx.unlink()
    with pytest.raises(ModelFault, match="cannot be read"):
        ct_artefact.loaded(copy)
    onnx.write_bytes(whole)
    text.write_text(text.read_text("utf-8")[:100], "utf-8")
    with pytest.raises(ModelFault, match="cut"):
        ct_artefact.loaded(copy)


def test_a_net_that_cannot_be_run_is_a_fault_and_no_crash(copy):
    (copy / ct_artefact.ONNX_NAME).write_bytes(b"no net")
    rewritten(copy)
    with pytest.raises(ModelFault, match="cannot be loaded"):
        ct_artefact.loaded(copy).look(block(1.65))
